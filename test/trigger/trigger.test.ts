import { describe, expect, test } from 'vitest';
import { parseSettings } from '../../src/settings/parse.ts';
import type { Variables } from '../../src/settings/variables.ts';
import { readCi, readTrigger } from '../../src/trigger/trigger.ts';
import { commit, type Run, runs } from './recorded.ts';

const other = 'e'.repeat(40);

function triggerOf(run: Run, overrides: Variables = {}) {
  const variables = { ...runs[run], ...overrides, UPSUN_CLI_TOKEN: 'token', PROJECT_ID: 'abc123' };
  return readTrigger(readCi(variables), parseSettings(variables));
}

const releases = { RELEASE_TAGS: 'v*' };
const branch = { kind: 'branch', branch: 'feature/login', commit };
const release = { kind: 'tag', tag: 'v1.0', commit, isNamed: false };
const pullRequest = { kind: 'pull-request', id: 7, branch: 'feature/login', target: 'develop', commit };

describe('what a run is for', () => {
  test.each<{ run: Run; trigger: object }>([
    { run: 'branch', trigger: branch },
    { run: 'pullRequest', trigger: pullRequest },
    { run: 'tag', trigger: release },
    { run: 'customOnBranch', trigger: branch },
  ])('$run', ({ run, trigger }) => {
    expect(triggerOf(run)).toEqual(trigger);
  });

  test('leaves a commit out that is not a full hash, so that Bitbucket is asked for it', () => {
    const abbreviated = { BITBUCKET_COMMIT: commit.slice(0, 12) };
    expect(triggerOf('branch', abbreviated)).toEqual({ ...branch, commit: undefined });
  });
});

describe('what the user names goes before what Pipelines says', () => {
  test.each<{ run: Run; overrides: Variables; trigger: object }>([
    // A branch
    { run: 'branch', overrides: { BRANCH: 'feature/login' }, trigger: branch },
    { run: 'branch', overrides: { COMMIT: other }, trigger: { ...branch, commit: other } },
    {
      run: 'branch',
      overrides: { BRANCH: 'develop' },
      trigger: { kind: 'branch', branch: 'develop', commit: undefined },
    },
    {
      run: 'branch',
      overrides: { BRANCH: 'develop', COMMIT: other },
      trigger: { kind: 'branch', branch: 'develop', commit: other },
    },
    {
      run: 'tag',
      overrides: { BRANCH: 'main' },
      trigger: { kind: 'branch', branch: 'main', commit: undefined },
    },
    {
      run: 'customOnCommit',
      overrides: { BRANCH: 'main' },
      trigger: { kind: 'branch', branch: 'main', commit: undefined },
    },
    {
      run: 'elsewhere',
      overrides: { BRANCH: 'main', COMMIT: other },
      trigger: { kind: 'branch', branch: 'main', commit: other },
    },
    { run: 'branch', overrides: { ROLLBACK: 'true' }, trigger: { ...branch, rollback: true } },
    // A tag
    { run: 'tag', overrides: { TAG: 'v1.0', ...releases }, trigger: release },
    { run: 'tag', overrides: { COMMIT: other }, trigger: { ...release, commit: other } },
    { run: 'tag', overrides: { ROLLBACK: 'true' }, trigger: { ...release, rollback: true } },
    {
      run: 'tag',
      overrides: { TAG: 'v0.9', ...releases },
      trigger: { kind: 'tag', tag: 'v0.9', commit: undefined, isNamed: true },
    },
    {
      run: 'branch',
      overrides: { TAG: 'v1.0', COMMIT: other, ...releases },
      trigger: { ...release, commit: other, isNamed: true },
    },
    {
      run: 'branch',
      overrides: { TAG: 'v1.0', BITBUCKET_PIPE_STORAGE_DIR: '/pipe' },
      trigger: { ...release, commit: undefined, isNamed: true },
    },
    // A pull request
    { run: 'pullRequest', overrides: { PULL_REQUEST_ID: '7' }, trigger: pullRequest },
    {
      run: 'pullRequest',
      overrides: { PULL_REQUEST_TARGET: 'main' },
      trigger: { ...pullRequest, target: 'main' },
    },
    { run: 'pullRequest', overrides: { COMMIT: other }, trigger: { ...pullRequest, commit: other } },
    {
      run: 'pullRequest',
      overrides: { PULL_REQUEST_ID: '8' },
      trigger: { kind: 'pull-request', id: 8, branch: undefined, target: undefined, commit: undefined },
    },
    {
      run: 'pullRequest',
      overrides: { PULL_REQUEST_ID: '8', COMMIT: other, BRANCH: 'fix', PULL_REQUEST_TARGET: 'main' },
      trigger: { kind: 'pull-request', id: 8, branch: 'fix', target: 'main', commit: other },
    },
    {
      run: 'pullRequest',
      overrides: { BRANCH: 'develop' },
      trigger: { kind: 'branch', branch: 'develop', commit: undefined },
    },
    {
      run: 'pullRequest',
      overrides: { PULL_REQUEST_ID: '7', BRANCH: 'develop' },
      trigger: { ...pullRequest, branch: 'develop', commit: undefined },
    },
    {
      run: 'customOnBranch',
      overrides: { PULL_REQUEST_ID: '7' },
      trigger: { kind: 'pull-request', id: 7, branch: undefined, target: undefined, commit: undefined },
    },
    {
      run: 'customOnCommit',
      overrides: { PULL_REQUEST_ID: '7' },
      trigger: { kind: 'pull-request', id: 7, branch: undefined, target: undefined, commit: undefined },
    },
    {
      run: 'elsewhere',
      overrides: { PULL_REQUEST_ID: '7', COMMIT: other },
      trigger: { kind: 'pull-request', id: 7, branch: undefined, target: undefined, commit: other },
    },
    // Variables that arrive empty
    { run: 'branch', overrides: { BITBUCKET_PR_ID: '', BITBUCKET_TAG: '', BRANCH: '' }, trigger: branch },
    { run: 'pullRequest', overrides: { PULL_REQUEST_ID: '', COMMIT: ' ' }, trigger: pullRequest },
  ])('$run with $overrides', ({ run, overrides, trigger }) => {
    expect(triggerOf(run, overrides)).toEqual(trigger);
  });
});

test('ROLLBACK for a pull request is an error: its environment has the tip of its source branch', () => {
  expect(() => triggerOf('pullRequest', { ROLLBACK: 'true' })).toThrow(
    expect.objectContaining({ kind: 'configuration', message: expect.stringContaining('pull request 7') }),
  );
});

describe('a run that names neither branch nor pull request is told what to set', () => {
  test.each<{ run: Run; overrides: Variables }>([
    { run: 'customOnCommit', overrides: {} },
    { run: 'customOnCommit', overrides: { COMMIT: other } },
    { run: 'customOnCommit', overrides: { BITBUCKET_BRANCH: '' } },
    { run: 'elsewhere', overrides: {} },
  ])('$run with $overrides', ({ run, overrides }) => {
    const remedy: unknown = expect.stringMatching(/BRANCH.*PULL_REQUEST_ID/);
    expect(() => triggerOf(run, overrides)).toThrow(
      expect.objectContaining({ kind: 'configuration', remedy }),
    );
  });
});
