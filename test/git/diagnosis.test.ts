import { expect, test } from 'vitest';
import { connectionError } from '../../src/git/diagnosis.ts';

const url = 'abc123@git.eu-5.platform.sh:abc123.git';
const greeting =
  'Hello Ada (UUID: 1a2b), you successfully authenticated, but could not connect to service abc123';

test.each([
  [
    'in the greeting',
    `${greeting} (reason: access requires MFA)\nfatal: Could not read from remote repository.`,
  ],
  ['with its parameters', 'Error: Access denied\nParameters: {"amr":["mfa"]}\nfatal: Could not read'],
  ['with an age', 'Error: Access denied\nParameters: {"max_age":3600}\nfatal: Could not read'],
])('a second factor that ssh asks for %s is told with what an administrator does', (_where, said) => {
  expect(connectionError('The push to', url, said)).toMatchObject({
    kind: 'configuration',
    message: expect.stringContaining('git.eu-5.platform.sh asks for multi-factor authentication'),
    remedy: expect.stringMatching(/exempt the machine user .* or to enable it .* new API token/),
  });
});

test('a machine user without access to the project is told to be just that', () => {
  const said = `${greeting} (reason: service doesn't exist or you do not have access to it)`;
  expect(connectionError('The push to', url, said)).toMatchObject({
    message: expect.stringContaining('gives the machine user no access'),
    remedy: expect.stringContaining('admin role'),
  });
});
