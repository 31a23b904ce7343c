import { expect, test } from 'vitest';
import { connectionError } from '../../src/git/diagnosis.ts';
import { withoutProgress } from '../../src/git/said.ts';

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

test.each(['Timeout, server git.eu-5.platform.sh not responding.', 'no sign of life for 45 s'])(
  'a connection over which nothing comes any longer is one that could not be reached: %s',
  (said) => {
    expect(connectionError('The push to', url, said)).toMatchObject({
      kind: 'failure',
      message: `The git server git.eu-5.platform.sh could not be reached: ${said}`,
      remedy: expect.stringContaining('SSH connections'),
    });
  },
);

test('what git writes of its progress is not what it says', () => {
  const counted = 'Counting objects:  50% (1/2)\rCounting objects: 100% (2/2), done.';
  const told = 'remote: Counting the apps\nremote: error: No app was found';
  const noise = `Enumerating objects: 5, done.\n${counted}\nDelta compression using up to 2 threads`;
  const total =
    'remote: Compressing objects: 100% (3/3), done.        \nTotal 5 (delta 1), reused 0 (delta 0)';
  expect(withoutProgress(`${noise}\n${total}\n${told}\n`)).toBe(`${told}\n`);
});
