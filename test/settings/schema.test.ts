import { describe, expect, test } from 'vitest';
import { groups } from '../../src/settings/definition.ts';
import { settingList, settingsTable } from '../../src/settings/table.ts';
import { refusalOf, settingsFrom, valueOf } from './parsed.ts';

/** Every variable that the pipe knows, with its default. */
const documented: Record<string, unknown> = {
  COMMAND: 'deploy',
  VENDOR: 'upsun',
  UPSUN_API_URL: undefined,
  UPSUN_AUTH_URL: undefined,
  UPSUN_CONSOLE_URL: undefined,
  SSH_KNOWN_HOSTS: undefined,

  BITBUCKET_ACCESS_TOKEN: undefined,
  BITBUCKET_OAUTH_KEY: undefined,
  BITBUCKET_OAUTH_SECRET: undefined,
  ATLASSIAN_ACCOUNT_EMAIL: undefined,
  ATLASSIAN_API_TOKEN: undefined,
  BITBUCKET_API_URL: 'https://api.bitbucket.org/2.0',
  BITBUCKET_OAUTH_URL: 'https://bitbucket.org/site/oauth2/access_token',
  BITBUCKET_PROXY_URL: 'http://host.docker.internal:29418',

  BITBUCKET_SERVER_URL: undefined,
  BITBUCKET_SERVER_TOKEN: undefined,
  BITBUCKET_SERVER_USERNAME: undefined,
  BITBUCKET_SERVER_PASSWORD: undefined,
  BITBUCKET_SERVER_SSH_PORT: undefined,
  BITBUCKET_SERVER_SSH_KEY_FILE: undefined,
  BITBUCKET_SERVER_CA_FILE: undefined,
  BITBUCKET_SERVER_BUILD_KEY: undefined,

  REPOSITORY: undefined,
  BRANCH: undefined,
  TAG: undefined,
  COMMIT: undefined,
  PULL_REQUEST_ID: undefined,
  PULL_REQUEST_TARGET: undefined,
  SOURCE_DIR: undefined,

  FETCH_BRANCHES: true,
  PRUNE_BRANCHES: true,
  BUILD_PULL_REQUESTS: true,
  BUILD_DRAFT_PULL_REQUESTS: true,
  BUILD_PULL_REQUESTS_POST_MERGE: false,
  PULL_REQUESTS_CLONE_PARENT_DATA: true,
  RESYNC_PULL_REQUESTS: false,
  RESOURCES_INIT: undefined,

  BRANCHES: ['**'],
  EXCLUDE_BRANCHES: [],
  ACTIVATE_BRANCHES: [],
  PULL_REQUEST_TARGETS: ['**'],
  PULL_REQUEST_SOURCES: ['**'],
  PULL_REQUEST_PATHS: ['**'],
  PULL_REQUEST_PARENT: undefined,
  BUILD_FORK_PULL_REQUESTS: false,
  RELEASE_TAGS: [],
  ROLLBACK: false,
  PRUNE_UNMANAGED: false,
  TAKE_OVER: [],
  PROTECTED_ENVIRONMENTS: [],
  MAX_DELETIONS: 10,
  PULL_REQUEST_TTL: undefined,
  ON_LIMIT: 'warn',
  HTTP_AUTH: undefined,
  PREVIEW_VARIABLES: [],
  BACKUP: false,
  WAIT: true,
  DEPLOY_TIMEOUT: 60 * 60_000,
  QUEUE_TIMEOUT: 30 * 60_000,
  READY_PATH: undefined,
  READY_TIMEOUT: 120_000,
  DEPLOY_STRATEGY: undefined,
  FAIL_ON_HOOK_ERROR: true,
  BUILD_STATUS: true,
  CODE_INSIGHTS: true,
  PULL_REQUEST_COMMENT: false,
  OUTPUT_FILE: undefined,
  OUTPUT_PREFIX: undefined,
  REPORT_FILE: undefined,
  DRY_RUN: false,
  DEBUG: false,
};
const requiredNames = ['UPSUN_CLI_TOKEN', 'PROJECT_ID'];

describe('the settings', () => {
  test('are those that are documented, and no others', () => {
    expect(Object.keys(settingsTable).toSorted()).toEqual(
      [...requiredNames, ...Object.keys(documented)].toSorted(),
    );
  });

  test.each(Object.entries(documented))('%s is %j when it is not set', (name, value) => {
    expect(valueOf(name)).toEqual(value);
  });

  test.each(Object.keys(documented))('%s counts as unset when it is empty', (name) => {
    expect(settingsFrom({ [name]: '' })).toEqual(settingsFrom());
  });

  test.each(requiredNames)('%s is required, and empty is not enough', (name) => {
    const others = { UPSUN_CLI_TOKEN: 'token', PROJECT_ID: 'abc123' };
    expect(refusalOf({ ...others, [name]: undefined }).message).toContain(`${name} is required`);
    expect(refusalOf({ ...others, [name]: '' }).message).toContain(`${name} is required`);
  });

  test.each(settingList)('%s has a place and a meaning in the table of the README', (_name, variable) => {
    expect(Object.keys(groups)).toContain(variable.group);
    expect(variable.meaning).toMatch(/^\S.{5,}[^.]$/);
  });
});

describe('the token is also found under the name that the vendor gives it', () => {
  test.each(['UPSUN_CLI_TOKEN', 'PLATFORMSH_CLI_TOKEN', 'OVHCLOUD_WEBPAAS_CLI_TOKEN'])('%s', (name) => {
    const settings = settingsFrom({ UPSUN_CLI_TOKEN: undefined, [name]: 'its value' });
    expect(settings.upsunCliToken).toBe('its value');
  });

  test('where both are set, our own name wins, unless it is empty', () => {
    const alias = { PLATFORMSH_CLI_TOKEN: 'alias' };
    expect(settingsFrom({ UPSUN_CLI_TOKEN: 'own', ...alias }).upsunCliToken).toBe('own');
    expect(settingsFrom({ UPSUN_CLI_TOKEN: '', ...alias }).upsunCliToken).toBe('alias');
  });
});
