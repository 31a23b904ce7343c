/** PULL_REQUEST_PARENT: below what the environments of pull requests hang, and whose data they get. */
import { describe, expect, test } from 'vitest';
import { expectFailure, openPullRequest } from '../failure.ts';
import { scenario, type Scenario } from '../scenario.ts';

const onMain = { custom: { branch: 'main' } };
const noClone = { clone: false };
const below = { PULL_REQUEST_PARENT: 'sanitized' };
const sanitized = { people: ['nobody'] };
const production = { products: ['lamp', 'chair'] };

/** A project with an environment of data that anybody may see, and an open pull request into main. */
async function withSanitized(status: 'active' | 'inactive' | 'paused' = 'active') {
  const world = await scenario();
  await world.upsun.addEnvironment({ id: 'sanitized', status, parent: 'main', data: sanitized });
  return { world, ...(await openPullRequest(world)) };
}

const preview = ({ upsun }: Scenario) => upsun.environment('pr-1');

test('the environment of a pull request hangs below that one and has its data, in one deployment', async () => {
  const { world, id, commit } = await withSanitized();

  const run = await world.deploy({ pullRequest: id }, below);

  expect(run.exitCode).toBe(0);
  expect(run.output.replaceAll(/\s+/g, ' ')).toContain('data from sanitized (PULL_REQUEST_PARENT)');
  expect(preview(world)).toMatchObject({ status: 'active', parent: 'sanitized', deployedCommit: commit });
  expect(await (await fetch(`${preview(world)?.url}_data`)).json()).toEqual(sanitized);
  expect(new Set(world.states(commit))).toEqual(new Set(['INPROGRESS', 'SUCCESSFUL']));
  const deploying = world.upsun.activities().filter(({ type }) => type === 'environment.activate');
  expect(deploying).toHaveLength(1);

  await world.deploy({ pullRequest: id }, below);
  expect(world.changes()).toEqual([]);
});

test.each(['inactive', 'paused'] as const)(
  'below one that is %s it has no data, as the plan says, and it gets none when that wakes up',
  async (status) => {
    const { world, id } = await withSanitized(status);

    const run = await world.deploy({ pullRequest: id }, below);

    expect(run.exitCode).toBe(0);
    expect(run.output.replaceAll(/\s+/g, ' ')).toContain(
      'no data from sanitized (PULL_REQUEST_PARENT), which is not active and has none to copy',
    );
    expect(preview(world)).toMatchObject({ status: 'active', parent: 'sanitized' });
    expect(preview(world)?.data ?? {}).toEqual({});

    await world.upsun.addEnvironment({ id: 'sanitized', status: 'active', data: sanitized });
    await world.deploy({ pullRequest: id }, below);
    expect(world.changes()).toEqual([]);
  },
);

test('where it does not exist, each pull request fails with a status of its own, and branches go on', async () => {
  const world = await scenario();
  const one = await openPullRequest(world, { a: 'a' }, 'feature/a');
  const other = await openPullRequest(world, { b: 'b' }, 'feature/b');

  const run = await world.deploy(onMain, { COMMAND: 'reconcile', ...below }, noClone);

  expectFailure(
    run,
    1,
    'the environment sanitized, which PULL_REQUEST_PARENT names, does not exist on Upsun',
  );
  expect(world.upsun.environments().filter(({ id }) => id.startsWith('pr-'))).toEqual([]);
  for (const { commit } of [one, other]) {
    const status = world.bitbucket.statuses(commit).find(({ name }) => name?.includes('pr-'));
    expect(status).toMatchObject({ state: 'FAILED' });
    expect(status?.description).toContain('PULL_REQUEST_PARENT');
  }
});

test('what is up to date keeps its result when that one is deleted, and the next commit fails', async () => {
  const { world, id, commit, source } = await withSanitized();
  await world.deploy({ pullRequest: id }, below);
  await world.upsun.removeEnvironment('sanitized');

  const run = await world.deploy({ pullRequest: id }, below);
  expect(run.exitCode).toBe(0);
  expect(world.states(commit).at(-1)).toBe('SUCCESSFUL');

  const next = await world.repository.commit(source, { 'index.html': 'Next' });
  expectFailure(await world.deploy({ pullRequest: id }, below), 1, 'does not exist on Upsun');
  expect(world.states(next)).toEqual(['FAILED']);
  expect(preview(world)).toMatchObject({ deployedCommit: commit, data: sanitized });
});

test('RESYNC_PULL_REQUESTS moves an environment below it first, and then copies its data', async () => {
  const { world, id, source } = await withSanitized();
  await world.deploy({ pullRequest: id });
  expect(preview(world)).toMatchObject({ parent: 'main', data: production });

  const next = await world.repository.commit(source, { 'index.html': 'Next' });
  const run = await world.deploy({ pullRequest: id }, { ...below, RESYNC_PULL_REQUESTS: 'true' });

  expect(run.exitCode).toBe(0);
  expect(preview(world)).toMatchObject({ parent: 'sanitized', data: sanitized, deployedCommit: next });
});

/** A preview that was deactivated because nobody used it, with a new commit since. */
async function withIdlePreview() {
  const { world, id, source } = await withSanitized();
  await world.deploy({ pullRequest: id }, below);
  const moment = new Date(Date.now() - 20 * 86_400_000);
  world.upsun.backdate('pr-1', moment);
  world.bitbucket.updatePullRequest(id, { updatedOn: moment.toISOString() });
  await world.deploy(onMain, { COMMAND: 'cleanup', PULL_REQUEST_TTL: '14d' }, noClone);
  expect(preview(world)?.status).toBe('inactive');
  return { world, id, next: await world.repository.commit(source, { 'index.html': 'Next' }) };
}

test('what was idle comes back with the data of that one', async () => {
  const { world, id, next } = await withIdlePreview();

  expect((await world.deploy({ pullRequest: id }, below)).exitCode).toBe(0);

  expect(preview(world)).toMatchObject({ status: 'active', data: sanitized, deployedCommit: next });
});

const meanwhile: { what: string; happens: (world: Scenario) => unknown; exitCode: number }[] = [
  { what: 'is deleted', happens: ({ upsun }) => upsun.removeEnvironment('sanitized'), exitCode: 1 },
  { what: 'is paused', happens: ({ upsun }) => upsun.pause('sanitized'), exitCode: 0 },
  {
    what: 'is deleted and its children are moved to production',
    async happens({ upsun }) {
      await upsun.removeEnvironment('sanitized');
      if (upsun.environment('pr-1'))
        await upsun.addEnvironment({ id: 'pr-1', status: 'inactive', parent: 'main' });
    },
    exitCode: 1,
  },
];
const moments: { when: string; path: RegExp; method: string }[] = [
  { when: 'before the push', method: 'POST', path: /\/ssh$/ },
  { when: 'after the push', method: 'PATCH', path: /\/environments\/pr-1$/ },
  { when: 'before it goes live', method: 'GET', path: /\/environments\/sanitized$/ },
];

describe.each(meanwhile)(
  'production gives no data where the parent $what meanwhile',
  ({ happens, exitCode }) => {
    /** Lets it happen once, when the run sends such a request. */
    function interfere(world: Scenario, { method, path }: (typeof moments)[number]): () => number {
      let times = 0;
      world.watch = async (moment, _server, request) => {
        if (moment !== 'before' || request.method !== method || !path.test(request.path) || times > 0) return;
        times += 1;
        await happens(world);
      };
      return () => times;
    }

    test.each(moments)('$when of a new environment', async (moment) => {
      const { world, id, commit } = await withSanitized();
      const times = interfere(world, moment);

      const run = await world.deploy({ pullRequest: id }, below);

      expect([times(), run.exitCode]).toEqual([1, exitCode]);
      expect(preview(world)?.data ?? {}).toEqual({});
      expect(world.states(commit).at(-1)).toBe(exitCode === 0 ? 'SUCCESSFUL' : 'FAILED');
    });

    test.each(moments.filter(({ method }) => method !== 'PATCH'))('$when of an idle one', async (moment) => {
      const { world, id, next } = await withIdlePreview();
      const times = interfere(world, moment);

      const run = await world.deploy({ pullRequest: id }, below);

      expect([times(), run.exitCode]).toEqual([1, exitCode]);
      expect(preview(world)?.data ?? {}).toEqual({});
      expect(world.states(next).at(-1)).toBe(exitCode === 0 ? 'SUCCESSFUL' : 'FAILED');
    });

    test('and its data is to be copied again', async () => {
      const { world, id, source, commit } = await withSanitized();
      await world.deploy({ pullRequest: id }, below);
      world.upsun.setData('pr-1', { entered: 'by a reviewer' });
      const next = await world.repository.commit(source, { 'index.html': 'Next' });
      const times = interfere(world, { when: '', method: 'GET', path: /\/environments\/sanitized$/ });

      const run = await world.deploy({ pullRequest: id }, { ...below, RESYNC_PULL_REQUESTS: 'true' });

      expect([times(), run.exitCode]).toEqual([1, exitCode]);
      expect(preview(world)?.data).not.toEqual(production);
      expect(preview(world)?.deployedCommit).toBe(exitCode === 0 ? next : commit);
    });
  },
);

test.each(['pr-1', 'child'])('%s as the parent of pr-1 is an error', async (parent) => {
  const { world, id, source, commit } = await withSanitized();
  await world.deploy({ pullRequest: id });
  await world.upsun.addEnvironment({ id: 'child', status: 'active', parent: 'pr-1' });
  const next = await world.repository.commit(source, { 'index.html': 'Next' });

  const run = await world.deploy({ pullRequest: id }, { PULL_REQUEST_PARENT: parent });

  expectFailure(run, 1, `the environment ${parent}, which PULL_REQUEST_PARENT names, cannot be its parent`);
  expect(world.changes()).toEqual([]);
  expect(world.states(next)).toEqual(['FAILED']);
  expect(preview(world)).toMatchObject({ parent: 'main', deployedCommit: commit });
});
