import { expect, test } from 'vitest';
import { expectFailure, openPullRequest } from '../failure.ts';
import { addOwn } from '../marks.ts';
import { scenario, type Scenario } from '../scenario.ts';

const reconcile = { COMMAND: 'reconcile' };
const onMain = { custom: { branch: 'main' } };
const noClone = { clone: false };

function statuses({ upsun }: Scenario): Record<string, string> {
  return Object.fromEntries(upsun.environments().map(({ id, status }) => [id, status]));
}

test('after missed events one run without a clone brings everything in line, and a second changes nothing', async () => {
  const world = await scenario();
  const { repository, bitbucket, upsun } = world;
  const merged = await openPullRequest(world, {}, 'feature/merged');
  await world.deploy({ pullRequest: merged.id });
  const stale = await openPullRequest(world, { 'a.txt': 'a' }, 'feature/stale');
  await world.deploy({ pullRequest: stale.id });
  await bitbucket.mergePullRequest(merged.id, { closeSourceBranch: true });
  const pushed = await repository.commit('feature/stale', { 'a.txt': 'b' });
  const opened = await openPullRequest(world, { 'c.txt': 'c' }, 'feature/new');

  const dry = await world.deploy(onMain, { ...reconcile, DRY_RUN: 'true' }, noClone);
  expect(world.changes()).toEqual([]);
  const run = await world.deploy(onMain, reconcile, noClone);

  expect(run.exitCode).toBe(0);
  expect(run.output).toContain('5 of 5 environments were brought in line');
  expect(statuses(world)).toEqual({
    main: 'active',
    'pr-2': 'active',
    'pr-3': 'active',
    'feature/new': 'inactive',
    'feature/stale': 'inactive',
  });
  expect(upsun.environment('pr-2')?.deployedCommit).toBe(pushed);
  expect(upsun.environment('main')?.deployedCommit).toBe(await repository.tip('main'));
  expect(world.states(opened.commit).slice(-2)).toEqual(['INPROGRESS', 'SUCCESSFUL']);
  expect(bitbucket.latestStatus(opened.commit, 'upsun/abc123def4567/pr-3')?.url).toBe(
    upsun.environment('pr-3')?.url,
  );
  const table = /ENVIRONMENT +ACTION[^]*?\n\n/g;
  expect(run.output.match(table)).toEqual(dry.output.match(table));

  const again = await world.deploy(onMain, reconcile, noClone);
  expect(again.exitCode).toBe(0);
  expect(again.output).toContain('Nothing to deploy');
  expect(world.changes()).toEqual([]);
});

test('a pull request finds the data of a branch that the same run made active', async () => {
  const world = await scenario();
  const { repository, bitbucket, upsun } = world;
  await repository.commit('develop', { 'd.txt': 'd' }, { from: 'main' });
  await repository.commit('feature/x', { 'x.txt': 'x' }, { from: 'develop' });
  const id = await bitbucket.openPullRequest({ source: 'feature/x', target: 'develop', title: 'X' });

  const run = await world.deploy(onMain, { ...reconcile, ACTIVATE_BRANCHES: 'develop' });

  expect(run.exitCode).toBe(0);
  expect(upsun.environment(`pr-${id}`)).toMatchObject({
    parent: 'develop',
    data: { products: ['lamp', 'chair'] },
  });
  await world.deploy(onMain, { ...reconcile, ACTIVATE_BRANCHES: 'develop' });
  expect(world.changes()).toEqual([]);
});

test('one that fails leaves the others to be deployed, and is named at the end', async () => {
  const world = await scenario();
  const bad = await openPullRequest(world, { 'build-fails': 'npm error\n' }, 'feature/bad');
  const good = await openPullRequest(world, { 'a.txt': 'a' }, 'feature/good');

  const run = await world.deploy(onMain, { ...reconcile, FETCH_BRANCHES: 'false' });

  expectFailure(run, 1, '1 of 2 environments could not be brought in line: pr-1');
  expect(run.output).toMatch(/^ {2}pr-1 .*│.*npm error/m);
  expect(world.states(bad.commit).at(-1)).toBe('FAILED');
  expect(world.states(good.commit).at(-1)).toBe('SUCCESSFUL');
});

test('deployments run side by side, as many as the project allows', async () => {
  const world = await scenario({ upsun: { concurrency: 2 } });
  world.upsun.durations.deploy = 400;
  for (const name of ['a', 'b', 'c']) await openPullRequest(world, { [name]: name }, `feature/${name}`);

  const run = await world.deploy(onMain, { ...reconcile, FETCH_BRANCHES: 'false' });

  expect(run.exitCode).toBe(0);
  const [first, second, third] = world.upsun.activities();
  const ended = [first, second].map((activity) => activity?.completedAt ?? '').toSorted();
  expect((second?.createdAt ?? '') < (ended[0] ?? '')).toBe(true);
  expect((third?.createdAt ?? '') > (ended[0] ?? '')).toBe(true);
});

test('too many deletions are refused, and what is new is deployed all the same', async () => {
  const world = await scenario();
  for (const id of ['old/1', 'old/2']) await addOwn(world, id);
  await openPullRequest(world);

  const run = await world.deploy(onMain, { ...reconcile, MAX_DELETIONS: '1' });

  expectFailure(run, 3, 'would delete 2 environments', 'old/1, old/2');
  expect(statuses(world)).toEqual({
    main: 'active',
    'old/1': 'inactive',
    'old/2': 'inactive',
    'feature/login': 'inactive',
    'pr-1': 'active',
  });
});

test('a branch takes the place of a deleted one whose name was in its way', async () => {
  const world = await scenario();
  await world.repository.commit('feature', { 'a.txt': 'a' }, { from: 'main' });
  await world.deploy({ branch: 'feature' });
  await world.repository.deleteBranch('feature');
  await world.repository.commit('feature/x', { 'b.txt': 'b' }, { from: 'main' });

  const run = await world.deploy({ branch: 'feature/x' });

  expect(run.exitCode).toBe(0);
  expect(statuses(world)).toEqual({ main: 'active', 'feature/x': 'inactive' });
});

test('a pull request whose branch is gone keeps what it has, and the plan says why', async () => {
  const world = await scenario();
  const { id, source } = await openPullRequest(world);
  await world.deploy({ pullRequest: id });
  await world.repository.deleteBranch(source);

  const run = await world.deploy(onMain, reconcile);

  expect(run.exitCode).toBe(0);
  expect(world.upsun.environment('pr-1')?.status).toBe('active');
});

test('a pull request that is merged while it is deployed leaves nothing behind', async () => {
  const world = await scenario();
  const { id } = await openPullRequest(world);
  world.upsun.durations.deploy = 1500;
  const running = await world.start(onMain, { ...reconcile, FETCH_BRANCHES: 'false' });
  await world.until(() => world.upsun.activities().some(({ state }) => state === 'in_progress'));
  await world.bitbucket.mergePullRequest(id);

  expect((await running.finished).exitCode).toBe(0);

  expect(world.upsun.environment('pr-1')).toBeUndefined();
});

test('a list that cannot be read to its end changes nothing at all', async () => {
  const world = await scenario();
  await openPullRequest(world);
  world.faults.push({ path: world.paths.pullRequests, answer: { status: 500, body: 'Oops' } });

  expectFailure(await world.deploy(onMain, reconcile), 1, 'answers 500');
  expect(world.changes()).toEqual([]);
});
