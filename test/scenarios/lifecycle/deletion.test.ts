/** What happens while an environment is taken away: minutes may lie between the plan and the end of it. */
import { describe, expect, test } from 'vitest';
import { expectFailure, openPullRequest } from '../failure.ts';
import { addOwn } from '../marks.ts';
import { scenario, type Scenario } from '../scenario.ts';

const cleanup = { COMMAND: 'cleanup' };
const onMain = { custom: { branch: 'main' } };
const noClone = { clone: false };
const editOf = (id: string) => ({ method: 'PATCH', path: new RegExp(`/environments/${id}$`) });

/** An environment whose branch does not exist any more, live and with two children that stay. */
async function doomed(): Promise<Scenario> {
  const world = await scenario();
  await addOwn(world, 'old', 'active');
  for (const id of ['child-a', 'child-b'])
    await world.upsun.addEnvironment({ id, status: 'inactive', parent: 'old' });
  return world;
}

function placesOfChildren({ upsun }: Scenario) {
  return ['child-a', 'child-b'].map((id) => upsun.environment(id)?.parent);
}

function requestsTo({ requests }: Scenario, path: RegExp): string[] {
  return requests.filter((one) => path.test(one.path)).map(({ method, path: at }) => `${method} ${at}`);
}

/** Runs the clean-up, and lets something happen while the environment is being deactivated. */
async function duringDeactivation(world: Scenario, id: string, happens: () => Promise<unknown> | void) {
  world.upsun.durations.deactivate = 1500;
  const running = await world.start(onMain, cleanup, noClone);
  await world.until(() =>
    world.upsun
      .activities()
      .some(({ type, environments }) => type === 'environment.deactivate' && environments.includes(id)),
  );
  await happens();
  return running.finished;
}

describe('a child that cannot be moved', () => {
  test('leaves its parent whole: containers, data and place', async () => {
    const world = await doomed();
    world.faults.push({ ...editOf('child-b'), answer: { status: 403, body: { message: 'Not yours' } } });

    const run = await world.deploy(onMain, cleanup, noClone);

    expectFailure(run, 1, 'old was not deleted: its child child-b could not be moved');
    expect(world.upsun.environment('old')?.status).toBe('active');
    expect(requestsTo(world, /\/deactivate$/)).toEqual([]);
  });

  test('takes those that were moved before it back with it', async () => {
    const world = await doomed();
    world.faults.push({ ...editOf('child-b'), answer: { status: 403, body: { message: 'Not yours' } } });
    await world.deploy(onMain, cleanup, noClone);
    expect(['child-a', 'child-b'].map((id) => world.upsun.environment(id)?.parent)).toEqual(['old', 'old']);
  });
});

describe('children are moved back where their parent stays after all', () => {
  test.each(['staged', 'cancelled'] as const)('for a deactivation that is %s', async (how) => {
    const world = await doomed();
    world.upsun.failNext(how, 'old', 'environment.deactivate');
    expect((await world.deploy(onMain, cleanup, noClone)).exitCode).toBe(1);
    expect(placesOfChildren(world)).toEqual(['old', 'old']);
  });

  test('for a deletion that Upsun refuses', async () => {
    const world = await doomed();
    world.faults.push({ method: 'DELETE', answer: { status: 403, body: { message: 'Not yours' } } });
    expectFailure(await world.deploy(onMain, cleanup, noClone), 1, 'delete environment old');
    expect(placesOfChildren(world)).toEqual(['old', 'old']);
  });

  test('for a branch that is pushed again in the meantime', async () => {
    const world = await doomed();
    const run = await duringDeactivation(world, 'old', () =>
      world.repository.commit('old', { 'index.html': 'Again' }, { from: 'main' }),
    );
    expect(run.output).toContain('child-a: moved back below old, which stays');
    expect(placesOfChildren(world)).toEqual(['old', 'old']);
  });
});

test('children that stay are moved, and the parent goes', async () => {
  const world = await doomed();
  expect((await world.deploy(onMain, cleanup, noClone)).exitCode).toBe(0);
  expect(world.upsun.environment('old')).toBeUndefined();
  expect(['child-a', 'child-b'].map((id) => world.upsun.environment(id)?.parent)).toEqual(['main', 'main']);
});

describe('what changes while an environment is being deactivated keeps it', () => {
  test('a child that somebody branches off', async () => {
    const world = await scenario();
    await addOwn(world, 'old', 'active');

    const run = await duringDeactivation(world, 'old', () =>
      world.upsun.addEnvironment({ id: 'fresh', status: 'inactive', parent: 'old' }),
    );

    expect(run.output).toContain('old stays: fresh was made below it in the meantime');
    expect(world.upsun.environment('old')).toBeDefined();
    expect(world.upsun.environment('fresh')?.parent).toBe('old');
    expect(requestsTo(world, /\/environments\/old$/)).not.toContainEqual(expect.stringMatching(/^DELETE/));
  });

  test('the mark that somebody takes away', async () => {
    const world = await scenario();
    await addOwn(world, 'old', 'active');

    const run = await duringDeactivation(world, 'old', () =>
      world.upsun.addEnvironment({ id: 'old', status: 'inactive', attributes: { team: 'web' } }),
    );

    expect(run.output).toContain('old stays: somebody took away the mark of this pipe');
    expect(world.upsun.environment('old')).toBeDefined();
  });

  test('its branch that is pushed again', async () => {
    const world = await scenario();
    await addOwn(world, 'old', 'active');

    const run = await duringDeactivation(world, 'old', () =>
      world.repository.commit('old', { 'index.html': 'Again' }, { from: 'main' }),
    );

    expect(run.output).toContain('old stays: Bitbucket says now that it is still open');
    expect(world.upsun.environment('old')).toBeDefined();
    // The next run brings back what was deactivated for nothing.
    expect((await world.deploy({ branch: 'old' }, { ACTIVATE_BRANCHES: 'old' })).exitCode).toBe(0);
    expect(world.upsun.environment('old')?.status).toBe('active');
  });
});

test('a mark that goes while another environment is deployed is seen before anything is taken away', async () => {
  const world = await scenario();
  await addOwn(world, 'old', 'active');
  const { id } = await openPullRequest(world);
  world.upsun.durations.deploy = 2000;
  const running = await world.start({ pullRequest: id });
  await world.until(() => world.upsun.activities().some(({ state }) => state === 'in_progress'));
  await world.upsun.addEnvironment({ id: 'old', status: 'inactive', attributes: {} });

  expect((await running.finished).exitCode).toBe(0);
  expect(world.upsun.environment('old')?.status).toBe('active');
  expect(requestsTo(world, /\/deactivate$/)).toEqual([]);
});
