import { expect, test } from 'vitest';
import { openPullRequest } from '../failure.ts';
import { scenario } from '../scenario.ts';

test("a pull request gets an active environment with its code and the parent's data, in one deployment", async () => {
  const world = await scenario();
  const { commit, id } = await openPullRequest(world, { 'index.html': '<h1>Log in</h1>' });
  const { upsun, bitbucket } = world;
  bitbucket.updatePullRequest(id, { title: 'Log  in "quickly" — für alle' });

  const run = await world.deploy({ pullRequest: id });

  expect(run.exitCode).toBe(0);
  const environment = upsun.environment('pr-1');
  expect(environment).toMatchObject({
    status: 'active',
    parent: 'main',
    title: 'PR 1: Log in "quickly" — für alle',
    deployedCommit: commit,
    attributes: {
      repository: world.bitbucket.fullName,
      repository_uuid: bitbucket.uuid,
      environment: 'pr-1',
      pull_request: '1',
    },
  });
  expect(await (await fetch(environment?.url ?? '')).text()).toBe('<h1>Log in</h1>');
  expect(await (await fetch(`${environment?.url}_data`)).json()).toEqual({ products: ['lamp', 'chair'] });
  expect(world.states(commit)).toEqual(['INPROGRESS', 'SUCCESSFUL']);
  expect(bitbucket.statuses(commit)[0]?.url).toMatch(/^https:\/\/console\.upsun\.com\/.*\/log\//);
  expect(bitbucket.latestStatus(commit)).toMatchObject({ url: environment?.url, refname: 'feature/login' });
  expect(upsun.activities().map(({ type }) => type)).toEqual(['environment.push']);
});

test('the commit that is deployed is the source commit, not the merge that Pipelines checked out', async () => {
  const world = await scenario();
  const { commit, id } = await openPullRequest(world);
  await world.repository.commit('main', { 'news.html': 'Meanwhile' });

  const run = await world.deploy({ pullRequest: id });

  expect(run.exitCode).toBe(0);
  expect(world.upsun.environment('pr-1')?.deployedCommit).toBe(commit);
});

test('a second run for the same commit changes nothing', async () => {
  const world = await scenario();
  const { commit, id } = await openPullRequest(world);
  await world.deploy({ pullRequest: id });

  const run = await world.deploy({ pullRequest: id });

  expect(run.exitCode).toBe(0);
  expect(world.changes()).toEqual([]);
  expect(world.states(commit)).toEqual(['INPROGRESS', 'SUCCESSFUL', 'SUCCESSFUL']);
});

test('a new commit and a rewritten branch update the environment, which keeps its data', async () => {
  const world = await scenario();
  const { source, id } = await openPullRequest(world);
  await world.deploy({ pullRequest: id });
  world.upsun.setData('pr-1', { entered: 'by a reviewer' });

  const added = await world.repository.commit(source, { 'index.html': 'Added' });
  expect((await world.deploy({ pullRequest: id })).exitCode).toBe(0);
  expect(world.upsun.environment('pr-1')?.deployedCommit).toBe(added);

  const rewritten = await world.repository.amend(source, { 'index.html': 'Rewritten' });
  expect((await world.deploy({ pullRequest: id })).exitCode).toBe(0);
  expect(world.upsun.environment('pr-1')).toMatchObject({
    deployedCommit: rewritten,
    data: { entered: 'by a reviewer' },
  });
});

test('another title and another target are taken over without a deployment', async () => {
  const world = await scenario();
  await world.upsun.addEnvironment({ id: 'develop', status: 'active', parent: 'main' });
  await world.repository.commit('develop', { 'a.txt': 'a' }, { from: 'main' });
  const { id } = await openPullRequest(world);
  await world.deploy({ pullRequest: id });
  world.bitbucket.updatePullRequest(id, { title: 'Sign in', target: 'develop' });

  const run = await world.deploy({ pullRequest: id });

  expect(run.exitCode).toBe(0);
  expect(world.upsun.environment('pr-1')).toMatchObject({ title: 'PR 1: Sign in', parent: 'develop' });
  expect(run.output).toContain('parent becomes develop');
  expect(world.changes()).toEqual(['PATCH /projects/abc123def4567/environments/pr-1']);
});

test('a target that is not active gives way to its nearest active ancestor, and the plan says so', async () => {
  const world = await scenario();
  await world.upsun.addEnvironment({ id: 'develop', status: 'inactive', parent: 'main' });
  await world.repository.commit('develop', { 'a.txt': 'a' }, { from: 'main' });
  await world.repository.commit('feature/x', { 'b.txt': 'b' }, { from: 'develop' });
  const id = await world.bitbucket.openPullRequest({ source: 'feature/x', target: 'develop', title: 'X' });

  const run = await world.deploy({ pullRequest: id });

  expect(run.exitCode).toBe(0);
  expect(world.upsun.environment('pr-1')).toMatchObject({
    parent: 'main',
    data: { products: ['lamp', 'chair'] },
  });
  expect(run.output.replaceAll(/\s+/g, ' ')).toContain('develop is not active and has no data to copy');
  expect((await world.deploy({ pullRequest: id })).output).toContain('up to date');
});

test('PULL_REQUESTS_CLONE_PARENT_DATA=false makes an environment without data', async () => {
  const world = await scenario();
  const { id } = await openPullRequest(world);

  const run = await world.deploy({ pullRequest: id }, { PULL_REQUESTS_CLONE_PARENT_DATA: 'false' });

  expect(run.exitCode).toBe(0);
  expect(world.upsun.environment('pr-1')).toMatchObject({ status: 'active', cloneParentOnCreate: false });
  expect(world.upsun.environment('pr-1')?.data ?? {}).toEqual({});
});

test.each([{ pullRequestsCloneParentData: 'true' }, { pullRequestsCloneParentData: 'false' }])(
  'a git server without push options comes to the same, data $pullRequestsCloneParentData',
  async ({ pullRequestsCloneParentData }) => {
    const world = await scenario();
    world.git.options.advertisePushOptions = false;
    const { commit, id } = await openPullRequest(world);

    const run = await world.deploy(
      { pullRequest: id },
      { PULL_REQUESTS_CLONE_PARENT_DATA: pullRequestsCloneParentData },
    );

    expect(run.exitCode).toBe(0);
    const environment = world.upsun.environment('pr-1');
    expect(environment).toMatchObject({
      status: 'active',
      parent: 'main',
      title: 'PR 1: Log in',
      deployedCommit: commit,
    });
    expect(environment?.data ?? {}).toEqual(
      pullRequestsCloneParentData === 'true' ? { products: ['lamp', 'chair'] } : {},
    );
  },
);

test('a git server that waits for the deployment comes to the same', async () => {
  const world = await scenario();
  world.git.options.ignoreNoWait = true;
  const { commit, id } = await openPullRequest(world);

  const run = await world.deploy({ pullRequest: id });

  expect(run.exitCode).toBe(0);
  expect(world.upsun.environment('pr-1')?.deployedCommit).toBe(commit);
});

test('a paused environment is resumed, and one that was deactivated is activated again', async () => {
  const world = await scenario();
  const { id } = await openPullRequest(world);
  await world.deploy({ pullRequest: id });

  world.upsun.pause('pr-1');
  const resumed = await world.deploy({ pullRequest: id });
  expect(resumed.exitCode).toBe(0);
  expect(resumed.output).toContain('it is paused and should be active');
  expect(world.upsun.environment('pr-1')?.status).toBe('active');
  expect(world.changes()).toEqual(['POST /api/projects/abc123def4567/environments/pr-1/resume']);

  world.upsun.pause('pr-1');
  await world.repository.commit('feature/login', { 'index.html': 'Woken' });
  expect((await world.deploy({ pullRequest: id })).exitCode).toBe(0);
  expect(world.upsun.environment('pr-1')?.status).toBe('active');
});

test('an environment of that name that exists already is adopted', async () => {
  const world = await scenario();
  const { commit, id } = await openPullRequest(world);
  await world.upsun.addEnvironment({
    id: 'pr-1',
    status: 'inactive',
    parent: 'main',
    attributes: { team: 'blue' },
  });

  const run = await world.deploy({ pullRequest: id });

  expect(run.exitCode).toBe(0);
  expect(world.upsun.environment('pr-1')).toMatchObject({
    status: 'active',
    deployedCommit: commit,
    attributes: { team: 'blue', repository: world.bitbucket.fullName },
  });
});

test('an environment that belongs to another repository is left alone', async () => {
  const world = await scenario();
  const { id } = await openPullRequest(world);
  const attributes = { managed_by: 'upsun-environments', repository: 'acme/blog', environment: 'pr-1' };
  await world.upsun.addEnvironment({ id: 'pr-1', status: 'active', parent: 'main', attributes });

  const run = await world.deploy({ pullRequest: id });

  expect(run.output).toContain('belongs to the repository acme/blog');
  expect(world.changes()).toEqual([]);
});

test.each([
  {
    what: 'a draft',
    changes: { draft: true },
    variables: { BUILD_DRAFT_PULL_REQUESTS: 'false' },
    reason: 'a draft',
  },
  { what: '[skip env]', changes: { title: 'Typo [skip env]' }, variables: {}, reason: '[skip env]' },
  {
    what: 'no builds',
    changes: {},
    variables: { BUILD_PULL_REQUESTS: 'false' },
    reason: 'BUILD_PULL_REQUESTS is off',
  },
])('$what: no environment is made, and the log says why', async ({ changes, variables, reason }) => {
  const world = await scenario();
  const { id, commit } = await openPullRequest(world);
  world.bitbucket.updatePullRequest(id, changes);

  const run = await world.deploy({ pullRequest: id }, variables);

  expect(run.exitCode).toBe(0);
  expect(run.output.replaceAll(/\s+/g, ' ')).toContain(reason);
  expect(world.changes()).toEqual([]);
  expect(world.states(commit)).toEqual([]);
});

test('a commit that was overtaken is not deployed, and the log names the newer one', async () => {
  const world = await scenario();
  const { source, commit, id } = await openPullRequest(world);
  const newer = await world.repository.commit(source, { 'index.html': 'Newer' });

  const run = await world.deploy({ pullRequest: id }, {}, { commit });

  expect(run.exitCode).toBe(0);
  expect(run.output).toContain(`superseded by ${newer.slice(0, 8)}`);
  expect(world.changes()).toEqual([]);
});

test('a merged or declined pull request is not deployed any more', async () => {
  const world = await scenario();
  const { commit, id } = await openPullRequest(world);
  await world.bitbucket.declinePullRequest(id);

  const run = await world.deploy({ pullRequest: id }, {}, { commit });

  expect(run.exitCode).toBe(0);
  expect(run.output).toContain('pull request 1 is declined');
  expect(world.changes()).toEqual([]);
});

test('a custom pipeline deploys the pull request it is told, at its present commit', async () => {
  const world = await scenario();
  const { commit, id } = await openPullRequest(world);

  const run = await world.deploy({ custom: { branch: 'main' } }, { PULL_REQUEST_ID: String(id) });

  expect(run.exitCode).toBe(0);
  expect(world.upsun.environment('pr-1')?.deployedCommit).toBe(commit);
});

test('DRY_RUN prints the plan and changes nothing', async () => {
  const world = await scenario();
  const { commit, id } = await openPullRequest(world);

  const run = await world.deploy({ pullRequest: id }, { DRY_RUN: 'yes' });

  expect(run.exitCode).toBe(0);
  expect(run.output).toMatch(/pr-1\s+create\s+pull request 1 is open; data from main/);
  expect(world.changes()).toEqual([]);
  expect(world.states(commit)).toEqual([]);
});
