import { expect, test } from 'vitest';
import { expectFailure, openPullRequest } from '../failure.ts';
import { addOwn, marks } from '../marks.ts';
import { scenario, type Scenario } from '../scenario.ts';

const cleanup = { COMMAND: 'cleanup' };
const onMain = { custom: { branch: 'main' } };
const noClone = { clone: false };

function deletions({ requests }: Scenario): string[] {
  return requests
    .filter(({ server, method }) => server === 'upsun-api' && method === 'DELETE')
    .map(({ path }) => decodeURIComponent(path.split('/').at(-1) ?? ''));
}

test.each(['merged', 'squash-merged', 'declined'])(
  'a pull request that was %s loses its environment, without a clone',
  async (how) => {
    const world = await scenario();
    const { id } = await openPullRequest(world);
    await world.deploy({ pullRequest: id });
    const { bitbucket } = world;
    if (how === 'merged') await bitbucket.mergePullRequest(id);
    if (how === 'squash-merged')
      await bitbucket.mergePullRequest(id, { strategy: 'squash', closeSourceBranch: true });
    if (how === 'declined') await bitbucket.declinePullRequest(id);

    const run = await world.deploy(onMain, cleanup, noClone);

    expect(run.exitCode).toBe(0);
    expect(run.output).toMatch(/pr-1\s+delete\s+pull request 1 is no longer open/);
    expect(world.upsun.environment('pr-1')).toBeUndefined();
    expect(deletions(world)).toEqual(['pr-1']);
    const again = await world.deploy(onMain, cleanup, noClone);
    expect(again.output).toContain('Nothing to clean up');
    expect(world.changes()).toEqual([]);
  },
);

test('a branch that is gone loses its environment, a fresh one without commits of its own keeps it', async () => {
  const world = await scenario();
  for (const branch of ['feature/old', 'feature/fresh']) {
    await world.repository.setBranch(branch, (await world.repository.tip('main')) ?? '');
    await world.deploy({ branch });
  }
  await world.repository.deleteBranch('feature/old');

  const run = await world.deploy(onMain, cleanup, noClone);

  expect(run.exitCode).toBe(0);
  expect(world.upsun.environment('feature/old')).toBeUndefined();
  expect(world.upsun.environment('feature/fresh')).toBeDefined();
});

test('an open pull request keeps its environment though its branch is gone', async () => {
  const world = await scenario();
  const { id, source } = await openPullRequest(world);
  await world.deploy({ pullRequest: id });
  await world.repository.deleteBranch(source);

  await world.deploy(onMain, cleanup, noClone);

  expect(world.upsun.environment('pr-1')?.status).toBe('active');
});

test('a pull request that is merged while it is deployed loses what was just made, and no status links it', async () => {
  const world = await scenario();
  const { id, commit } = await openPullRequest(world);
  world.upsun.durations.deploy = 1500;
  const running = await world.start({ pullRequest: id });
  await world.until(() => world.upsun.activities().some(({ state }) => state === 'in_progress'));
  await world.bitbucket.mergePullRequest(id);

  const run = await running.finished;

  expect(run.exitCode).toBe(0);
  expect(run.output).toContain('pull request 1 is merged by now');
  expect(world.upsun.environment('pr-1')).toBeUndefined();
  expect(world.states(commit)).toEqual(['INPROGRESS', 'STOPPED']);
  expect(world.bitbucket.latestStatus(commit)?.url).toMatch(/^https:\/\/console\.upsun\.com/);
});

test('a deployment cleans up after itself, and a dry run shows what it would delete', async () => {
  const world = await scenario();
  const { id } = await openPullRequest(world);
  await world.deploy({ pullRequest: id });
  await world.bitbucket.mergePullRequest(id);

  const dry = await world.deploy({ branch: 'main' }, { DRY_RUN: 'true' });
  expect(dry.output).toMatch(/pr-1\s+delete/);
  expect(world.changes()).toEqual([]);

  const run = await world.deploy({ branch: 'main' });
  expect(run.exitCode).toBe(0);
  expect(run.output).toContain('main ready in');
  expect(world.upsun.environment('pr-1')).toBeUndefined();
});

test('what the pipe did not make stays, and so does what is protected, staging or of another repository', async () => {
  const world = await scenario();
  const add = (
    id: string,
    attributes: Record<string, string> = {},
    type: 'development' | 'staging' = 'development',
  ) => world.upsun.addEnvironment({ id, status: 'inactive', parent: 'main', attributes, type });
  await add('by-hand');
  await add('next', marks(world, 'next'), 'staging');
  await add('demo/a', marks(world, 'demo/a'));
  await add('theirs', { ...marks(world, 'theirs'), repository: 'acme/blog' });

  const run = await world.deploy(onMain, { ...cleanup, PROTECTED_ENVIRONMENTS: 'demo/**' }, noClone);

  expect(run.exitCode).toBe(0);
  expect(world.changes()).toEqual([]);
  expect(run.output).toMatch(/demo\/a\s+keep\s+matched by PROTECTED_ENVIRONMENTS/);
  expect(run.output).toMatch(/next\s+keep\s+its type is staging/);

  await world.deploy(
    onMain,
    { ...cleanup, PROTECTED_ENVIRONMENTS: 'demo/**', PRUNE_UNMANAGED: 'true' },
    noClone,
  );
  expect(
    world.upsun
      .environments()
      .map(({ id }) => id)
      .toSorted(),
  ).toEqual(['demo/a', 'main', 'next', 'theirs']);
});

test('children that stay are moved before their parent goes', async () => {
  const world = await scenario();
  await addOwn(world, 'old', 'active');
  await world.upsun.addEnvironment({ id: 'by-hand', status: 'active', parent: 'old' });

  const run = await world.deploy(onMain, cleanup, noClone);

  expect(run.exitCode).toBe(0);
  expect(world.upsun.environment('old')).toBeUndefined();
  expect(world.upsun.environment('by-hand')).toMatchObject({ parent: 'main', status: 'active' });
});

test('a plan that deletes more than MAX_DELETIONS is refused whole, and lists what it would have deleted', async () => {
  const world = await scenario();
  for (const id of ['old/1', 'old/2', 'old/3']) await addOwn(world, id);

  const run = await world.deploy(onMain, { ...cleanup, MAX_DELETIONS: '2' }, noClone);

  expectFailure(run, 3, 'would delete 3 environments', 'MAX_DELETIONS is 2', 'old/1, old/2, old/3');
  expect(world.changes()).toEqual([]);
});

test.each([
  { what: 'cleanup', variables: cleanup },
  { what: 'reconcile', variables: { COMMAND: 'reconcile' } },
])(
  'MAX_DELETIONS=0 turns deletions off for $what, which keeps what would go and ends well',
  async (given) => {
    const world = await scenario();
    for (const id of ['old/1', 'old/2']) await addOwn(world, id, 'active');

    const run = await world.deploy(onMain, { ...given.variables, MAX_DELETIONS: '0' }, noClone);

    expect(run.exitCode).toBe(0);
    expect(run.output).toMatch(/old\/1\s+keep\s+it would be deleted, but MAX_DELETIONS is 0/);
    expect(deletions(world)).toEqual([]);
    expect(world.upsun.environment('old/2')).toMatchObject({ status: 'active' });
  },
);

test('MAX_DELETIONS=0 also keeps the environment of a pull request that is closed during its deployment', async () => {
  const world = await scenario();
  const { id, commit } = await openPullRequest(world);
  world.upsun.durations.deploy = 1500;
  const running = await world.start({ pullRequest: id }, { MAX_DELETIONS: '0' });
  await world.until(() => world.upsun.activities().some(({ state }) => state === 'in_progress'));
  await world.bitbucket.declinePullRequest(id);

  const run = await running.finished;

  expect(run.exitCode).toBe(0);
  expect(run.output).toMatch(/pr-1\s+keep\s+it would be deleted, but MAX_DELETIONS is 0/);
  expect(world.upsun.environment('pr-1')).toMatchObject({ status: 'active' });
  expect(world.bitbucket.latestStatus(commit)?.state).toBe('STOPPED');
  expect(deletions(world)).toEqual([]);
});

test.each([
  {
    what: 'refused',
    variables: { MAX_DELETIONS: '1' },
    fault: [],
    said: 'Nothing was cleaned up: The plan would delete 2 environments, and MAX_DELETIONS is 1',
  },
  {
    what: 'not possible',
    variables: {},
    fault: [{ method: 'DELETE', answer: { status: 403, body: { message: 'Not yours' } } }],
    said: '2 of 2 steps failed. The next run tries again.',
  },
])('where the clean-up after a deployment is $what, the result of the deployment stands', async (given) => {
  const world = await scenario();
  for (const id of ['old/1', 'old/2']) await addOwn(world, id);
  const { commit, id } = await openPullRequest(world);
  world.faults.push(...given.fault);

  const run = await world.deploy({ pullRequest: id }, given.variables);

  expect(run.exitCode).toBe(0);
  expect(run.output).toContain(given.said);
  expect(world.states(commit).at(-1)).toBe('SUCCESSFUL');
  expect(world.upsun.environment('old/1')).toBeDefined();
});

test('with 250 branches and 120 open pull requests over several pages, one page that fails deletes nothing', async () => {
  const world = await scenario();
  const main = (await world.repository.tip('main')) ?? '';
  for (let index = 0; index < 250; index += 1) {
    await world.repository.setBranch(`many/${index}`, main);
    if (index < 120) await world.bitbucket.openPullRequest({ source: `many/${index}`, title: `${index}` });
  }
  for (const id of ['many/249', 'gone']) await addOwn(world, id);
  world.faults.push(
    { path: world.paths.branches, times: 1 },
    { path: world.paths.branches, answer: { status: 500, body: 'Oops' } },
  );

  const run = await world.deploy(onMain, cleanup, noClone);
  expectFailure(run, 1, 'answers 500');
  expect(world.changes()).toEqual([]);

  world.faults.splice(0);
  expect((await world.deploy(onMain, cleanup, noClone)).exitCode).toBe(0);
  expect(
    world.upsun
      .environments()
      .map(({ id }) => id)
      .toSorted(),
  ).toEqual(['main', 'many/249']);
});

test('a branch that is back when it comes to it keeps its environment', async () => {
  const world = await scenario();
  await addOwn(world, 'back', 'active');
  world.faults.push({ ...world.asksForBranch('back'), times: 1, delay: 1500 });

  const running = await world.start(onMain, cleanup, noClone);
  await world.until(() => world.faults[0]?.times === 0);
  await world.repository.setBranch('back', (await world.repository.tip('main')) ?? '');

  const run = await running.finished;
  expect(run.exitCode).toBe(0);
  expect(run.output).toContain('back stays');
  expect(world.changes()).toEqual([]);
});

test('what vanishes while it is deleted is a success, and a deletion that fails is tried again by the next run', async () => {
  const world = await scenario();
  await addOwn(world, 'old', 'active');
  world.faults.push({ method: 'DELETE', times: 1, answer: { status: 404, body: { message: 'Gone' } } });

  expect((await world.deploy(onMain, cleanup, noClone)).exitCode).toBe(0);
  expect(world.upsun.environment('old')).toBeUndefined();

  await addOwn(world, 'older', 'active');
  world.faults.push({
    method: 'POST',
    path: /deactivate$/,
    times: 1,
    answer: { status: 400, body: { message: 'Not now' } },
  });
  expectFailure(
    await world.deploy(onMain, cleanup, noClone),
    1,
    'deactivate environment older',
    'Not now',
    'next run',
  );
  expect((await world.deploy(onMain, cleanup, noClone)).exitCode).toBe(0);
  expect(world.upsun.environment('older')).toBeUndefined();
});

test.each([
  { how: 'staged', why: 'waits for a manual deployment' },
  { how: 'cancelled', why: 'was cancelled on Upsun' },
] as const)('an environment whose deactivation is $how is not reported as deleted', async ({ how, why }) => {
  const world = await scenario();
  const { id } = await openPullRequest(world);
  await world.deploy({ pullRequest: id });
  await world.bitbucket.mergePullRequest(id);
  world.upsun.failNext(how, 'pr-1', 'environment.deactivate');

  const run = await world.deploy(onMain, cleanup, noClone);

  expect(run.exitCode).toBe(1);
  expect(run.output).toContain(`pr-1 was not deleted: its deactivation ${why}`);
  expect(run.output).not.toContain('is deleted');
  expect(world.upsun.environment('pr-1')).toBeDefined();
  expect(deletions(world)).toEqual([]);
});
