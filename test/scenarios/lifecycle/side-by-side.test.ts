/** Several environments that are cleaned up at the same time. */
import { describe, expect, test } from 'vitest';
import type { Activity } from '../../sandbox/upsun/activity.ts';
import { operationFault } from '../../sandbox/upsun/faults.ts';
import { expectFailure, openPullRequest } from '../failure.ts';
import { addOwn, marks } from '../marks.ts';
import { scenario, type Scenario } from '../scenario.ts';

const cleanup = { COMMAND: 'cleanup' };
const onMain = { custom: { branch: 'main' } };
const noClone = { clone: false };

/** What takes an environment away. */
function removals({ upsun }: Scenario): Activity[] {
  return upsun.activities().filter(({ type }) => /\.(deactivate|delete)$/.test(type));
}

function deactivations(world: Scenario): Activity[] {
  return removals(world).filter(({ type }) => type === 'environment.deactivate');
}

/** Keeps every deactivation from ending before this is so once. */
function endDeactivationsOnce({ upsun }: Scenario, condition: () => boolean): void {
  let isSo = false;
  upsun.goesOnWhen.deactivate = () => (isSo ||= condition());
}

function running(activities: readonly Activity[]): string[] {
  return activities
    .filter(({ state }) => state === 'in_progress')
    .flatMap(({ environments }) => environments);
}

function startsBeforeTheEndOf(one: Activity | undefined, other: Activity | undefined): boolean {
  return Boolean(one?.startedAt && other?.completedAt && one.startedAt < other.completedAt);
}

function overlap(one: Activity | undefined, other: Activity | undefined): boolean {
  return startsBeforeTheEndOf(one, other) && startsBeforeTheEndOf(other, one);
}

describe('environments are taken away side by side', () => {
  test('two of them overlap while a parent waits for its child', async () => {
    const world = await scenario();
    await addOwn(world, 'parent', 'active');
    await world.upsun.addEnvironment({
      id: 'child',
      status: 'active',
      parent: 'parent',
      attributes: marks(world, 'child'),
    });
    await addOwn(world, 'other', 'active');
    endDeactivationsOnce(world, () => running(deactivations(world)).length === 2);

    const run = await world.deploy(onMain, cleanup, noClone);

    expect(run.exitCode).toBe(0);
    const of = (id: string, type = 'environment.deactivate') =>
      removals(world).find((one) => one.type === type && one.environments.includes(id));
    expect(overlap(of('child'), of('other'))).toBe(true);
    const childIsGone = of('child', 'environment.delete')?.completedAt ?? '';
    expect((of('parent')?.createdAt ?? '') >= childIsGone).toBe(true);
    expect(world.upsun.environments().map(({ id }) => id)).toEqual(['main']);
  });

  test.each([1, 3])(
    'and never more than the %i that Upsun runs at once for the project',
    async (concurrency) => {
      const world = await scenario({ upsun: { concurrency } });
      for (const id of ['a', 'b', 'c', 'd', 'e']) await addOwn(world, id, 'active');
      endDeactivationsOnce(world, () => running(deactivations(world)).length === concurrency);

      const run = await world.deploy(onMain, cleanup, noClone);

      expect(run.exitCode).toBe(0);
      const all = removals(world);
      expect(all).toHaveLength(10);
      const unfinishedAt = (moment: string) =>
        all.filter(({ createdAt, completedAt }) => createdAt <= moment && moment < (completedAt ?? ''))
          .length;
      expect(Math.max(...all.map(({ createdAt }) => unfinishedAt(createdAt)))).toBe(concurrency);
    },
  );

  test('and so are those of pull requests that nobody uses', async () => {
    const world = await scenario();
    const past = new Date(Date.now() - 15 * 86_400_000);
    for (const name of ['a', 'b']) {
      const { id } = await openPullRequest(world, { [name]: name }, `feature/${name}`);
      await world.deploy({ pullRequest: id });
      world.upsun.backdate(`pr-${id}`, past);
      world.bitbucket.updatePullRequest(id, { updatedOn: past.toISOString() });
    }
    endDeactivationsOnce(world, () => running(deactivations(world)).length === 2);

    const run = await world.deploy(onMain, { ...cleanup, PULL_REQUEST_TTL: '14d' }, noClone);

    expect(run.exitCode).toBe(0);
    const [one, other] = deactivations(world);
    expect(overlap(one, other)).toBe(true);
    expect(['pr-1', 'pr-2'].map((id) => world.upsun.environment(id)?.status)).toEqual([
      'inactive',
      'inactive',
    ]);
  });

  test('and every line of their logs says whose it is', async () => {
    const world = await scenario();
    for (const id of ['a', 'b']) await addOwn(world, id, 'active');
    endDeactivationsOnce(world, () => running(deactivations(world)).length === 2);

    const { output } = await world.deploy(onMain, cleanup, noClone);

    expect(output).toMatch(/^ {2}a .*Deactivating environment a$/m);
    expect(output).toMatch(/^ {2}b .*Deactivating environment b$/m);
  });
});

test('one that cannot be deactivated leaves the others to be deleted', async () => {
  const world = await scenario();
  for (const id of ['a', 'b', 'c']) await addOwn(world, id, 'active');
  world.faults.push(operationFault('deactivate', { status: 400, body: { message: 'Not now' } }, 'a'));

  const run = await world.deploy(onMain, cleanup, noClone);

  expectFailure(run, 1, 'deactivate environment a', 'Not now', '1 of 3 steps failed');
  expect(
    world.upsun
      .environments()
      .map(({ id }) => id)
      .toSorted(),
  ).toEqual(['a', 'main']);
});

test.each([
  { signal: 'SIGTERM', exitCode: 143 },
  { signal: 'SIGINT', exitCode: 130 },
] as const)(
  '$signal ends all at work, cancels nothing, and the next run goes on',
  async ({ signal, exitCode }) => {
    const world = await scenario();
    for (const id of ['a', 'b', 'c']) await addOwn(world, id, 'active');
    let isOver = false;
    endDeactivationsOnce(world, () => isOver);
    const started = await world.start(onMain, cleanup, noClone);
    await world.until(() => running(deactivations(world)).length === 2);

    const stopped = performance.now();
    started.kill(signal);
    const run = await started.finished;

    expect(run.exitCode).toBe(exitCode);
    // A bound that the pipe promises to whoever stops it.
    expect(performance.now() - stopped).toBeLessThan(3000);
    expect(
      world.changes().filter((change) => change.startsWith('DELETE') || change.endsWith('cancel')),
    ).toEqual([]);
    expect(deactivations(world)).toHaveLength(2);
    isOver = true;
    await world.upsun.settled();
    expect((await world.deploy(onMain, cleanup, noClone)).exitCode).toBe(0);
    expect(world.upsun.environments().map(({ id }) => id)).toEqual(['main']);
  },
);
