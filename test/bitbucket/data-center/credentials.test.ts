import { expect, test } from 'vitest';
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
  [
    'no user name alone',
    { BITBUCKET_SERVER_TOKEN: undefined, BITBUCKET_SERVER_PASSWORD: undefined },
    undefined,
  ],
  [
    'no password alone',
    { BITBUCKET_SERVER_TOKEN: undefined, BITBUCKET_SERVER_USERNAME: undefined },
    undefined,
  ],
])('credentials are %s', (_what, without, credentials) => {
  expect(credentialsOf({ ...settings, ...without })).toEqual(credentials);
});
