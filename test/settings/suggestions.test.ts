import { describe, expect, test } from 'vitest';
import { bamboo, bitbucketPipelines, jenkins, shell } from './foreign-variables.ts';
import { problemsWith, settingsFrom } from './parsed.ts';

describe('a name that was surely meant to be ours is an error with a hint', () => {
  test.each([
    ['UPSUN_TOKEN', 'UPSUN_CLI_TOKEN'],
    ['UPSUN_CLI_TOKN', 'UPSUN_CLI_TOKEN'],
    ['PLATFORMSH_TOKEN', 'UPSUN_CLI_TOKEN'],
    ['UPSUN_PROJECT_ID', 'PROJECT_ID'],
    ['PROJECTID', 'PROJECT_ID'],
    ['BITBUCKET_TOKEN', 'BITBUCKET_ACCESS_TOKEN'],
    ['BITBUCKET_APP_PASSWORD', 'ATLASSIAN_API_TOKEN'],
    ['FETCH_BRANCH', 'FETCH_BRANCHES'],
    ['PRUNE_BRANCH', 'PRUNE_BRANCHES'],
    ['EXCLUDE_BRANCH', 'EXCLUDE_BRANCHES'],
    ['ACTIVATE_BRANCH', 'ACTIVATE_BRANCHES'],
    ['BUILD_PULL_REQUEST', 'BUILD_PULL_REQUESTS'],
    ['RESYNC_PULL_REQUEST', 'RESYNC_PULL_REQUESTS'],
    ['DEPLOY_TIME_OUT', 'DEPLOY_TIMEOUT'],
    ['build_status', 'BUILD_STATUS'],
  ])('%s: %s', (name, meant) => {
    const problems = problemsWith({ [name]: 'some value' });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`${name} is not a setting of this pipe; did you mean ${meant}`);
  });
});

describe('variables of somebody else are no mistake', () => {
  test.each([
    ['Bitbucket Pipelines', bitbucketPipelines],
    ['Jenkins', jenkins],
    ['Bamboo', bamboo],
    ['an ordinary shell', shell],
  ])('of %s', (_whose, names) => {
    const foreign = Object.fromEntries(names.map((name) => [name, 'some value']));
    expect(settingsFrom(foreign)).toEqual(settingsFrom());
  });

  test('nor are names that resemble ours by chance', () => {
    const foreign = {
      BRANCH_NAME: 'x',
      BUILD_NUMBER: '1',
      DEPLOY_ENV: 'x',
      PROJECT_NAME: 'x',
      APP_DEBUG: '1',
    };
    expect(settingsFrom(foreign)).toEqual(settingsFrom());
  });

  test('nor is one that is empty', () => {
    expect(settingsFrom({ UPSUN_TOKEN: '', PRUNE_BRANCH: '' })).toEqual(settingsFrom());
  });

  test('nor are the names under which Pipelines passes a list', () => {
    const list = { EXCLUDE_BRANCHES_COUNT: '1', EXCLUDE_BRANCHES_0: 'wip/*' };
    expect(settingsFrom(list).excludeBranches).toEqual(['wip/*']);
  });
});
