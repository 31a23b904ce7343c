/** A Data Center whose database stores no characters of four bytes: emoji, most of all. */
import { expect, test } from 'vitest';
import { openPullRequest } from '../failure.ts';
import { scenario } from '../scenario.ts';

const comment = { PULL_REQUEST_COMMENT: 'true' };

async function withoutFourBytes() {
  const world = await scenario();
  world.dataCenter.settings.fourByteCharacters = false;
  return world;
}

test('emoji in a log and a title cost neither the comment nor the status, the report and the deployment', async () => {
  const world = await withoutFourBytes();
  world.upsun.title = 'Shop 🛒';
  const { id, commit } = await openPullRequest(world, { 'deploy-fails': '🚀 launching ✔\n💥 no database' });

  const run = await world.deploy({ pullRequest: id }, comment);

  expect(run.output).not.toContain('WARNING');
  expect(run.output).toContain('🚀 launching');
  const [shown] = world.dataCenter.comments(id);
  expect(shown?.raw).toMatch(/^\*\*Upsun Shop {1,2}✖ failed:\*\* pr-1/);
  expect(shown?.raw).toContain(' launching ✔');
  expect(world.dataCenter.latestStatus(commit)).toMatchObject({ state: 'FAILED', name: 'Upsun Shop : pr-1' });
  const [report] = world.dataCenter.reports(commit);
  expect(report?.content).toMatchObject({ title: 'Upsun Shop : pr-1', result: 'FAIL' });
  expect(JSON.stringify(report?.annotations)).toContain(' no database');
  expect(world.dataCenter.deployments(commit)).toMatchObject([
    { content: { displayName: 'Upsun Shop : pr-1', environment: { displayName: 'Upsun Shop : pr-1' } } },
  ]);
});

test('the comment is edited in later runs, and stays the only one', async () => {
  const world = await withoutFourBytes();
  world.upsun.title = 'Shop 🛒';
  const { id, source } = await openPullRequest(world);
  await world.deploy({ pullRequest: id }, comment);
  await world.repository.commit(source, { 'index.html': 'Newer' });

  const run = await world.deploy({ pullRequest: id }, comment);

  expect(run.output).not.toContain('WARNING');
  expect(world.dataCenter.comments(id)).toMatchObject([{ version: 1 }]);
});

test('a run that is stopped gives its status an end, in the little time that is left', async () => {
  const world = await withoutFourBytes();
  world.upsun.title = 'Shop 🛒';
  const { id, commit } = await openPullRequest(world);
  world.upsun.goesOnWhen.deploy = () => false;
  const running = await world.start({ pullRequest: id });
  await world.until(() => world.states(commit).includes('INPROGRESS'));
  running.kill('SIGTERM');

  expect((await running.finished).exitCode).toBe(143);
  expect(world.states(commit)).toEqual(['INPROGRESS', 'STOPPED']);
});

test('branches that differ in their emoji alone keep a status of their own', async () => {
  const world = await withoutFourBytes();
  const variables = { ACTIVATE_BRANCHES: '**' };
  const commit = await world.repository.commit('release-🚀', { 'index.html': 'New' }, { from: 'main' });
  await world.repository.setBranch('release-🎉', commit);

  for (const branch of ['release-🚀', 'release-🎉']) {
    const run = await world.deploy({ branch }, variables);
    expect(run.output).not.toContain('WARNING');
  }

  const keys = world.dataCenter.statuses(commit).map(({ key }) => key);
  expect(new Set(keys)).toHaveLength(2);
  // The ref of another branch would be worse than none.
  expect(world.dataCenter.statuses(commit).map(({ ref }) => ref)).toEqual(keys.map(() => undefined));
});

test('a server that stores them is sent every character', async () => {
  const world = await scenario();
  world.upsun.title = 'Shop 🛒';
  const { id, commit } = await openPullRequest(world);

  await world.deploy({ pullRequest: id }, comment);

  expect(world.dataCenter.latestStatus(commit)?.name).toBe('Upsun Shop 🛒: pr-1');
  expect(world.dataCenter.comments(id)[0]?.raw).toContain('Shop 🛒');
});
