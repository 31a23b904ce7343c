/** A step that is re-run for a commit whose deployment failed: green only where what failed is seen to succeed. */
import { describe, expect, test } from 'vitest';
import { expectFailure, openPullRequest } from '../failure.ts';
import { scenario, type Scenario } from '../scenario.ts';

const reconcile = { COMMAND: 'reconcile', FETCH_BRANCHES: 'false' };
const onMain = { custom: { branch: 'main' } };

/** A pull request whose second commit failed to build, long enough ago for cron runs to fill every list. */
async function withFailedBuild(): Promise<{ world: Scenario; id: number; good: string; bad: string }> {
  const world = await scenario();
  const { source, commit: good, id } = await openPullRequest(world);
  expect((await world.deploy({ pullRequest: id })).exitCode).toBe(0);
  const bad = await world.repository.commit(source, { 'index.html': 'Second' });
  world.upsun.failNext('build');
  expect((await world.deploy({ pullRequest: id })).exitCode).toBe(1);
  world.upsun.letCronsRun('pr-1', 30);
  return { world, id, good, bad };
}

describe('after a failed build', () => {
  test('a redeployment that builds nothing leaves the run failed', async () => {
    const { world, id, good, bad } = await withFailedBuild();

    const run = await world.deploy({ pullRequest: id });

    expectFailure(run, 1, 'the last deployment of this commit failed', 'Push a new commit');
    expect(world.upsun.environment('pr-1')?.deployedCommit).toBe(good);
    expect(world.states(bad)).not.toContain('SUCCESSFUL');
  });

  test('one that is seen to build makes it good', async () => {
    const { world, id, bad } = await withFailedBuild();
    world.upsun.redeployBuilds = true;

    expect((await world.deploy({ pullRequest: id })).exitCode).toBe(0);
    expect(world.upsun.environment('pr-1')?.deployedCommit).toBe(bad);
    expect(world.states(bad).at(-1)).toBe('SUCCESSFUL');
  });

  test('reconcile does not call it up to date', async () => {
    const { world, bad } = await withFailedBuild();

    const run = await world.deploy(onMain, reconcile, { clone: false });

    expect(run.exitCode).toBe(1);
    expect(run.output).toContain('the last deployment of this commit failed');
    expect(world.states(bad)).not.toContain('SUCCESSFUL');
  });

  test('a redeployment by somebody else makes nothing good', async () => {
    const { world, id, bad } = await withFailedBuild();
    await world.deploy({ pullRequest: id });
    world.upsun.letCronsRun('pr-1', 30);

    expect((await world.deploy({ pullRequest: id })).exitCode).toBe(1);
    expect(world.states(bad)).not.toContain('SUCCESSFUL');
  });
});

test('production whose build failed is not up to date either', async () => {
  const world = await scenario();
  const commit = await world.repository.commit('main', { 'index.html': 'Second' });
  world.upsun.failNext('build');
  expect((await world.deploy({ branch: 'main' })).exitCode).toBe(1);
  world.upsun.letCronsRun('main', 30);

  expect((await world.deploy({ branch: 'main' })).exitCode).toBe(1);
  expect(world.states(commit)).not.toContain('SUCCESSFUL');
});

test.each([
  { hook: 'deploy', exitCode: 1, why: 'a redeployment never runs it again' },
  { hook: 'post_deploy', exitCode: 0, why: 'a redeployment runs it again' },
] as const)(
  'after a $hook hook that failed once, a re-run ends with $exitCode: $why',
  async ({ hook, exitCode }) => {
    const world = await scenario();
    const { commit, id } = await openPullRequest(world);
    world.upsun.failNext(hook);
    expect((await world.deploy({ pullRequest: id })).exitCode).toBe(1);
    world.upsun.letCronsRun('pr-1', 30);

    const run = await world.deploy({ pullRequest: id });

    expect(run.exitCode).toBe(exitCode);
    expect(world.states(commit).at(-1)).toBe(exitCode === 0 ? 'SUCCESSFUL' : 'FAILED');
  },
);

test('reconcile leaves what Upsun paused by itself, and a push wakes it', async () => {
  const world = await scenario();
  const { source, id } = await openPullRequest(world);
  await world.deploy({ pullRequest: id });
  world.upsun.passTime(15 * 86_400_000, 'pr-1');
  expect(world.upsun.environment('pr-1')?.status).toBe('paused');

  const nightly = await world.deploy(onMain, reconcile, { clone: false });
  expect(nightly.exitCode).toBe(0);
  expect(world.changes()).toEqual([]);
  expect(world.upsun.environment('pr-1')?.status).toBe('paused');

  const commit = await world.repository.commit(source, { 'index.html': 'Second' });
  expect((await world.deploy({ pullRequest: id })).exitCode).toBe(0);
  expect(world.upsun.environment('pr-1')).toMatchObject({ status: 'active', deployedCommit: commit });
});

test('a branch keeps the parent that somebody chose for it, and its pull requests take that data', async () => {
  const world = await scenario();
  const tip = (await world.repository.tip('main')) ?? '';
  for (const branch of ['staging', 'develop']) await world.repository.setBranch(branch, tip);
  await world.upsun.addEnvironment({ id: 'staging', parent: 'main', status: 'active' });
  await world.upsun.addEnvironment({ id: 'develop', parent: 'staging', status: 'inactive' });

  await world.repository.commit('develop', { 'index.html': 'Next' });
  expect((await world.deploy({ branch: 'develop' })).exitCode).toBe(0);
  expect(world.upsun.environment('develop')?.parent).toBe('staging');

  await world.repository.commit('feature/login', { 'index.html': 'Log in' }, { from: 'develop' });
  const id = await world.bitbucket.openPullRequest({
    source: 'feature/login',
    target: 'develop',
    title: 'Log in',
  });
  await world.deploy({ pullRequest: id });
  expect(world.upsun.environment('pr-1')?.parent).toBe('staging');
});
