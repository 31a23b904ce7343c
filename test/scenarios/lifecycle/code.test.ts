/** What is pushed, and what Upsun is told about it. */
import { expect, test } from 'vitest';
import { createRepository } from '../../sandbox/git/repository.ts';
import { expectFailure, openPullRequest } from '../failure.ts';
import { scenario } from '../scenario.ts';

const buildPullRequestsPostMerge = { BUILD_PULL_REQUESTS_POST_MERGE: 'true' };
const onMain = { custom: { branch: 'main' } };

test('the result of merging a pull request is built, and is the same commit every time', async () => {
  const world = await scenario();
  const { id, commit } = await openPullRequest(world, { 'login.txt': 'Log in' });
  const base = await world.repository.commit('main', { 'news.txt': 'News' });

  expect((await world.deploy({ pullRequest: id }, buildPullRequestsPostMerge)).exitCode).toBe(0);

  const environment = world.upsun.environment('pr-1');
  const text = async (path: string) => (await fetch(new URL(path, environment?.url))).text();
  expect(await text('news.txt')).toBe('News');
  expect(await text('login.txt')).toBe('Log in');
  expect(environment?.deployedCommit).not.toBe(commit);
  expect(world.states(commit)).toEqual(['INPROGRESS', 'SUCCESSFUL']);
  await world.deploy({ pullRequest: id }, buildPullRequestsPostMerge);
  expect(world.changes()).toEqual([]);
  await world.deploy(
    onMain,
    { ...buildPullRequestsPostMerge, COMMAND: 'reconcile', FETCH_BRANCHES: 'false' },
    { clone: false },
  );
  expect(world.changes()).toEqual([]);

  const next = await world.repository.commit('main', { 'news.txt': 'Newer' });
  expect(next).not.toBe(base);
  expect((await world.deploy({ pullRequest: id }, buildPullRequestsPostMerge)).exitCode).toBe(0);
  expect(await text('news.txt')).toBe('Newer');
});

test('a conflict is a failed status that names the files', async () => {
  const world = await scenario();
  const { id, commit } = await openPullRequest(world, { 'a file.txt': 'one', 'ours.txt': 'x' });
  await world.repository.commit('main', { 'a file.txt': 'two' });

  // A pipeline of the pull request itself would not even start: Pipelines merges too.
  const run = await world.deploy(
    { custom: { branch: 'feature/login' } },
    { ...buildPullRequestsPostMerge, PULL_REQUEST_ID: `${id}` },
  );

  expectFailure(run, 1, 'feature/login does not merge into main', 'a file.txt');
  expect(world.changes()).toEqual([]);
  expect(world.bitbucket.latestStatus(commit)).toMatchObject({ state: 'FAILED' });
  expect(world.bitbucket.latestStatus(commit)?.description).toContain('a file.txt');
  expect(world.bitbucket.latestStatus(commit)?.url).toMatch(world.runPage);
});

test('reconcile tells of a pull request that cannot be merged at all, and deploys the others', async () => {
  const world = await scenario();
  const fine = await openPullRequest(world, { a: 'a' }, 'feature/a');
  const lost = await openPullRequest(world, { b: 'b' }, 'feature/b');
  await world.repository.commit('old-target', { 'old.txt': 'Old' }, { from: 'main' });
  world.bitbucket.updatePullRequest(lost.id, { target: 'old-target' });
  await world.repository.deleteBranch('old-target');

  const variables = { ...buildPullRequestsPostMerge, COMMAND: 'reconcile', FETCH_BRANCHES: 'false' };
  const run = await world.deploy(onMain, variables, { clone: false });

  expectFailure(run, 1, 'target branch old-target of pull request 2 no longer exists');
  expect(world.states(fine.commit).at(-1)).toBe('SUCCESSFUL');
  expect(world.states(lost.commit)).toEqual(['FAILED']);
  expect(world.upsun.environment('pr-1')?.status).toBe('active');
  expect(world.upsun.environment('pr-2')).toBeUndefined();
});

test("RESYNC_PULL_REQUESTS copies the parent's data again, and pushes without waiting for that", async () => {
  const world = await scenario();
  const { id, source } = await openPullRequest(world);
  const resync = { RESYNC_PULL_REQUESTS: 'true' };
  await world.deploy({ pullRequest: id }, resync);
  world.upsun.setData('pr-1', { entered: 'by a reviewer' });
  world.upsun.setData('main', { products: ['sofa'] });
  await world.repository.commit(source, { 'index.html': 'More' });
  world.upsun.goesOnWhen.synchronize = () => world.upsun.activities().at(-1)?.type === 'environment.push';

  const run = await world.deploy({ pullRequest: id }, resync);

  expect(run.exitCode).toBe(0);
  expect(world.upsun.environment('pr-1')?.data).toEqual({ products: ['sofa'] });
  const [synchronize, push] = world.upsun.activities().slice(-2);
  expect([synchronize?.type, push?.type]).toEqual(['environment.synchronize', 'environment.push']);
  expect((push?.createdAt ?? '') < (synchronize?.completedAt ?? '')).toBe(true);
  await world.deploy({ pullRequest: id }, resync);
  expect(world.changes()).toEqual([]);
});

test('data that cannot be copied again is a warning, and the code comes all the same', async () => {
  const world = await scenario();
  const { id, source } = await openPullRequest(world);
  await world.deploy({ pullRequest: id });
  const commit = await world.repository.commit(source, { 'index.html': 'More' });
  world.faults.push({
    method: 'POST',
    path: /synchronize$/,
    answer: { status: 400, body: { message: 'Busy' } },
  });

  const run = await world.deploy({ pullRequest: id }, { RESYNC_PULL_REQUESTS: 'true' });

  expect(run.exitCode).toBe(0);
  expect(run.output).toContain('was not copied to pr-1 again');
  expect(world.upsun.environment('pr-1')?.deployedCommit).toBe(commit);
});

test('RESOURCES_INIT reaches Upsun Flex with the first push and with an activation', async () => {
  const world = await scenario({ upsun: { flex: true } });
  const { id } = await openPullRequest(world);
  const variables = { RESOURCES_INIT: 'minimum' };

  expect((await world.deploy({ pullRequest: id }, variables)).exitCode).toBe(0);
  expect(world.upsun.pushes().at(-1)?.options).toMatchObject({ 'resources.init': 'minimum' });

  world.git.options.advertisePushOptions = false;
  const other = await openPullRequest(world, { 'b.txt': 'b' }, 'feature/b');
  expect((await world.deploy({ pullRequest: other.id }, variables)).exitCode).toBe(0);
  const activation = world.requests.find(({ path }) => path.endsWith('/activate'));
  expect(activation?.body).toEqual({ resources: { init: 'minimum' } });
});

test('RESOURCES_INIT=manual shows what Upsun says of sizes that nobody chose', async () => {
  const world = await scenario({ upsun: { flex: true } });
  const { id } = await openPullRequest(world);

  const run = await world.deploy({ pullRequest: id }, { RESOURCES_INIT: 'manual' });

  expectFailure(run, 1, 'Resources must be configured');
});

test('RESOURCES_INIT is refused on a fixed plan, which decides by itself', async () => {
  const world = await scenario();
  const { id } = await openPullRequest(world);

  const run = await world.deploy({ pullRequest: id }, { RESOURCES_INIT: 'minimum' });

  expectFailure(run, 2, 'RESOURCES_INIT=minimum is for Upsun Flex', 'fixed plan');
  expect(world.changes()).toEqual([]);
});

test('DEPLOY_STRATEGY goes with every push, also to production', async () => {
  const world = await scenario();
  await world.repository.commit('main', { 'a.txt': 'a' });

  expect((await world.deploy({ branch: 'main' }, { DEPLOY_STRATEGY: 'rolling' })).exitCode).toBe(0);

  expect(world.upsun.pushes().at(-1)?.options).toEqual({ 'deploy.strategy': 'rolling' });
});

test('a fork is built where that was asked for, with the commit that only the fork has', async () => {
  const world = await scenario();
  const fork = await createRepository(`${world.directory}/fork.git`, 'main');
  await fork.fetch(world.repository, 'main');
  const commit = await fork.commit('main', { 'index.html': 'From a fork' });
  await world.openFromFork(fork, 'main');
  const variables = { COMMAND: 'reconcile', FETCH_BRANCHES: 'false' };

  const careful = await world.deploy(onMain, variables);
  expect(careful.output.replaceAll(/\s+/g, ' ')).toContain('it comes from a fork');
  expect(world.upsun.environment('pr-1')).toBeUndefined();

  const run = await world.deploy(onMain, { ...variables, BUILD_FORK_PULL_REQUESTS: 'true' });
  expect(run.exitCode).toBe(0);
  expect(world.upsun.environment('pr-1')).toMatchObject({ status: 'active', deployedCommit: commit });
});
