/** The life of environments with Bitbucket Data Center, from Jenkins. */
import { expect, test } from 'vitest';
import { expectFailure } from './failure.ts';
import { scenario, type Scenario } from './scenario.ts';

async function openPullRequest({ repository, dataCenter }: Scenario, files: Record<string, string> = {}) {
  const source = 'feature/login';
  const commit = await repository.commit(source, { 'index.html': 'Log in', ...files }, { from: 'main' });
  return { source, commit, id: await dataCenter.openPullRequest({ source, title: 'Log in' }) };
}

function build(
  world: Scenario,
  target: Parameters<Scenario['jenkins']['run']>[0],
  more: Record<string, string> = {},
  checkout = true,
) {
  world.requests.splice(0);
  return world.jenkins.run(target, { variables: { ...world.dataCenterVariables, ...more }, checkout });
}

const states = ({ dataCenter }: Scenario, commit: string) =>
  dataCenter.statuses(commit).map(({ state }) => state);

test('a pull request gets an environment, a status, a report and a comment', async () => {
  const world = await scenario();
  const { id, commit } = await openPullRequest(world);

  const run = await build(world, { pullRequest: id }, { PULL_REQUEST_COMMENT: 'true' });

  expect(run.exitCode).toBe(0);
  const environment = world.upsun.environment('pr-1');
  expect(environment).toMatchObject({
    status: 'active',
    deployedCommit: commit,
    title: 'PR 1: Log in',
    parent: 'main',
  });
  expect(states(world, commit)).toEqual(['INPROGRESS', 'SUCCESSFUL']);
  expect(world.dataCenter.latestStatus(commit)).toMatchObject({ url: environment?.url });
  expect(world.dataCenter.comments(id)[0]?.raw).toContain('pr-1 ready in');
  expect(world.dataCenter.reports(commit)).toHaveLength(1);
  expect(world.dataCenter.deployments(commit)).toHaveLength(1);

  const again = await build(world, { pullRequest: id }, { PULL_REQUEST_COMMENT: 'true' });
  expect(again.exitCode).toBe(0);
  expect(again.output).toContain('up to date');
  expect(world.requests.filter(({ server, method }) => server === 'upsun-api' && method !== 'GET')).toEqual(
    [],
  );
  expect(world.dataCenter.comments(id)).toHaveLength(1);
});

test('a build that fails on Upsun is a failed status with a link to the log', async () => {
  const world = await scenario();
  const { id, commit } = await openPullRequest(world, { 'build-fails': 'npm error' });

  const run = await build(world, { pullRequest: id });

  expect(run.exitCode).toBe(1);
  expect(states(world, commit)).toEqual(['INPROGRESS', 'FAILED']);
  expect(world.dataCenter.latestStatus(commit)?.url).toContain('/pr-1/log/');
});

test('what is closed and gone is cleaned up, without a checkout', async () => {
  const world = await scenario();
  const { id } = await openPullRequest(world);
  await build(world, { pullRequest: id });
  await world.dataCenter.mergePullRequest(id);

  const run = await build(world, { branch: 'main' }, { COMMAND: 'cleanup' }, false);

  expect(run.exitCode).toBe(0);
  expect(world.upsun.environment('pr-1')).toBeUndefined();
});

test('a reconcile without a checkout fetches over HTTPS, and a second one changes nothing', async () => {
  const world = await scenario();
  const { commit } = await openPullRequest(world);
  await world.repository.commit('main', { 'news.txt': 'News' });

  const run = await build(world, { branch: 'main' }, { COMMAND: 'reconcile' }, false);

  expect(run.exitCode).toBe(0);
  expect(world.upsun.environment('pr-1')).toMatchObject({ status: 'active', deployedCommit: commit });
  expect(world.upsun.environment('main')?.deployedCommit).toBe(await world.repository.tip('main'));
  await build(world, { branch: 'main' }, { COMMAND: 'reconcile' }, false);
  expect(world.requests.filter(({ server, method }) => server === 'upsun-api' && method !== 'GET')).toEqual(
    [],
  );
});

test('a deployment does without a checkout, too', async () => {
  const world = await scenario();
  const { id, commit } = await openPullRequest(world);

  const run = await build(world, { pullRequest: id }, {}, false);

  expect(run.exitCode).toBe(0);
  expect(world.upsun.environment('pr-1')?.deployedCommit).toBe(commit);
});

test('a pull request that is declined while it is deployed ends as cancelled, and leaves nothing', async () => {
  const world = await scenario();
  const { id, commit } = await openPullRequest(world);
  world.upsun.durations.deploy = 1500;
  const running = build(world, { pullRequest: id });
  await world.until(() => world.upsun.activities().some(({ state }) => state === 'in_progress'));
  await world.dataCenter.declinePullRequest(id);

  expect((await running).exitCode).toBe(0);
  expect(world.upsun.environment('pr-1')).toBeUndefined();
  expect(states(world, commit)).toEqual(['INPROGRESS', 'CANCELLED']);
});

test('a user name and a password will do', async () => {
  const world = await scenario();
  const { id } = await openPullRequest(world);
  const { username, password } = world.dataCenter.user;

  const run = await build(
    world,
    { pullRequest: id },
    { BITBUCKET_SERVER_TOKEN: '', BITBUCKET_SERVER_USERNAME: username, BITBUCKET_SERVER_PASSWORD: password },
    false,
  );

  expect(run.exitCode).toBe(0);
  expect(world.upsun.environment('pr-1')?.status).toBe('active');
});

test('a token that the server refuses is named, and nothing is touched', async () => {
  const world = await scenario();
  const { id } = await openPullRequest(world);

  const run = await build(world, { pullRequest: id }, { BITBUCKET_SERVER_TOKEN: 'wrong-token' });

  expectFailure(run, 2, 'Bitbucket refused BITBUCKET_SERVER_TOKEN', 'HTTP access token');
  expect(world.upsun.environment('pr-1')).toBeUndefined();
});

test('Jenkins with Bitbucket Cloud is not taken for Data Center, though its plugin names a server', async () => {
  const world = await scenario();
  await world.repository.commit('main', { 'a.txt': 'a' });
  const variables = {
    ...world.variables,
    BITBUCKET_SERVER_URL: 'https://bitbucket.org',
    REPOSITORY: 'acme/shop',
  };

  const run = await world.jenkins.run({ branch: 'main' }, { variables });

  expect(run.exitCode).toBe(0);
  expect(world.upsun.environment('main')?.deployedCommit).toBe(await world.repository.tip('main'));
});
