import { expect, test } from 'vitest';
import { busy, operationFault } from '../../sandbox/upsun/faults.ts';
import { expectFailure, openPullRequest } from '../failure.ts';
import { scenario } from '../scenario.ts';

const anAdministrator = 'Ask an administrator of the organization either to exempt the machine user';

test('a second factor that the API asks for is told with what an administrator does', async () => {
  const world = await scenario();
  const { id } = await openPullRequest(world);
  world.upsun.stepUp = true;

  const run = await world.deploy({ pullRequest: id });

  expectFailure(run, 2, 'asks for multi-factor authentication', anAdministrator);
  expect(run.output).not.toContain('Make a new API token for');
});

test.each(['mfa', 'access-denied'] as const)(
  'a second factor that ssh asks for (%s) is told with what an administrator does',
  async (stepUp) => {
    const world = await scenario();
    const { id } = await openPullRequest(world);
    world.git.options.stepUp = stepUp;

    const run = await world.deploy({ pullRequest: id });

    expectFailure(run, 2, 'asks for multi-factor authentication', anAdministrator);
  },
);

test.each([409, 423] as const)(
  'an operation waits where Upsun answers %i, because something else is running',
  async (status) => {
    const world = await scenario();
    const { id, commit } = await openPullRequest(world);
    world.git.options.advertisePushOptions = false;
    world.faults.push({ ...operationFault('activate', busy(status), 'pr-1'), times: 2 });

    const run = await world.deploy({ pullRequest: id });

    expect(run.exitCode).toBe(0);
    expect(world.requests.filter(({ path }) => path.endsWith('/activate'))).toHaveLength(3);
    expect(world.upsun.environment('pr-1')).toMatchObject({ status: 'active', deployedCommit: commit });
  },
);

test('a branch that git cannot have beside an environment is named with it', async () => {
  const world = await scenario();
  await world.upsun.addEnvironment({ id: 'release', status: 'active' });
  await world.repository.commit('release/1.0', { 'b.html': 'b' }, { from: 'main' });

  const run = await world.deploy({ branch: 'release/1.0' });

  expectFailure(
    run,
    1,
    'Git cannot have a branch release/1.0 beside the branch release,',
    'Rename the branch',
  );
  expect(run.output).not.toContain('concurrency-group');
});

test('a deployment that lacks resources names the command and the setting that give it some', async () => {
  const world = await scenario({ upsun: { flex: true } });
  const { id, commit } = await openPullRequest(world);

  const run = await world.deploy({ pullRequest: id }, { RESOURCES_INIT: 'manual' });

  expectFailure(run, 1, 'Resources must be configured', 'Run `upsun resources:set', 'or set RESOURCES_INIT');
  expect(world.states(commit).at(-1)).toBe('FAILED');
});
