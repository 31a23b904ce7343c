/** A repository that replaces another one: after a move, or because it was created once more. */
import { expect, test } from 'vitest';
import { openPullRequest } from '../failure.ts';
import { marks } from '../marks.ts';
import { scenario, type Scenario } from '../scenario.ts';

const onMain = { custom: { branch: 'main' } };
const reconcile = { COMMAND: 'reconcile' };
const noClone = { clone: false };
const old = 'OLD/shop';

/** Adds an environment that the pipe made for a branch, or for a pull request from it, of the earlier repository. */
async function addTheirs(world: Scenario, id: string, branch: string): Promise<Record<string, string>> {
  const number = /^pr-(\d+)$/.exec(id)?.[1];
  const purpose = number ? { kind: 'pull-request', pull_request: number } : { kind: 'branch' };
  const attributes = { ...marks(world, id), repository: old, branch, ...purpose };
  await world.upsun.addEnvironment({ id, status: 'active', parent: 'main', attributes });
  return attributes;
}

function ownersOf({ upsun }: Scenario): Record<string, string | undefined> {
  const owned = upsun.environments().filter(({ attributes }) => attributes['repository']);
  return Object.fromEntries(owned.map(({ id, attributes }) => [id, attributes['repository']]));
}

test('environments of the repository that TAKE_OVER names are adopted, and what has no counterpart stays', async () => {
  const world = await scenario();
  const { fullName } = world.bitbucket;
  const develop = await world.repository.commit('develop', { 'd.txt': 'd' }, { from: 'main' });
  const same = await openPullRequest(world, { a: 'a' }, 'feature/a');
  await openPullRequest(world, { b: 'b' }, 'feature/b');
  await addTheirs(world, 'develop', 'develop');
  await addTheirs(world, 'feature/gone', 'feature/gone');
  await addTheirs(world, 'pr-1', 'feature/a');
  await addTheirs(world, 'pr-2', 'feature/other');
  await addTheirs(world, 'pr-3', 'feature/a');

  const without = await world.deploy(onMain, reconcile, noClone);
  expect(without.exitCode).toBe(0);
  expect(without.output.replaceAll(/\s+/g, ' ')).toContain(
    `it belongs to the repository ${old}; if this repository replaces that one, set TAKE_OVER to its name`,
  );
  expect(Object.values(ownersOf(world)).filter((name) => name === old)).toHaveLength(5);

  const taking = { ...reconcile, TAKE_OVER: old.toLowerCase(), PRUNE_UNMANAGED: 'true' };
  const dry = await world.deploy(onMain, { ...taking, DRY_RUN: 'true' }, noClone);
  const run = await world.deploy(onMain, taking, noClone);

  for (const { output } of [dry, run]) {
    expect(output).toMatch(/develop +edit +adopt from OLD\/shop/);
    expect(output).toMatch(/pr-1 +edit +adopt from OLD\/shop/);
    expect(output).toMatch(/pr-2 +skip +it belongs to the repository OLD\/shop, where/);
    expect(output).toMatch(/pr-3 +keep +it belongs to OLD\/shop, which TAKE_OVER names/);
    expect(output).toMatch(/feature\/gone +keep +it belongs to OLD\/shop/);
  }
  expect(run.exitCode).toBe(0);
  expect(ownersOf(world)).toMatchObject({
    develop: fullName,
    'pr-1': fullName,
    'pr-2': old,
    'pr-3': old,
    'feature/gone': old,
  });
  expect(world.upsun.environment('develop')?.deployedCommit).toBe(develop);
  expect(world.upsun.environment('pr-1')).toMatchObject({ status: 'active', deployedCommit: same.commit });

  await world.bitbucket.declinePullRequest(same.id);
  const later = await world.deploy(onMain, reconcile, noClone);
  expect(later.exitCode).toBe(0);
  const left = world.upsun.environments().map(({ id }) => id);
  expect(left.toSorted()).toEqual([
    'develop',
    'feature/a',
    'feature/b',
    'feature/gone',
    'main',
    'pr-2',
    'pr-3',
  ]);
});

test('a run for one pull request adopts its environment, and cleaning up afterwards deletes nothing of the others', async () => {
  const world = await scenario();
  const { id, commit } = await openPullRequest(world, { a: 'a' }, 'feature/a');
  await addTheirs(world, 'pr-1', 'feature/a');
  await addTheirs(world, 'pr-9', 'feature/gone');

  const run = await world.deploy(
    { pullRequest: id },
    { TAKE_OVER: `acme/none,${old}`, PRUNE_UNMANAGED: 'true' },
  );

  expect(run.exitCode).toBe(0);
  expect(run.output).toMatch(/pr-1 +edit +adopt from OLD\/shop/);
  expect(world.upsun.environment('pr-1')?.deployedCommit).toBe(commit);
  expect(ownersOf(world)).toEqual({ 'pr-1': world.bitbucket.fullName, 'pr-9': old });
});
