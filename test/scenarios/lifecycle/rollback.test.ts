/** A run for an older commit of a branch: with ROLLBACK it is deployed on purpose. */
import { expect, test } from 'vitest';
import { expectFailure, openPullRequest } from '../failure.ts';
import { scenario, type Scenario } from '../scenario.ts';

const rollback = { ROLLBACK: 'true' };

/** Production has the newer of two commits. */
async function deployedTwice(): Promise<{ world: Scenario; older: string; newer: string }> {
  const world = await scenario();
  const older = await world.repository.commit('main', { 'index.html': 'One' });
  await world.deploy({ branch: 'main' });
  const newer = await world.repository.commit('main', { 'index.html': 'Two' });
  await world.deploy({ branch: 'main' });
  return { world, older, newer };
}

function told(from: string, to: string): string {
  return `rollback from ${from.slice(0, 8)} to ${to.slice(0, 8)}, until the next run for main, reconcile included`;
}

test('without ROLLBACK it deploys nothing, and says which commit took over', async () => {
  const { world, older, newer } = await deployedTwice();

  const run = await world.deploy({ branch: 'main' }, {}, { commit: older });

  expect(run.exitCode).toBe(0);
  expect(run.output).toContain(`${older.slice(0, 8)} is superseded by ${newer.slice(0, 8)}`);
  expect(world.upsun.environment('main')?.deployedCommit).toBe(newer);
  expect(world.states(older).at(-1)).toBe('SUCCESSFUL');
});

test('with ROLLBACK the re-run of an older pipeline deploys its commit, and says for how long', async () => {
  const { world, older, newer } = await deployedTwice();
  const { deploy, upsun, bitbucket, states, changes } = world;

  const run = await deploy({ branch: 'main' }, rollback, { commit: older });

  expect(run.exitCode).toBe(0);
  expect(run.output).toMatch(/main\s+push\s+rollback from/);
  expect(run.output).toContain(told(newer, older));
  expect(upsun.environment('main')).toMatchObject({ head: older, deployedCommit: older });
  expect(states(older).slice(-2)).toEqual(['INPROGRESS', 'SUCCESSFUL']);
  expect(bitbucket.latestStatus(older)?.description).toContain(told(newer, older));
  expect(JSON.stringify(bitbucket.reports(older))).toContain(told(newer, older));
  expect(changes()).toEqual([]);

  const again = await deploy({ branch: 'main' }, rollback, { commit: older });
  expect(again.exitCode).toBe(0);
  expect(again.output).toContain('up to date');
  expect(bitbucket.latestStatus(older)?.description).toContain(told(newer, older));
});

test.each([
  { what: 'run for the branch', variables: {} },
  { what: 'reconcile', variables: { COMMAND: 'reconcile' } },
])('it lasts until the next $what', async ({ variables }) => {
  const { world, older, newer } = await deployedTwice();
  await world.deploy({ branch: 'main' }, rollback, { commit: older });
  expect(world.upsun.environment('main')?.deployedCommit).toBe(older);

  expect((await world.deploy({ branch: 'main' }, variables)).exitCode).toBe(0);
  expect(world.upsun.environment('main')?.deployedCommit).toBe(newer);
});

test('COMMIT names the commit, by an abbreviation too', async () => {
  const { world, older } = await deployedTwice();

  const run = await world.deploy({ branch: 'main' }, { ...rollback, COMMIT: older.slice(0, 12) });

  expect(run.exitCode).toBe(0);
  expect(world.upsun.environment('main')?.deployedCommit).toBe(older);
  expect(world.states(older).at(-1)).toBe('SUCCESSFUL');
});

test('the environment of another branch goes back as well', async () => {
  const world = await scenario();
  const older = await world.repository.commit('develop', { 'index.html': 'One' }, { from: 'main' });
  const variables = { ACTIVATE_BRANCHES: 'develop' };
  await world.deploy({ branch: 'develop' }, variables);
  await world.repository.commit('develop', { 'index.html': 'Two' });
  await world.deploy({ branch: 'develop' }, variables);

  const run = await world.deploy({ branch: 'develop' }, { ...variables, ...rollback }, { commit: older });

  expect(run.exitCode).toBe(0);
  expect(world.upsun.environment('develop')).toMatchObject({ deployedCommit: older, status: 'active' });
});

test('at the tip it is no rollback', async () => {
  const { world, newer } = await deployedTwice();

  const run = await world.deploy({ branch: 'main' }, rollback);

  expect(run.exitCode).toBe(0);
  expect(run.output).not.toContain('rollback');
  expect(world.upsun.environment('main')?.deployedCommit).toBe(newer);
});

test('a dry run shows it and changes nothing', async () => {
  const { world, older, newer } = await deployedTwice();

  const run = await world.deploy({ branch: 'main' }, { ...rollback, DRY_RUN: 'true' }, { commit: older });

  expect(run.exitCode).toBe(0);
  expect(run.output.replaceAll(/\s+/g, ' ')).toContain(told(newer, older));
  expect(world.upsun.environment('main')?.deployedCommit).toBe(newer);
});

test('a commit that the repository does not have is an error', async () => {
  const { world, newer } = await deployedTwice();

  const run = await world.deploy({ branch: 'main' }, { ...rollback, COMMIT: 'd'.repeat(40) });

  expectFailure(run, 2, `Commit ${'d'.repeat(40)} is unknown`, 'Check COMMIT');
  expect(world.upsun.environment('main')?.deployedCommit).toBe(newer);
});

test('for a pull request it is an error, before any request', async () => {
  const world = await scenario();
  const { id } = await openPullRequest(world);

  const run = await world.deploy({ pullRequest: id }, rollback);

  expectFailure(run, 2, `ROLLBACK is for branches and tags, and this run is for pull request ${id}`);
  expect(world.requests).toEqual([]);
});

test('with another command than deploy it is an error', async () => {
  const { deploy, requests } = await scenario();

  expectFailure(
    await deploy({ branch: 'main' }, { ...rollback, COMMAND: 'reconcile' }),
    2,
    'COMMAND=deploy only',
  );
  expect(requests).toEqual([]);
});
