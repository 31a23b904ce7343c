/** Pull requests for which nothing is deployed: what they are told, and how often. */
import { expect, test } from 'vitest';
import { openPullRequest } from '../failure.ts';
import { scenario, type Scenario } from '../scenario.ts';

const onMain = { custom: { branch: 'main' } };
const reconcile = { COMMAND: 'reconcile', FETCH_BRANCHES: 'false' };
const elsewhere = { PULL_REQUEST_TARGETS: 'release/*' };

interface LeftOut {
  what: string;
  before?: (world: Scenario) => unknown;
  variables?: Record<string, string>;
  reason: RegExp;
}

/** What is made for another repository under the name of this pull request's environment. */
function addForeign({ upsun }: Scenario): Promise<unknown> {
  const attributes = { managed_by: 'upsun-environments', repository: 'acme/blog', environment: 'pr-1' };
  return upsun.addEnvironment({ id: 'pr-1', status: 'active', parent: 'main', attributes });
}

const leftOut: LeftOut[] = [
  {
    what: 'without room',
    before: ({ upsun }) => (upsun.environmentLimit = 0),
    reason: /^Nothing is deployed to pr-1: no room: 0 of the 0/,
  },
  {
    what: 'into a branch that PULL_REQUEST_TARGETS leaves out',
    variables: elsewhere,
    reason: /^Nothing is deployed to pr-1: its target main is not matched by PULL_REQUEST_TARGETS$/,
  },
  {
    what: 'whose environment belongs to another repository',
    before: addForeign,
    reason:
      /^Nothing is deployed to pr-1: it belongs to the repository acme\/blog; if this repository replaces that one, set TAKE_OVER to its name$/,
  },
];

test.each(leftOut)(
  'a pull request $what is told why by a stopped status, once for each commit',
  async ({ before, variables = {}, reason }) => {
    const world = await scenario();
    const { id, commit, source } = await openPullRequest(world);
    await before?.(world);

    const run = await world.deploy({ pullRequest: id }, variables);

    expect(run.exitCode).toBe(0);
    expect(world.states(commit)).toEqual(['STOPPED']);
    const status = world.bitbucket.latestStatus(commit);
    expect(status).toMatchObject({ refname: source, url: expect.stringMatching(world.runPage) });
    expect(status?.description).toMatch(reason);
    expect(world.changes()).toEqual([]);

    await world.deploy({ pullRequest: id }, variables);
    await world.deploy(onMain, { ...reconcile, ...variables }, { clone: false });
    expect(world.states(commit)).toEqual(['STOPPED']);

    const next = await world.repository.commit(source, { 'index.html': 'Next' });
    await world.deploy({ pullRequest: id }, { ...variables, WAIT: 'false' });
    expect(world.states(next)).toEqual(['STOPPED']);
  },
);

test('once there is room for it the commit is successful, and stays so whatever happens to its environment', async () => {
  const world = await scenario();
  const { id, commit } = await openPullRequest(world);
  world.upsun.environmentLimit = 0;
  await world.deploy({ pullRequest: id });
  world.upsun.environmentLimit = 1;
  await world.deploy({ pullRequest: id });
  expect(world.states(commit)).toEqual(['STOPPED', 'INPROGRESS', 'SUCCESSFUL']);
  await addForeign(world);

  const run = await world.deploy({ pullRequest: id });

  expect(run.output).toContain('belongs to the repository acme/blog');
  expect(world.states(commit)).toEqual(['STOPPED', 'INPROGRESS', 'SUCCESSFUL']);
});

test('a preview that is live keeps its result where its target is left out later, and the next commit is told', async () => {
  const world = await scenario();
  const { id, commit, source } = await openPullRequest(world);
  await world.deploy({ pullRequest: id });

  await world.deploy({ pullRequest: id }, elsewhere);
  await world.deploy(onMain, { ...reconcile, ...elsewhere }, { clone: false });

  expect(world.states(commit)).toEqual(['INPROGRESS', 'SUCCESSFUL']);
  const next = await world.repository.commit(source, { 'index.html': 'Next' });
  await world.deploy({ pullRequest: id }, elsewhere);
  expect(world.states(next)).toEqual(['STOPPED']);
  expect(world.upsun.environment('pr-1')).toMatchObject({ status: 'active', deployedCommit: commit });
});

test('reconcile tells every pull request that finds no room, and only those', async () => {
  const world = await scenario({ upsun: { environmentLimit: 1 } });
  const [first, ...others] = [
    await openPullRequest(world, { 'a.txt': 'a' }, 'feature/a'),
    await openPullRequest(world, { 'b.txt': 'b' }, 'feature/b'),
    await openPullRequest(world, { 'c.txt': 'c' }, 'feature/c'),
  ];
  const states = () => [first, ...others].map((one) => (one ? world.states(one.commit) : []));

  await world.deploy(onMain, { ...reconcile, DRY_RUN: 'true' }, { clone: false });
  expect(states()).toEqual([[], [], []]);
  for (const times of [1, 2]) {
    const run = await world.deploy(onMain, reconcile, { clone: false });
    expect(run.exitCode, `run ${times}`).toBe(0);
    expect(states()).toEqual([['INPROGRESS', 'SUCCESSFUL'], ['STOPPED'], ['STOPPED']]);
  }
});

test('what a pull request asks for itself, a fork, and a dry run get no status', async () => {
  const world = await scenario({ upsun: { environmentLimit: 0 } });
  const skipped = await openPullRequest(world, { 'a.txt': 'a' }, 'feature/a');
  world.bitbucket.updatePullRequest(skipped.id, { title: 'Typo [skip env]' });
  const draft = await openPullRequest(world, { 'b.txt': 'b' }, 'feature/b');
  world.bitbucket.updatePullRequest(draft.id, { draft: true });
  const fork = await world.openFromFork(world.repository, 'feature/b');
  const drafts = { BUILD_DRAFT_PULL_REQUESTS: 'false' };

  await world.deploy({ pullRequest: skipped.id });
  await world.deploy({ pullRequest: draft.id }, drafts);
  await world.deploy(onMain, { PULL_REQUEST_ID: String(fork) });
  await world.deploy(onMain, { ...reconcile, ...drafts }, { clone: false });
  const dry = await openPullRequest(world, { 'c.txt': 'c' }, 'feature/c');
  await world.deploy({ pullRequest: dry.id }, { DRY_RUN: 'true' });

  for (const { commit } of [skipped, draft, dry]) expect(world.states(commit)).toEqual([]);
});
