import { expect, test } from 'vitest';
import { PipeError } from '../../../src/errors.ts';
import { credentialsOf } from '../../../src/bitbucket/data-center/credentials.ts';
import { password, token } from './server.ts';

const settings = {
  BITBUCKET_SERVER_TOKEN: token.token,
  BITBUCKET_SERVER_USERNAME: password.username,
  BITBUCKET_SERVER_PASSWORD: password.password,
};

test.each([
  ['a token, which goes before a password', {}, token],
  ['a user name and password', { BITBUCKET_SERVER_TOKEN: undefined }, password],
])('credentials are %s', (_what, without, credentials) => {
  expect(credentialsOf({ ...settings, ...without })).toEqual(credentials);
});

test.each(['BITBUCKET_SERVER_PASSWORD', 'BITBUCKET_SERVER_USERNAME'])(
  'there is nothing to show without %s and a token',
  (missing) => {
    const without = { ...settings, BITBUCKET_SERVER_TOKEN: undefined, [missing]: undefined };
    expect(() => credentialsOf(without)).toThrow(PipeError);
  },
);
