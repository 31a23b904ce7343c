import { expect, test } from 'vitest';
import { openPullRequest } from '../failure.ts';
import { scenario } from '../scenario.ts';

test('a failing build fails the step although git says that the push succeeded', async () => {
  const world = await scenario();
  const { commit, id } = await openPullRequest(world, { 'build-fails': 'npm error missing script: build' });

  const run = await world.deploy({ pullRequest: id });

  expect(run.exitCode).toBe(1);
  expect(world.states(commit)).toEqual(['INPROGRESS', 'FAILED']);
  const [activity] = world.upsun.activities();
  expect(world.bitbucket.latestStatus(commit)?.url).toBe(
    `https://console.upsun.com/projects/abc123def4567/pr-1/log/${activity?.id}`,
  );
  expect(run.output).toContain('npm error missing script: build');
  expect(run.output).toContain('run this step again');
});

test('a build that fails later leaves the last good code live, and no status claims otherwise', async () => {
  const world = await scenario();
  const { source, commit, id } = await openPullRequest(world);
  await world.deploy({ pullRequest: id });
  const broken = await world.repository.commit(source, { 'build-fails': 'broken' });

  const run = await world.deploy({ pullRequest: id });

  expect(run.exitCode).toBe(1);
  expect(world.upsun.environment('pr-1')?.deployedCommit).toBe(commit);
  expect(world.bitbucket.latestStatus(broken)).toMatchObject({ state: 'FAILED' });
  expect(world.bitbucket.latestStatus(broken)?.url).not.toBe(world.upsun.environment('pr-1')?.url);
});

test('running the step again after a failed deployment deploys the same commit once more', async () => {
  const world = await scenario();
  const { source, commit, id } = await openPullRequest(world);
  await world.deploy({ pullRequest: id });
  const second = await world.repository.commit(source, { 'index.html': 'Second' });
  world.upsun.failNext('build');
  expect((await world.deploy({ pullRequest: id })).exitCode).toBe(1);
  expect(world.upsun.environment('pr-1')?.deployedCommit).toBe(commit);
  world.upsun.redeployBuilds = true;

  const again = await world.deploy({ pullRequest: id });

  expect(again.exitCode).toBe(0);
  expect(again.output).toContain('the last deployment of this commit failed');
  expect(world.upsun.environment('pr-1')?.deployedCommit).toBe(second);
  expect(world.states(second).at(-1)).toBe('SUCCESSFUL');
});

test('an environment whose first build failed is activated by running the step again', async () => {
  const world = await scenario();
  const { commit, id } = await openPullRequest(world);
  world.upsun.failNext('build');
  expect((await world.deploy({ pullRequest: id })).exitCode).toBe(1);
  expect(world.upsun.environment('pr-1')).toMatchObject({
    status: 'inactive',
    attributes: { repository: world.bitbucket.fullName },
  });

  const again = await world.deploy({ pullRequest: id });

  expect(again.exitCode).toBe(0);
  expect(world.upsun.environment('pr-1')).toMatchObject({ status: 'active', deployedCommit: commit });
});

test.each(['deploy-fails', 'post-deploy-fails'])(
  'a failing hook (%s) fails the step, unless FAIL_ON_HOOK_ERROR is off',
  async (hook) => {
    const world = await scenario();
    const { commit, id } = await openPullRequest(world, { [hook]: 'no database' });

    const strict = await world.deploy({ pullRequest: id });
    expect(strict.exitCode).toBe(1);
    expect(strict.output).toContain('although the environment is live');
    expect(world.bitbucket.latestStatus(commit)?.state).toBe('FAILED');

    const lenient = await world.deploy({ pullRequest: id }, { FAIL_ON_HOOK_ERROR: 'false' });
    expect(lenient.exitCode).toBe(0);
    expect(world.bitbucket.latestStatus(commit)).toMatchObject({
      state: 'SUCCESSFUL',
      url: world.upsun.environment('pr-1')?.url,
    });
  },
);

test('a deployment that somebody cancels fails the step and ends the status', async () => {
  const world = await scenario();
  const { commit, id } = await openPullRequest(world);
  world.upsun.failNext('cancelled');

  const run = await world.deploy({ pullRequest: id });

  expect(run.exitCode).toBe(1);
  expect(run.output).toContain('cancelled on Upsun');
  expect(world.states(commit)).toEqual(['INPROGRESS', 'STOPPED']);
});

test('a deployment that is staged waits for a person, and the step says so without failing', async () => {
  const world = await scenario();
  const { source, id } = await openPullRequest(world);
  await world.deploy({ pullRequest: id });
  const commit = await world.repository.commit(source, { 'index.html': 'Staged' });
  world.upsun.failNext('staged');

  const run = await world.deploy({ pullRequest: id });

  expect(run.exitCode).toBe(0);
  expect(run.output).toContain('manual deployment');
  expect(world.states(commit)).toEqual(['INPROGRESS', 'STOPPED']);
});

test.each(['hang', 'error', 'drop', 'bad-request'] as const)(
  'a log that misbehaves (%s) changes neither verdict nor status',
  async (behaviour) => {
    const world = await scenario();
    world.upsun.logBehaviour = behaviour;
    const { source, commit, id } = await openPullRequest(world);

    const good = await world.deploy({ pullRequest: id });
    expect(good.exitCode).toBe(0);
    expect(world.states(commit)).toEqual(['INPROGRESS', 'SUCCESSFUL']);

    await world.repository.commit(source, { 'build-fails': 'broken' });
    expect((await world.deploy({ pullRequest: id })).exitCode).toBe(1);
  },
);

test('a log whose connection breaks is read on, and no line is shown twice', async () => {
  const world = await scenario();
  world.upsun.logBehaviour = 'drop';
  world.upsun.durations.deploy = 1500;
  const { id } = await openPullRequest(world);

  const run = await world.deploy({ pullRequest: id });

  expect(run.output.match(/Building application/g)).toHaveLength(1);
  expect(run.output.match(/Done\./g)).toHaveLength(1);
});

test('a deployment that takes longer than DEPLOY_TIMEOUT fails the step, and Upsun goes on', async () => {
  const world = await scenario();
  world.upsun.durations.deploy = 4000;
  const { commit, id } = await openPullRequest(world);

  const run = await world.deploy({ pullRequest: id }, { DEPLOY_TIMEOUT: '1s' });

  expect(run.exitCode).toBe(1);
  expect(run.output).toContain('DEPLOY_TIMEOUT');
  expect(world.states(commit)).toEqual(['INPROGRESS', 'FAILED']);
  await world.upsun.settled();
  expect(world.upsun.environment('pr-1')?.status).toBe('active');
});

test('a deployment that waits longer than QUEUE_TIMEOUT for its turn fails the step', async () => {
  const world = await scenario();
  world.upsun.durations.queue = 4000;
  const { commit, id } = await openPullRequest(world);

  const run = await world.deploy({ pullRequest: id }, { QUEUE_TIMEOUT: '1s' });

  expect(run.exitCode).toBe(1);
  expect(run.output).toContain('QUEUE_TIMEOUT');
  expect(world.states(commit)).toEqual(['INPROGRESS', 'FAILED']);
});

test('a deployment of the same commit that is running is followed, not begun again', async () => {
  const world = await scenario();
  world.upsun.durations.deploy = 15_000;
  const { commit, id } = await openPullRequest(world);

  const first = await world.start({ pullRequest: id });
  await world.until(() => world.upsun.activities().some(({ state }) => state === 'in_progress'));
  const second = await world.deploy({ pullRequest: id });
  expect((await first.finished).exitCode).toBe(0);

  expect(second.exitCode).toBe(0);
  expect(second.output).toMatch(/pr-1\s+follow/);
  expect(world.upsun.activities().map(({ type }) => type)).toEqual(['environment.push']);
  expect(world.bitbucket.latestStatus(commit)?.state).toBe('SUCCESSFUL');
});

test('WAIT=false begins the deployment and leaves it to itself', async () => {
  const world = await scenario();
  world.upsun.durations.deploy = 2000;
  const { commit, id } = await openPullRequest(world);

  const run = await world.deploy({ pullRequest: id }, { WAIT: 'false' });

  expect(run.exitCode).toBe(0);
  expect(world.upsun.activities().at(-1)?.state).not.toBe('complete');
  expect(world.states(commit)).toEqual([]);
  expect(world.upsun.environment('pr-1')?.attributes).toMatchObject({ repository: world.bitbucket.fullName });
  await world.upsun.settled();
  expect(world.upsun.environment('pr-1')).toMatchObject({ status: 'active', deployedCommit: commit });
});
