/** Without credentials the clone, git and the proxy of Pipelines have to do. */
import { expect, test } from 'vitest';
import { openPullRequest } from '../failure.ts';
import { addOwn } from '../marks.ts';
import { scenario } from '../scenario.ts';

const onMain = { custom: { branch: 'main' } };
const without = { BITBUCKET_ACCESS_TOKEN: '' };

test('a pull request is deployed all the same, and the log says what a token would bring', async () => {
  const world = await scenario();
  const { commit, id } = await openPullRequest(world);

  const run = await world.deploy({ pullRequest: id }, without);

  expect(run.exitCode).toBe(0);
  expect(run.output).toContain('BITBUCKET_ACCESS_TOKEN');
  expect(world.upsun.environment('pr-1')).toMatchObject({
    status: 'active',
    title: 'PR 1',
    deployedCommit: commit,
  });
  expect(world.requests.filter(({ server }) => server === 'bitbucket-api')).toEqual([]);
});

test('nothing is deployed for a pull request whose branch is gone: it may be merged by now', async () => {
  const world = await scenario();
  const { id, commit, source } = await openPullRequest(world);
  await world.repository.commit(source, { 'index.html': 'Newer' });
  const gone = Promise.withResolvers<void>();
  world.faults.push({ path: /\/info\/refs$/, until: gone.promise });

  const running = await world.start({ pullRequest: id }, without, { commit });
  await world.repository.deleteBranch(source);
  gone.resolve();
  const run = await running.finished;

  expect(run.exitCode).toBe(0);
  expect(run.output).toContain('Nothing to deploy');
  expect(world.upsun.environment('pr-1')).toBeUndefined();
});

test('branches are read by git, and pull requests stay because nobody confirms them', async () => {
  const world = await scenario();
  const { id } = await openPullRequest(world);
  await world.deploy({ pullRequest: id });
  await world.bitbucket.mergePullRequest(id);
  await addOwn(world, 'old');

  const run = await world.deploy(onMain, { ...without, COMMAND: 'cleanup' });

  expect(run.exitCode).toBe(0);
  expect(world.upsun.environment('old')).toBeUndefined();
  expect(world.upsun.environment('pr-1')).toBeDefined();
  expect(run.output.replaceAll(/\s+/g, ' ')).toContain('cannot confirm that its pull request is closed');
});

test('branches are brought in line, and pull requests are left alone', async () => {
  const world = await scenario();
  await openPullRequest(world);

  const run = await world.deploy(onMain, { ...without, COMMAND: 'reconcile' }, { clone: false });

  expect(run.exitCode).toBe(0);
  expect(run.output).toContain('BITBUCKET_ACCESS_TOKEN');
  expect(world.upsun.environments().map(({ id, status }) => [id, status])).toEqual([
    ['main', 'active'],
    ['feature/login', 'inactive'],
  ]);
});

test('a report goes through the proxy of Pipelines, with the URL', async () => {
  const world = await scenario();
  const { id, commit } = await openPullRequest(world);

  const run = await world.deploy({ pullRequest: id }, without);

  expect(run.exitCode).toBe(0);
  expect(world.states(commit)).toEqual([]);
  expect(world.bitbucket.comments(id)).toEqual([]);
  const { url } = world.upsun.environment('pr-1') ?? {};
  const [report] = world.bitbucket.reports(commit);
  expect(report?.content).toMatchObject({ link: url, result: 'PASSED' });
  expect(JSON.stringify(report?.content.data)).toContain('copied from main');
});

test('git tells which files a pull request changes since it branched off, also in a shallow clone', async () => {
  const world = await scenario();
  const paths = { PULL_REQUEST_PATHS: 'apps/shop/**' };
  await world.repository.commit('main', { 'apps/blog/old.html': 'Old\n' });
  const docs = await openPullRequest(world, { 'apps/blog/a.html': 'a' }, 'feature/docs');
  await world.repository.commit('feature/docs', { 'apps/blog/b.html': 'b' });
  await world.repository.commit('main', { 'apps/shop/c.html': 'Meanwhile' });

  const none = await world.deploy({ pullRequest: docs.id }, { ...without, ...paths });
  expect(none.exitCode).toBe(0);
  expect(none.output).toContain('it changes no file that PULL_REQUEST_PATHS matches');
  expect(world.changes()).toEqual([]);

  await world.repository.commit('feature/docs', {
    'apps/blog/old.html': null,
    'apps/shop/old.html': 'Old\n',
  });
  await world.deploy({ pullRequest: docs.id }, { ...without, ...paths });
  expect(world.upsun.environment('pr-1')).toMatchObject({ status: 'active' });
});

test('with BUILD_PULL_REQUESTS=on-request the plan says what it takes to read [env]', async () => {
  const world = await scenario();
  const { id } = await openPullRequest(world);
  world.bitbucket.updatePullRequest(id, { title: '[env] Log in' });

  const run = await world.deploy({ pullRequest: id }, { ...without, BUILD_PULL_REQUESTS: 'on-request' });

  expect(run.exitCode).toBe(0);
  expect(run.output.replaceAll(/\s+/g, ' ')).toContain(
    'without credentials for Bitbucket nothing tells whether it is marked [env]',
  );
  expect(world.changes()).toEqual([]);
});
