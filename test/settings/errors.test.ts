import { describe, expect, test } from 'vitest';
import { createRedactor } from '../../src/text/redact.ts';
import { secretsOf } from '../../src/settings/secrets.ts';
import { problemsWith, refusalOf, required, settingsFrom } from './parsed.ts';

describe('settings that are not valid', () => {
  test('are all reported together', () => {
    const { message } = refusalOf({
      UPSUN_TOKEN: 'x',
      WAIT: 'maybe',
      DEPLOY_TIMEOUT: '0m',
      UPSUN_API_URL: 'nowhere',
      COMMAND: 'destroy',
      ATLASSIAN_API_TOKEN: 'x',
    });
    expect(message.split('\n').slice(1)).toHaveLength(8);
    expect(message).toContain('UPSUN_CLI_TOKEN is required');
    expect(message).toContain('PROJECT_ID is required');
    expect(message).toContain('WAIT takes');
    expect(message).toContain('DEPLOY_TIMEOUT takes');
    expect(message).toContain('UPSUN_API_URL takes');
    expect(message).toContain('COMMAND takes');
    expect(message).toContain('UPSUN_TOKEN is not a setting');
    expect(message).toContain('ATLASSIAN_ACCOUNT_EMAIL is missing');
  });

  test('come with what to do, in Pipelines and elsewhere', () => {
    expect(refusalOf({ BITBUCKET_BUILD_NUMBER: '7' }).remedy).toContain('bitbucket-pipelines.yml');
    expect(refusalOf({}).remedy).toContain('the variables of the build');
    expect(refusalOf({ JENKINS_URL: 'https://jenkins.example.com/' }).remedy).not.toContain('pipelines');
  });

  test.each([
    [{ ATLASSIAN_API_TOKEN: 'token' }, 'ATLASSIAN_ACCOUNT_EMAIL'],
    [{ ATLASSIAN_ACCOUNT_EMAIL: 'ada@example.com' }, 'ATLASSIAN_API_TOKEN'],
    [{ ATLASSIAN_ACCOUNT_EMAIL: 'ada@example.com', ATLASSIAN_API_TOKEN: '' }, 'ATLASSIAN_API_TOKEN'],
    [{ BITBUCKET_OAUTH_KEY: 'key' }, 'BITBUCKET_OAUTH_SECRET'],
    [{ BITBUCKET_SERVER_PASSWORD: 'password' }, 'BITBUCKET_SERVER_USERNAME'],
    [{ BITBUCKET_SERVER_SSH_PORT: '7999' }, 'BITBUCKET_SERVER_SSH_KEY_FILE'],
  ])('name the other half of a pair: %o', (variables, missing) => {
    expect(problemsWith(variables)).toEqual([expect.stringContaining(`${missing} is missing`)]);
  });

  test('name settings that contradict each other', () => {
    const settings = { RESYNC_PULL_REQUESTS: 'yes', PULL_REQUESTS_CLONE_PARENT_DATA: 'no' };
    expect(problemsWith(settings)).toEqual([
      expect.stringContaining('PULL_REQUESTS_CLONE_PARENT_DATA=false'),
    ]);
  });

  test.each([
    [{ RELEASE_TAGS: 'v*', TAG: 'v1.0', BRANCH: 'main' }, 'TAG and BRANCH are both set'],
    [{ RELEASE_TAGS: 'v*', TAG: 'v1.0', PULL_REQUEST_ID: '7' }, 'TAG and PULL_REQUEST_ID are both set'],
    [{ ROLLBACK: 'true', PULL_REQUEST_ID: '7' }, 'ROLLBACK is for branches and tags'],
    ...['reconcile', 'cleanup', 'validate'].map(
      (COMMAND) => [{ ROLLBACK: 'true', COMMAND }, `got COMMAND=${COMMAND}`] as const,
    ),
  ] as const)('name what a release or a rollback cannot be combined with: %o', (settings, problem) => {
    expect(problemsWith(settings)).toEqual([expect.stringContaining(problem)]);
  });

  test('do not mind the TAG of a job that makes no releases', () => {
    expect(settingsFrom({ TAG: 'image-17', BRANCH: 'main' }).branch).toBe('main');
  });

  test('do not include a pair that is whole', () => {
    const pair = { ATLASSIAN_ACCOUNT_EMAIL: 'ada@example.com', ATLASSIAN_API_TOKEN: 'token' };
    const values = { atlassianAccountEmail: 'ada@example.com', atlassianApiToken: 'token' };
    expect(settingsFrom(pair)).toMatchObject(values);
  });
});

const secretNames = [
  'UPSUN_CLI_TOKEN',
  'PLATFORMSH_CLI_TOKEN',
  'OVHCLOUD_WEBPAAS_CLI_TOKEN',
  'BITBUCKET_ACCESS_TOKEN',
  'BITBUCKET_OAUTH_SECRET',
  'ATLASSIAN_API_TOKEN',
  'BITBUCKET_SERVER_TOKEN',
  'BITBUCKET_SERVER_PASSWORD',
  'HTTP_AUTH',
];

describe('a secret', () => {
  test.each(secretNames)('in %s is never in the error', (name) => {
    const { message, remedy } = refusalOf({ ...required, [name]: 's3cret-value', WAIT: 'maybe' });
    expect(message).toContain('WAIT');
    expect(`${message} ${remedy}`).not.toContain('s3cret-value');
  });

  test.each(secretNames)('in %s is masked in whatever is written', (name) => {
    const { redact } = createRedactor(secretsOf({ [name]: 's3cret-value' }));
    expect(redact('sent s3cret-value')).toBe('sent ***');
  });

  test('of HTTP_AUTH is masked without its user too', () => {
    const { redact } = createRedactor(secretsOf({ HTTP_AUTH: 'ada:with:colons' }));
    expect(redact('password with:colons')).toBe('password ***');
  });

  test('that is malformed is named without its value', () => {
    expect(problemsWith({ HTTP_AUTH: 'hunter2-without-user' })).toEqual([
      expect.stringMatching(/HTTP_AUTH takes user:password/),
    ]);
    expect(problemsWith({ HTTP_AUTH: 'hunter2-without-user' }).join('')).not.toContain('hunter2');
  });

  test.each(['https://ada:s3cret@api.example.com', 'https://:s3cret@api.example.com'])(
    'in an address is neither taken nor shown: %s',
    (address) => {
      const problems = problemsWith({ UPSUN_API_URL: address });
      expect(problems).toEqual([expect.stringContaining('UPSUN_API_URL')]);
      expect(problems.join('')).not.toContain('s3cret');
    },
  );
});
