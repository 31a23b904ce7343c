/** BACKUP: nothing is pushed to production before its data are safe. */
import { describe, expect, test } from 'vitest';
import { operationFault } from '../../sandbox/upsun/faults.ts';
import { expectFailure, openPullRequest } from '../failure.ts';
import { scenario, type Scenario } from '../scenario.ts';

const on = { BACKUP: 'true' };
const onMain = { custom: { branch: 'main' } };
const backups = (world: Scenario) => world.upsun.environment('main')?.backups;

async function withCommit() {
  const world = await scenario();
  return { world, commit: await world.repository.commit('main', { 'index.html': 'Second' }) };
}

test('production is backed up, safely, before it is pushed to, and the log says how to restore it', async () => {
  const { world, commit } = await withCommit();

  const run = await world.deploy({ branch: 'main' }, on);

  expect(run.exitCode).toBe(0);
  expect(world.upsun.activities().map(({ type }) => type)).toEqual([
    'environment.backup',
    'environment.push',
  ]);
  const asked = world.requests.find(({ method, path }) => method === 'POST' && path.endsWith('/backup'));
  expect(asked?.body).toEqual({ safe: true });
  expect(run.output).toMatch(
    /main is backed up\. To restore backup \w+, run: upsun backup:restore \w+ --project abc123def4567 --environment main/,
  );
  expect(world.states(commit)).toEqual(['INPROGRESS', 'SUCCESSFUL']);
});

test('a slow backup is waited for, also with WAIT=false', async () => {
  const { world } = await withCommit();
  let goesOn = false;
  world.upsun.goesOnWhen.backup = () => goesOn;
  const run = await world.start({ branch: 'main' }, { ...on, WAIT: 'false' });
  await world.until(() => world.upsun.activities().some(({ state }) => state === 'in_progress'));
  expect(world.upsun.pushes()).toEqual([]);
  goesOn = true;
  expect((await run.finished).exitCode).toBe(0);
  expect(world.upsun.pushes()).toHaveLength(1);
});

describe('nothing is pushed', () => {
  test.each([
    { what: 'fails', kind: 'backup', words: 'nothing was deployed, because its backup failed' },
    { what: 'is cancelled', kind: 'cancelled', words: 'because its backup was cancelled on Upsun' },
    {
      what: 'is not over in time',
      kind: 'hang',
      words: 'because its backup still ran after 1 s (DEPLOY_TIMEOUT)',
    },
  ] as const)('where the backup $what', async ({ kind, words }) => {
    const { world, commit } = await withCommit();
    world.upsun.failNext(kind, 'main', 'environment.backup');

    const run = await world.deploy({ branch: 'main' }, { ...on, DEPLOY_TIMEOUT: '1s' });

    expectFailure(run, 1, words, 'Production is as it was');
    expect(world.upsun.pushes()).toEqual([]);
    expect(world.states(commit)).toEqual(['FAILED']);
  });

  test('where Upsun refuses to make one', async () => {
    const { world, commit } = await withCommit();
    world.faults.push(operationFault('backup', { status: 403, body: { message: 'Admins only' } }, 'main'));

    const run = await world.deploy({ branch: 'main' }, on);

    expectFailure(run, 2, 'back up environment main');
    expect(world.upsun.pushes()).toEqual([]);
    expect(world.states(commit)).toEqual(['FAILED']);
  });
});

test('a run after one that was killed takes the backup that it left, finished or not', async () => {
  const { world } = await withCommit();
  let goesOn = false;
  world.upsun.goesOnWhen.backup = () => goesOn;
  const killed = await world.start({ branch: 'main' }, on);
  await world.until(() => world.upsun.activities().some(({ state }) => state === 'in_progress'));
  killed.kill('SIGKILL');
  await killed.finished;
  goesOn = true;

  const run = await world.deploy({ branch: 'main' }, on);

  expect(run.exitCode).toBe(0);
  expect(backups(world)).toBe(1);
  expect(run.output).toMatch(/main: already backed up \d+ s ago/);
});

test('the next commit gets a backup of its own, and no run without a deployment to production does', async () => {
  const { world } = await withCommit();
  await world.deploy({ branch: 'main' }, on);
  await world.repository.commit('main', { 'index.html': 'Third' });
  await world.deploy(onMain, { ...on, COMMAND: 'reconcile' });
  expect(backups(world)).toBe(2);

  const { id } = await openPullRequest(world);
  await world.deploy({ branch: 'main' }, on);
  await world.deploy({ pullRequest: id }, on);
  await world.repository.commit('main', { 'index.html': 'Fourth' });
  const dry = await world.deploy({ branch: 'main' }, { ...on, DRY_RUN: 'true' });
  expect(dry.output).toMatch(/main +backup +BACKUP is on/);
  expect(backups(world)).toBe(2);
});
