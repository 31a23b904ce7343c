/** The clone that Pipelines makes, and what is fetched through its proxy. */
import { expect, test } from 'vitest';
import { expectFailure } from '../failure.ts';
import { scenario, type Scenario } from '../scenario.ts';

/** More commits on main than a clone of depth 1 holds, and none of them on Upsun. */
async function history({ repository }: Scenario): Promise<string> {
  await repository.commit('main', { 'index.html': 'Version 1' });
  return repository.commit('main', { 'index.html': 'Version 2' });
}

test('without a clone the message says how to get one', async () => {
  const world = await scenario();
  const commit = await history(world);

  const run = await world.deploy({ branch: 'main' }, {}, { clone: false });

  expectFailure(run, 2, 'no git clone', 'clone: enabled', 'SOURCE_DIR');
  expect(world.states(commit)).toEqual(['FAILED']);
  expect((await world.deploy({ branch: 'main' })).exitCode).toBe(0);
});

test('a shallow clone that cannot be completed says what to set', async () => {
  const world = await scenario();
  const commit = await history(world);
  world.proxy.broken = true;

  const run = await world.deploy({ branch: 'main' }, {}, { depth: 1 });

  expectFailure(run, 2, 'is shallow and could not be completed', 'depth: full');
  expect(world.states(commit)).toEqual(['FAILED']);
  expect(world.upsun.environment('main')?.deployedCommit).not.toBe(commit);

  world.proxy.broken = false;
  expect((await world.deploy({ branch: 'main' }, {}, { depth: 1 })).exitCode).toBe(0);
});
