import { expect, test } from 'vitest';
import { openPullRequest } from '../failure.ts';
import { scenario, type Scenario } from '../scenario.ts';

const everything = { COMMAND: 'reconcile', EXCLUDE_BRANCHES: 'feature/**' };
const noClone = { clone: false };

function certificates({ requests }: Scenario): number {
  return requests.filter(({ server, path }) => server === 'upsun-auth' && path === '/ssh').length;
}

test('a certificate that ends during a long run is replaced before the next push', async () => {
  const world = await scenario();
  const { authority, upsun } = world;
  // Long enough for a slow machine to push with it.
  const lifetime = 20;
  authority.options.lifetime = lifetime;
  await world.repository.commit('main', { 'index.html': 'Sale' });
  const { commit } = await openPullRequest(world);
  let ended = Infinity;
  upsun.goesOnWhen.deploy = () => Date.now() > ended;
  const { finished } = await world.start({ custom: { branch: 'main' } }, everything, noClone);

  await world.until(() => upsun.activities().some(({ type }) => type === 'environment.push'));
  authority.options.lifetime = 3600;
  ended = Date.now() + lifetime * 1000;
  const run = await finished;

  expect(run.exitCode).toBe(0);
  expect(upsun.environment('pr-1')).toMatchObject({ status: 'active', deployedCommit: commit });
});

test('one certificate is enough for many pushes', async () => {
  const world = await scenario();
  await world.repository.commit('main', { 'index.html': 'Sale' });
  await openPullRequest(world, { 'one.html': '1' }, 'feature/one');
  await openPullRequest(world, { 'two.html': '2' }, 'feature/two');

  const run = await world.deploy({ custom: { branch: 'main' } }, everything, noClone);

  expect(run.exitCode).toBe(0);
  expect(world.upsun.pushes()).toHaveLength(3);
  expect(certificates(world)).toBe(1);
});
