/** A git server that takes a push and does not let git go until the deployment is over, or never. */
import { expect, test } from 'vitest';
import { expectFailure, openPullRequest } from '../failure.ts';
import { scenario, type Scenario } from '../scenario.ts';

/** A world whose deployments go on once the test says so, and whose git server holds every push. */
async function heldScenario(how: 'until the deployment is over' | 'for ever') {
  const world = await scenario();
  if (how === 'for ever') world.git.options.silent = 'pushes';
  else world.git.options.ignoreNoWait = true;
  let goesOn = false;
  world.upsun.goesOnWhen.deploy = () => goesOn;
  return Object.assign(world, { goOn: () => (goesOn = true) });
}

function starts(world: Scenario, id: number, variables: Record<string, string> = {}) {
  let output = '';
  const running = world.start({ pullRequest: id }, variables, { onOutput: (text) => (output += text) });
  return { running, output: () => output };
}

test.each(['until the deployment is over', 'for ever'] as const)(
  'a push that is held %s is followed meanwhile: with a status, its log and its result',
  async (how) => {
    const world = await heldScenario(how);
    const { commit, id } = await openPullRequest(world);
    const { running, output } = starts(world, id);
    const { finished } = await running;

    await world.until(() => world.states(commit).includes('INPROGRESS'));
    await world.until(() => output().includes('Building application'));
    expect(world.upsun.environment('pr-1')?.deployedCommit).not.toBe(commit);
    world.goOn();
    const run = await finished;

    expect(run.exitCode).toBe(0);
    expect(world.upsun.environment('pr-1')).toMatchObject({ status: 'active', deployedCommit: commit });
    expect(world.states(commit)).toEqual(['INPROGRESS', 'SUCCESSFUL']);
  },
);

test('a deployment that fails while its push is held fails the run', async () => {
  const world = await heldScenario('for ever');
  const { commit, id } = await openPullRequest(world, { 'deploy-fails': 'No database' });
  world.goOn();

  const run = await world.deploy({ pullRequest: id });

  expectFailure(run, 1, 'No database');
  expect(world.states(commit)).toEqual(['INPROGRESS', 'FAILED']);
});

test('DEPLOY_TIMEOUT counts while a push is held', async () => {
  const world = await heldScenario('for ever');
  const { commit, id } = await openPullRequest(world);

  const run = await world.deploy({ pullRequest: id }, { DEPLOY_TIMEOUT: '2s' });

  expectFailure(run, 1, 'DEPLOY_TIMEOUT');
  expect(world.states(commit)).toEqual(['INPROGRESS', 'FAILED']);
});

test('WAIT=false does not wait for a push that is held either', async () => {
  const world = await heldScenario('for ever');
  const { commit, id } = await openPullRequest(world);

  const run = await world.deploy({ pullRequest: id }, { WAIT: 'false' });

  expect(run.exitCode).toBe(0);
  expect(world.upsun.activities().at(-1)?.state).not.toBe('complete');
  world.goOn();
  await world.upsun.settled();
  expect(world.upsun.environment('pr-1')?.deployedCommit).toBe(commit);
});

test('a branch that is only stored is stored though its push is held', async () => {
  const world = await heldScenario('for ever');
  const commit = await world.repository.commit('feature/login', { 'a.txt': 'a' }, { from: 'main' });

  const run = await world.deploy({ branch: 'feature/login' });

  expect(run.exitCode).toBe(0);
  expect(world.upsun.environment('feature/login')).toMatchObject({ status: 'inactive', head: commit });
});

test('pushes that are held side by side are each followed to their end', async () => {
  const world = await heldScenario('for ever');
  const first = await openPullRequest(world, { 'one.html': '1' }, 'feature/one');
  const second = await openPullRequest(world, { 'two.html': '2' }, 'feature/two');
  const variables = { COMMAND: 'reconcile', EXCLUDE_BRANCHES: 'feature/**' };
  const { finished } = await world.start({ custom: { branch: 'main' } }, variables, { clone: false });

  await world.until(() => [first, second].every(({ commit }) => world.states(commit).includes('INPROGRESS')));
  world.goOn();
  const run = await finished;

  expect(run.exitCode).toBe(0);
  for (const { commit } of [first, second])
    expect(world.states(commit)).toEqual(['INPROGRESS', 'SUCCESSFUL']);
});

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s while a push is held that is followed leaves a final status, and Upsun goes on',
  async (signal) => {
    const world = await heldScenario('for ever');
    const { commit, id } = await openPullRequest(world);
    const running = await world.start({ pullRequest: id });
    await world.until(() => world.states(commit).includes('INPROGRESS'));

    running.kill(signal);
    const run = await running.finished;

    expect(run.exitCode).toBe(signal === 'SIGTERM' ? 143 : 130);
    expect(world.states(commit)).toEqual(['INPROGRESS', 'STOPPED']);
    world.goOn();
    await world.upsun.settled();
    expect(world.upsun.environment('pr-1')?.deployedCommit).toBe(commit);
  },
);
