import { expect, test } from 'vitest';
import { expectFailure, openPullRequest } from '../failure.ts';
import { scenario } from '../scenario.ts';

test('a wrong Upsun token is named with the server that refused it', async () => {
  const world = await scenario();
  const { id, commit } = await openPullRequest(world);

  const run = await world.deploy({ pullRequest: id }, { UPSUN_CLI_TOKEN: 'mistyped-token' });

  expectFailure(run, 2, 'UPSUN_CLI_TOKEN', new URL(world.upsun.authUrl).host, 'Make a new API token');
  expect(world.changes()).toEqual([]);
  expect(world.states(commit)).toEqual([]);
});

test('an access token that expires in the middle is exchanged for another', async () => {
  const world = await scenario();
  const { id } = await openPullRequest(world);
  world.upsun.durations.deploy = 1000;

  const running = await world.start({ pullRequest: id });
  await world.until(() => world.upsun.activities().some(({ state }) => state === 'in_progress'));
  world.upsun.revokeAccessTokens();

  expect((await running.finished).exitCode).toBe(0);
  expect(world.requests.filter(({ path }) => path === '/oauth2/token').length).toBe(2);
});

test('a wrong Bitbucket token is named by its variable', async () => {
  const world = await scenario();
  const { id } = await openPullRequest(world);

  const run = await world.deploy({ pullRequest: id }, { [world.credentials]: 'mistyped' });

  expectFailure(run, 2, `Bitbucket refused ${world.credentials}`, 'token');
  expect(world.changes()).toEqual([]);
});

test('a repository that the token cannot see is named', async () => {
  const world = await scenario();

  const other = world.bitbucket.fullName.replace(/[^/]+$/, 'other');

  const run = await world.deploy({ branch: 'main' }, { REPOSITORY: other });

  expectFailure(run, 2, other, world.credentials, 'REPOSITORY');
});

test('an unknown project is named', async () => {
  const world = await scenario();

  const run = await world.deploy({ branch: 'main' }, { PROJECT_ID: 'nosuchproject' });

  expectFailure(run, 2, 'no project nosuchproject', 'PROJECT_ID', 'UPSUN_CLI_TOKEN');
  expect(world.changes()).toEqual([]);
});

test('a suspended project is not touched', async () => {
  const world = await scenario();
  world.upsun.suspended = true;
  const { id, commit } = await openPullRequest(world);

  const run = await world.deploy({ pullRequest: id });

  expectFailure(run, 2, 'abc123def4567 is suspended', 'billing');
  expect(world.changes()).toEqual([]);
  expect(world.states(commit)).toEqual([]);
});

test('a machine user without the right to push is told which role it needs', async () => {
  const world = await scenario();
  world.upsun.role = 'viewer';
  const { id, commit } = await openPullRequest(world);

  const run = await world.deploy({ pullRequest: id });

  expectFailure(run, 1, 'refused the push', /role|access|permission/i);
  expect(world.states(commit)).toEqual(['FAILED']);
  expect(world.upsun.environment('pr-1')).toBeUndefined();

  world.upsun.role = 'admin';
  expect((await world.deploy({ pullRequest: id })).exitCode).toBe(0);
});

test('a contributor, who may push but not edit, is told which role the machine user needs', async () => {
  const world = await scenario();
  world.upsun.role = 'contributor';
  const { id, commit } = await openPullRequest(world);

  const run = await world.deploy({ pullRequest: id });

  expectFailure(run, 2, 'may not edit environment pr-1', 'admin role');
  expect(world.states(commit).at(-1)).toBe('FAILED');

  world.upsun.role = 'admin';
  const again = await world.deploy({ pullRequest: id });
  expect(again.exitCode).toBe(0);
  expect(world.upsun.environment('pr-1')?.attributes).toMatchObject({ repository: world.bitbucket.fullName });
});

test('a project that has an integration of its own is refused, naming it and the command that removes it', async () => {
  const world = await scenario();
  const integration = world.upsun.addIntegration('bitbucket');
  const { id, commit } = await openPullRequest(world);

  const run = await world.deploy({ pullRequest: id });

  const command = `upsun integration:delete ${integration.id} --project abc123def4567`;
  expectFailure(run, 3, 'bitbucket integration', command, 'overwrite and delete');
  expect(world.changes()).toEqual([]);
  expect(world.states(commit)).toEqual([]);
});

test('it is refused as well where the list of integrations is forbidden, but the code comes from elsewhere', async () => {
  const world = await scenario();
  world.upsun.addIntegration('bitbucket');
  world.upsun.integrationsForbidden = true;

  const run = await world.deploy({ branch: 'main' });

  expectFailure(run, 3, 'takes its code from', 'upsun integration:list');
  expect(world.changes()).toEqual([]);
});

test('a list of integrations that may not be read is no obstacle where nothing else tells of one', async () => {
  const world = await scenario();
  world.upsun.integrationsForbidden = true;
  const { id } = await openPullRequest(world);

  expect((await world.deploy({ pullRequest: id })).exitCode).toBe(0);
});
