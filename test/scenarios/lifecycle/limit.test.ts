/** A limit of environments that nothing shows before Upsun refuses another one. */
import { describe, expect, test } from 'vitest';
import { problem } from '../../sandbox/upsun/problem.ts';
import { operationFault } from '../../sandbox/upsun/faults.ts';
import type { LimitBehaviour } from '../../sandbox/upsun/limit.ts';
import { expectFailure, openPullRequest } from '../failure.ts';
import { scenario, type Scenario } from '../scenario.ts';

const onMain = { custom: { branch: 'main' } };
const noClone = { clone: false };

/** A project that shows no limit, and refuses in this way what goes beyond it. */
async function limitedTo(environmentLimit: number, behaviour: Partial<LimitBehaviour> = {}) {
  const world = await scenario({ upsun: { environmentLimit } });
  Object.assign(world.upsun.limitBehaviour, { hidden: true, ...behaviour });
  return world;
}

async function deployed(world: Scenario, name: string) {
  const pullRequest = await openPullRequest(world, { [name]: name }, `feature/${name}`);
  expect((await world.deploy({ pullRequest: pullRequest.id })).exitCode).toBe(0);
  return pullRequest;
}

const statusOf = ({ upsun }: Scenario, id: string) => upsun.environment(id)?.status;
const inOneLine = (text: string) => text.replaceAll(/\s+/g, ' ');

/** Makes an environment and its pull request look untouched for so many days. */
function neglect({ upsun, bitbucket }: Scenario, id: number, days: number): void {
  const moment = new Date(Date.now() - days * 86_400_000);
  upsun.backdate(`pr-${id}`, moment);
  bitbucket.updatePullRequest(id, { updatedOn: moment.toISOString() });
}

const ways: { how: string; behaviour: Partial<LimitBehaviour> }[] = [
  { how: 'in the activity of the push', behaviour: {} },
  { how: 'by git', behaviour: { push: 'refusal' } },
  { how: 'in the activity of an activation', behaviour: { push: 'stored', activation: 'activity' } },
  // Like an environment that is busy, which would be waited for.
  { how: 'to an activation', behaviour: { push: 'stored', status: 409 } },
];

describe.each(ways)('where Upsun says $how that there is no room', ({ behaviour }) => {
  const stored = behaviour.push === 'refusal' ? undefined : 'inactive';

  test('a pull request gets no active environment, says why, and fails only with ON_LIMIT=fail', async () => {
    const world = await limitedTo(1, behaviour);
    await deployed(world, 'a');
    const next = await openPullRequest(world, { b: 'b' }, 'feature/b');

    const run = await world.deploy({ pullRequest: next.id });

    expect(run.exitCode).toBe(0);
    expect(inOneLine(run.output)).toMatch(
      /pr-2 skip no room: Upsun says "(The plan allows 1|Environment limit)/,
    );
    expect(statusOf(world, 'pr-1')).toBe('active');
    expect(statusOf(world, 'pr-2')).toBe(stored);
    expect(world.states(next.commit).at(-1)).toBe('STOPPED');
    expect(world.bitbucket.latestStatus(next.commit)?.description).toContain('no room: Upsun says');
    expect(world.states(next.commit)).not.toContain('FAILED');

    const strict = await world.deploy({ pullRequest: next.id }, { ON_LIMIT: 'fail' });
    expectFailure(strict, 1, 'no room: Upsun says');
    expect(world.states(next.commit).at(-1)).toBe('FAILED');
    expect(statusOf(world, 'pr-2')).toBe(stored);

    await world.bitbucket.declinePullRequest(next.id);
    expect((await world.deploy(onMain, { COMMAND: 'cleanup' }, noClone)).exitCode).toBe(0);
    expect(statusOf(world, 'pr-2')).toBeUndefined();
  });

  test('ON_LIMIT=evict deactivates the longest idle one and tries again', async () => {
    const world = await limitedTo(2, behaviour);
    const [oldest, newer] = [await deployed(world, 'a'), await deployed(world, 'b')];
    neglect(world, oldest.id, 5);
    neglect(world, newer.id, 1);
    const next = await openPullRequest(world, { c: 'c' }, 'feature/c');

    const run = await world.deploy({ pullRequest: next.id }, { ON_LIMIT: 'evict' });

    expect(run.exitCode).toBe(0);
    expect(['pr-1', 'pr-2', 'pr-3'].map((id) => statusOf(world, id))).toEqual([
      'inactive',
      'active',
      'active',
    ]);
    expect(world.bitbucket.latestStatus(oldest.commit)).toMatchObject({ state: 'STOPPED' });
    expect(world.states(next.commit).at(-1)).toBe('SUCCESSFUL');
  });

  test('a branch is stored all the same', async () => {
    const world = await limitedTo(1, behaviour);
    await deployed(world, 'a');
    const commit = await world.repository.commit('develop', { 'd.txt': 'd' }, { from: 'main' });

    const run = await world.deploy({ branch: 'develop' }, { ACTIVATE_BRANCHES: 'develop', ON_LIMIT: 'fail' });

    expect(run.exitCode).toBe(0);
    expect(inOneLine(run.output)).toContain('no room: Upsun says');
    expect(world.upsun.environment('develop')).toMatchObject({
      status: 'inactive',
      head: commit,
      attributes: { repository: world.bitbucket.fullName },
    });
    expect(world.states(commit)).not.toContain('FAILED');
    expect(run.output).toContain('develop has the code and is not active');
  });
});

test('what is gone from Bitbucket makes room for what Upsun refused', async () => {
  const world = await limitedTo(1);
  const old = await deployed(world, 'a');
  await world.bitbucket.declinePullRequest(old.id);
  const next = await openPullRequest(world, { b: 'b' }, 'feature/b');

  const run = await world.deploy({ pullRequest: next.id });

  expect(run.exitCode).toBe(0);
  expect(statusOf(world, 'pr-1')).toBeUndefined();
  expect(statusOf(world, 'pr-2')).toBe('active');
  expect(run.output.match(/pr-1 is deleted/g)).toHaveLength(1);
});

test('ON_LIMIT=evict deactivates no more than one where that does not help', async () => {
  const world = await limitedTo(2);
  const [oldest, newer] = [await deployed(world, 'a'), await deployed(world, 'b')];
  neglect(world, oldest.id, 5);
  neglect(world, newer.id, 4);
  const next = await openPullRequest(world, { c: 'c' }, 'feature/c');
  world.upsun.environmentLimit = 0;

  const run = await world.deploy({ pullRequest: next.id }, { ON_LIMIT: 'evict' });

  expect(run.exitCode).toBe(0);
  expect(['pr-1', 'pr-2', 'pr-3'].map((id) => statusOf(world, id))).toEqual([
    'inactive',
    'active',
    'inactive',
  ]);
  expect(world.states(next.commit).at(-1)).toBe('STOPPED');
});

test('a paused environment that Upsun does not resume for want of room stays paused', async () => {
  const world = await scenario();
  const { id, commit } = await deployed(world, 'a');
  world.upsun.pause('pr-1');
  world.faults.push(
    operationFault('resume', problem(403, 'You have reached the maximum number of environments.')),
  );

  const run = await world.deploy({ pullRequest: id });

  expect(run.exitCode).toBe(0);
  expect(inOneLine(run.output)).toContain('no room: Upsun says "You have reached the maximum number');
  expect(statusOf(world, 'pr-1')).toBe('paused');
  expect(world.states(commit).at(-1)).toBe('STOPPED');
});

test.each([
  { onLimit: 'warn', exitCode: 0, last: 'STOPPED' },
  { onLimit: 'fail', exitCode: 1, last: 'FAILED' },
])('of several that want the last place one gets it, and the others are as $onLimit says', async (given) => {
  const world = await limitedTo(1);
  const pullRequests = [];
  for (const name of ['a', 'b', 'c'])
    pullRequests.push(await openPullRequest(world, { [name]: name }, `feature/${name}`));

  const variables = { COMMAND: 'reconcile', FETCH_BRANCHES: 'false', ON_LIMIT: given.onLimit };
  const run = await world.deploy(onMain, variables, noClone);

  expect(run.exitCode).toBe(given.exitCode);
  const states = pullRequests.map(({ commit }) => world.states(commit).at(-1) ?? '');
  expect(states.toSorted()).toEqual(['SUCCESSFUL', given.last, given.last].toSorted());
  const live = world.upsun.environments().filter(({ status }) => status === 'active');
  expect(live).toHaveLength(2);

  const again = await world.deploy(onMain, variables, noClone);
  expect(again.exitCode).toBe(given.exitCode);
});

describe('what is no limit of environments stays a failure', () => {
  test.each<{ what: string; behaviour: Partial<LimitBehaviour> }>([
    { what: 'of containers', behaviour: { words: 'Resources exceeding plan limit; cpu: 2.3, memory: 4' } },
    {
      what: 'of another kind, refused by git',
      behaviour: { push: 'refusal', words: 'The environment name exceeds the maximum length.' },
    },
    {
      what: 'of requests, refused to an activation',
      behaviour: {
        push: 'stored',
        status: 403,
        words: 'The environment made too many requests: rate limit.',
      },
    },
  ])('a limit $what', async ({ behaviour }) => {
    const world = await limitedTo(0, behaviour);
    const { id, commit } = await openPullRequest(world);

    const run = await world.deploy({ pullRequest: id });

    expect(run.exitCode).toBeGreaterThan(0);
    expect(run.output).not.toContain('no room');
    expect(world.states(commit).at(-1)).toBe('FAILED');
  });

  test.each(['build-fails', 'deploy-fails'])(
    'the words in the output of a step that fails: %s',
    async (file) => {
      const world = await scenario();
      const said = 'Environment limit reached\nThe maximum number of environments is in use';
      const { id, commit } = await openPullRequest(world, { [file]: said });

      const run = await world.deploy({ pullRequest: id });

      expectFailure(run, 1, 'exit 1');
      expect(run.output).not.toContain('no room');
      expect(world.states(commit).at(-1)).toBe('FAILED');
    },
  );

  test('the words in the title of a pull request', async () => {
    const world = await limitedTo(0, { words: 'Unable to start the application' });
    const { id } = await openPullRequest(world);
    world.bitbucket.updatePullRequest(id, { title: 'Environment limit reached' });

    const run = await world.deploy({ pullRequest: id });

    expectFailure(run, 1, 'the deployment failed');
    expect(run.output).not.toContain('no room');
  });
});
