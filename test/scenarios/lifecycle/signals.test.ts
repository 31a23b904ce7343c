import { expect, test } from 'vitest';
import { openPullRequest } from '../failure.ts';
import { scenario } from '../scenario.ts';

test.each([
  { signal: 'SIGTERM', exitCode: 143 },
  { signal: 'SIGINT', exitCode: 130 },
] as const)(
  '$signal leaves a terminal status within seconds, and lets Upsun finish',
  async ({ signal, exitCode }) => {
    const world = await scenario();
    world.upsun.durations.deploy = 4000;
    const { commit, id } = await openPullRequest(world);
    const running = await world.start({ pullRequest: id });
    await world.until(() => world.states(commit).includes('INPROGRESS'));

    const stopped = performance.now();
    running.kill(signal);
    const run = await running.finished;

    expect(run.exitCode).toBe(exitCode);
    // A bound that the pipe promises to whoever stops it.
    expect(performance.now() - stopped).toBeLessThan(3000);
    expect(world.states(commit)).toEqual(['INPROGRESS', 'STOPPED']);
    expect(world.requests.some(({ path }) => path.endsWith('/cancel'))).toBe(false);
    await world.upsun.settled();
    expect(world.upsun.environment('pr-1')).toMatchObject({ status: 'active', deployedCommit: commit });
    expect((await world.deploy({ pullRequest: id })).exitCode).toBe(0);
    expect(world.states(commit).at(-1)).toBe('SUCCESSFUL');
  },
);

test('a run that is stopped while Bitbucket is slow still ends in time', async () => {
  const world = await scenario();
  world.upsun.durations.deploy = 3000;
  const { commit, id } = await openPullRequest(world);
  const running = await world.start({ pullRequest: id });
  await world.until(() => world.states(commit).includes('INPROGRESS'));
  world.faults.push({ path: world.paths.statuses, delay: 20_000 });

  const stopped = performance.now();
  running.kill('SIGTERM');
  const run = await running.finished;

  expect(run.exitCode).toBe(143);
  expect(performance.now() - stopped).toBeLessThan(3500);
});

test('a run that is stopped before it began anything reports nothing', async () => {
  const world = await scenario();
  const { commit, id } = await openPullRequest(world);
  world.faults.push({ path: /\/oauth2\/token$/, times: 1, delay: 20_000 });
  const running = await world.start({ pullRequest: id });
  await world.until(() => world.faults[0]?.times === 0);

  running.kill('SIGTERM');
  const run = await running.finished;

  expect(run.exitCode).toBe(143);
  expect(world.states(commit)).toEqual([]);
  expect(world.upsun.environment('pr-1')).toBeUndefined();
});

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s while git runs, also twice, leaves a final status and nothing behind',
  async (signal) => {
    const world = await scenario();
    const { commit, id } = await openPullRequest(world);
    world.git.options.silent = 'pushes';
    const running = await world.start({ pullRequest: id });
    await world.until(() => world.upsun.environment('pr-1') !== undefined);

    const stopped = performance.now();
    running.kill(signal);
    running.kill(signal);
    const run = await running.finished;

    expect(run.exitCode).toBe(signal === 'SIGTERM' ? 143 : 130);
    // A bound that the pipe promises to whoever stops it.
    expect(performance.now() - stopped).toBeLessThan(3500);
    expect(world.states(commit)).toEqual(['STOPPED']);
  },
);
