import { expect, test } from 'vitest';
import { PipeError } from '../../../src/errors.ts';
import { credentialsOf } from '../../../src/bitbucket/data-center/credentials.ts';
import { password, token } from './server.ts';

const settings = {
  bitbucketServerToken: token.token,
  bitbucketServerUsername: password.username,
  bitbucketServerPassword: password.password,
};

test.each([
  ['a token, which goes before a password', {}, token],
  ['a user name and password', { bitbucketServerToken: undefined }, password],
])('credentials are %s', (_what, without, credentials) => {
  expect(credentialsOf({ ...settings, ...without })).toEqual(credentials);
});

test.each(['bitbucketServerPassword', 'bitbucketServerUsername'])(
  'there is nothing to show without %s and a token',
  (missing) => {
    const without = { ...settings, bitbucketServerToken: undefined, [missing]: undefined };
    expect(() => credentialsOf(without)).toThrow(PipeError);
  },
);
