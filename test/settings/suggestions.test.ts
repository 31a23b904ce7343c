import { describe, expect, test } from 'vitest';
import { unknownNames } from '../../src/settings/suggestions.ts';
import {
  bamboo,
  bitbucketPipelines,
  image,
  jenkins,
  jenkinsWithDocker,
  jobParameters,
  otherCis,
  shell,
  teamcity,
} from './foreign-variables.ts';
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
    // Short names
    ['DRYRUN', 'DRY_RUN'],
    ['DRY_RUNN', 'DRY_RUN'],
    ['RY_RUN', 'DRY_RUN'],
    ['DRY-RUN', 'DRY_RUN'],
    ['dryRun', 'DRY_RUN'],
    ['dry_run', 'DRY_RUN'],
    ['COMAND', 'COMMAND'],
    ['COMMMANDD', 'COMMAND'],
    ['VENDER', 'VENDOR'],
    ['VENDRO', 'VENDOR'],
    ['BRANCHS', 'BRANCHES'],
    ['DEBUGS', 'DEBUG'],
    ['ONLIMIT', 'ON_LIMIT'],
    ['WIAT', 'WAIT'],
    ['WAITS', 'WAIT'],
    // Words in another order
    ['RUN_DRY', 'DRY_RUN'],
    ['BRANCHES_EXCLUDE', 'EXCLUDE_BRANCHES'],
    ['BRANCH_EXCLUDE', 'EXCLUDE_BRANCHES'],
    ['TIMEOUT_DEPLOY', 'DEPLOY_TIMEOUT'],
    ['TARGET_PULL_REQUEST', 'PULL_REQUEST_TARGET'],
    ['MAX_DELETION', 'MAX_DELETIONS'],
    ['PROTECTED_ENVIROMENT', 'PROTECTED_ENVIRONMENTS'],
  ])('%s: %s', (name, meant) => {
    const problems = problemsWith({ [name]: 'some value' });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`${name} is not a setting of this pipe; did you mean ${meant}`);
  });
});

const pipe = { BITBUCKET_PIPE_STORAGE_DIR: '/opt/atlassian/pipelines/pipes/acme/pipe' };

describe('in a pipe, where nobody else sets variables, two letters are an error in any name', () => {
  test.each([
    ['DRUN', 'DRY_RUN'],
    ['DRY_RUUNN', 'DRY_RUN'],
    ['PROJECT', 'PROJECT_ID'],
    ['PULL_REQUEST', 'PULL_REQUEST_ID'],
    ['COMMIT_ID', 'COMMIT'],
    ['BENDOR', 'VENDOR'],
    ['pullRequestId', 'PULL_REQUEST_ID'],
  ])('%s: %s', (name, meant) => {
    const problems = problemsWith({ ...pipe, [name]: 'some value' });
    expect(problems).toEqual([expect.stringContaining(`${name} is not a setting of this pipe`)]);
    expect(problems[0]).toContain(meant);
  });
});

describe('a list is named once', () => {
  test.each([pipe, {}])('with a misspelt name: %o', (place) => {
    const variables = {
      ...place,
      EXCLUDE_BRANCH_COUNT: '2',
      EXCLUDE_BRANCH_0: 'wip/*',
      EXCLUDE_BRANCH_1: 'x',
    };
    expect(problemsWith(variables)).toEqual([
      expect.stringContaining('EXCLUDE_BRANCH is not a setting of this pipe; did you mean EXCLUDE_BRANCHES'),
    ]);
  });

  test.each(['DRY_RUN', 'BRANCH', 'COMMAND', 'PLATFORMSH_CLI_TOKEN'])(
    'if %s takes one value only',
    (name) => {
      const variables = { [`${name}_COUNT`]: '1', [`${name}_0`]: 'true' };
      expect(problemsWith(variables)).toEqual([
        expect.stringContaining(`${name} takes one value; got a list`),
      ]);
    },
  );

  test('unless it only looks like one', () => {
    expect(settingsFrom({ BRANCH_COUNT: '3', COMMIT_0: 'x' })).toEqual(settingsFrom());
  });
});

describe('a variable in a pipe that nothing is known of', () => {
  test('is named, a list once', () => {
    const variables = {
      ...pipe,
      DATABASE_URL: 'x',
      REGION: 'eu',
      UPSUN_DRY_RUN: 'true',
      REGIONS_COUNT: '2',
      REGIONS_0: 'eu',
      REGIONS_1: 'us',
      EMPTY: '',
    };
    expect(unknownNames(variables)).toEqual(['DATABASE_URL', 'REGION', 'UPSUN_DRY_RUN', 'REGIONS']);
    expect(settingsFrom(variables)).toEqual(settingsFrom());
  });

  test('is not named where it is an error already', () => {
    expect(unknownNames({ ...pipe, DRYRUN: 'true', UPSUN_TOKEN: 'x' })).toEqual([]);
  });

  test('is not named outside of a pipe, where it may be for something else', () => {
    expect(unknownNames({ DATABASE_URL: 'x' })).toEqual([]);
  });

  test.each([
    ['Pipelines', bitbucketPipelines],
    ['the image', image],
    ['an ordinary shell', shell],
    [
      'the pipe itself',
      ['UPSUN_CLI_TOKEN', 'PLATFORMSH_CLI_TOKEN', 'BRANCHES_COUNT', 'BRANCHES_0', 'DRY_RUN'],
    ],
  ])('is none of those of %s', (_whose, names) => {
    const variables = { ...Object.fromEntries(names.map((name) => [name, '1'])), ...pipe };
    expect(unknownNames(variables)).toEqual([]);
  });

  test.each([
    ['Pipelines', bitbucketPipelines],
    ['the image', image],
    ['an ordinary shell', shell],
  ])('is no mistake if it is one of %s', (_whose, names) => {
    const foreign = { ...Object.fromEntries(names.map((name) => [name, 'some value'])), ...pipe };
    expect(settingsFrom(foreign)).toEqual(settingsFrom());
  });
});

describe('variables of somebody else are no mistake', () => {
  test.each([
    ['Bitbucket Pipelines', bitbucketPipelines],
    ['Jenkins', jenkins],
    ['Bamboo', bamboo],
    ['a container on an agent of Jenkins', jenkinsWithDocker],
    ['parameters of jobs', jobParameters],
    ['TeamCity', teamcity],
    ['other CIs', otherCis],
    ['the image', image],
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
