/** What only Data Center has, or does in a way of its own. */
import { expect, test } from 'vitest';
import { expectFailure, openPullRequest } from '../failure.ts';
import { scenario } from '../scenario.ts';

const noClone = { clone: false };
const cleanup = { COMMAND: 'cleanup' };

test('a deployment without a checkout fetches over HTTPS, and is listed among the deployments', async () => {
  const world = await scenario();
  const { id, commit } = await openPullRequest(world);

  const run = await world.deploy({ pullRequest: id }, {}, noClone);

  expect(run.exitCode).toBe(0);
  expect(world.upsun.environment('pr-1')?.deployedCommit).toBe(commit);
  expect(world.dataCenter.deployments(commit)).toMatchObject([{ state: 'SUCCESSFUL' }]);
});

test('a run that finds everything in place registers no further deployment', async () => {
  const world = await scenario();
  const { id, commit } = await openPullRequest(world);
  await world.deploy({ pullRequest: id });
  expect(world.dataCenter.deployments(commit)).toHaveLength(1);

  expect((await world.deploy({ pullRequest: id })).exitCode).toBe(0);

  expect(world.dataCenter.deployments(commit)).toHaveLength(1);
  expect(world.states(commit).at(-1)).toBe('SUCCESSFUL');
});

test.each(['8.9.20', '9.4.24', '10.4.3'])(
  'the whole life of a pull request on release %s, with short pages',
  async (version) => {
    const world = await scenario();
    Object.assign(world.dataCenter.settings, { version, longestPage: 1 });
    const { id, commit } = await openPullRequest(world);
    await openPullRequest(world, { 'b.txt': 'b' }, 'feature/b');
    const comment = { PULL_REQUEST_COMMENT: 'true' };

    expect((await world.deploy({ pullRequest: id }, comment)).exitCode).toBe(0);
    expect(world.states(commit)).toEqual(['INPROGRESS', 'SUCCESSFUL']);
    expect(world.bitbucket.comments(id)).toHaveLength(1);
    await world.deploy({ pullRequest: id }, comment);
    expect(world.changes().filter((change) => !change.includes('/comments'))).toEqual([]);

    await world.bitbucket.declinePullRequest(id);
    expect((await world.deploy({ branch: 'main' }, { COMMAND: 'reconcile' })).exitCode).toBe(0);
    const previews = world.upsun.environments().filter(({ id: name }) => name.startsWith('pr-'));
    expect(previews).toMatchObject([{ id: 'pr-2', status: 'active' }]);
  },
);

test('a pull request that was deleted loses its environment, and one that is opened again gets it back', async () => {
  const world = await scenario();
  const deleted = await openPullRequest(world, { 'a.txt': 'a' }, 'feature/deleted');
  const reopened = await openPullRequest(world, { 'b.txt': 'b' }, 'feature/reopened');
  for (const { id } of [deleted, reopened]) await world.deploy({ pullRequest: id });
  world.dataCenter.deletePullRequest(deleted.id);
  await world.bitbucket.declinePullRequest(reopened.id);

  expect((await world.deploy({ branch: 'main' }, cleanup, noClone)).exitCode).toBe(0);
  expect(world.upsun.environments().map(({ id }) => id)).toEqual(['main']);

  await world.dataCenter.reopenPullRequest(reopened.id);
  expect((await world.deploy({ pullRequest: reopened.id })).exitCode).toBe(0);
  expect(world.upsun.environment('pr-2')).toMatchObject({
    status: 'active',
    deployedCommit: reopened.commit,
  });
});

test('a pull request that is deleted while it is deployed leaves nothing behind', async () => {
  const world = await scenario();
  const { id, commit } = await openPullRequest(world);
  world.upsun.durations.deploy = 1500;
  const running = await world.start({ pullRequest: id });
  await world.until(() => world.upsun.activities().some(({ state }) => state === 'in_progress'));
  world.dataCenter.deletePullRequest(id);

  expect((await running.finished).output).toContain('pull request 1 is deleted by now');
  expect(world.upsun.environment('pr-1')).toBeUndefined();
  expect(world.states(commit)).toEqual(['INPROGRESS', 'STOPPED']);
});

test('a user name and a password will do', async () => {
  const world = await scenario();
  const { id } = await openPullRequest(world);
  const { username, password } = world.dataCenter.user;

  const run = await world.deploy(
    { pullRequest: id },
    { BITBUCKET_SERVER_TOKEN: '', BITBUCKET_SERVER_USERNAME: username, BITBUCKET_SERVER_PASSWORD: password },
    noClone,
  );

  expect(run.exitCode).toBe(0);
  expect(world.upsun.environment('pr-1')?.status).toBe('active');
});

test.each(['deploy', 'reconcile', 'cleanup', 'validate'])(
  'without credentials COMMAND=%s says which to make, and asks for nothing',
  async (COMMAND) => {
    const world = await scenario();

    const run = await world.deploy({ branch: 'main' }, { COMMAND, BITBUCKET_SERVER_TOKEN: '' });

    expectFailure(run, 2, 'no credentials for Bitbucket Data Center', 'BITBUCKET_SERVER_TOKEN');
    expect(world.requests).toEqual([]);
  },
);

test('Jenkins with Bitbucket Cloud is not taken for Data Center, though its plugin names a server', async () => {
  const world = await scenario();
  await world.repository.commit('main', { 'a.txt': 'a' });
  const variables = {
    ...world.cloudVariables,
    BITBUCKET_SERVER_URL: 'https://bitbucket.org',
    BITBUCKET_SERVER_TOKEN: '',
    REPOSITORY: world.cloud.fullName,
  };

  const run = await world.deploy({ branch: 'main' }, variables);

  expect(run.exitCode).toBe(0);
  expect(world.upsun.environment('main')?.deployedCommit).toBe(await world.repository.tip('main'));
});
