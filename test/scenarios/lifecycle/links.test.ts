/** Links of statuses and reports: Bitbucket takes no long ones, and branches have long names. */
import { expect, test } from 'vitest';
import { scenario, type Scenario } from '../scenario.ts';

const console = 'https://console.upsun.com/projects/abc123def4567';
/** Percent-encoded, as in an address, it is nine times as long. */
const branch = '新しいログインページを追加してからカートの表示を直し決済の流れも見直す作業用の枝です'.padEnd(
  64,
  '長',
);
const activated = { ACTIVATE_BRANCHES: '**' };

function urlsOf({ bitbucket }: Scenario, commit: string) {
  return bitbucket.statuses(commit).map(({ state, url }) => [state, url]);
}

test('a branch of 64 Japanese characters gets its statuses and its report', async () => {
  const world = await scenario();
  const commit = await world.repository.commit(branch, { 'index.html': '新' }, { from: 'main' });

  const run = await world.deploy({ branch }, activated);

  expect(run.exitCode).toBe(0);
  expect(run.output).not.toContain('WARNING');
  const { url } = world.upsun.environment(branch) ?? {};
  expect(urlsOf(world, commit)).toEqual([
    ['INPROGRESS', console],
    ['SUCCESSFUL', url],
  ]);
  expect(world.bitbucket.reports(commit)).toMatchObject([{ content: { result: 'PASSED', link: url } }]);
});

test('and where it fails, the link leads to the project and to no other environment', async () => {
  const world = await scenario();
  const commit = await world.repository.commit(branch, { 'build-fails': 'npm error' }, { from: 'main' });

  const run = await world.deploy({ branch }, activated);

  expect(run.exitCode).toBe(1);
  expect(urlsOf(world, commit)).toEqual([
    ['INPROGRESS', console],
    ['FAILED', console],
  ]);
  expect(world.bitbucket.reports(commit)).toMatchObject([{ content: { result: 'FAILED' } }]);
});

test('and where its commit is overtaken, its status has an end too', async () => {
  const world = await scenario();
  const commit = await world.repository.commit(branch, { 'index.html': '古' }, { from: 'main' });
  await world.repository.commit(branch, { 'index.html': '新' });

  await world.deploy({ branch }, activated, { commit });

  expect(urlsOf(world, commit)).toEqual([['STOPPED', console]]);
});
