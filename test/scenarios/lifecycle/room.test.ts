/** Environments that are idle, the limit of the plan, and who may look at a preview. */
import { expect, test } from 'vitest';
import { expectFailure, openPullRequest } from '../failure.ts';
import { scenario, type Scenario } from '../scenario.ts';

const cleanup = { COMMAND: 'cleanup', PULL_REQUEST_TTL: '14d' };
const onMain = { custom: { branch: 'main' } };
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);

/** Makes the environment of a pull request look as if nobody had touched either for so many days. */
function neglect({ upsun, bitbucket }: Scenario, id: number, days: number, changes = {}): void {
  upsun.backdate(`pr-${id}`, daysAgo(days));
  bitbucket.updatePullRequest(id, { updatedOn: daysAgo(days).toISOString(), ...changes });
}

async function deployed(world: Scenario, name: string) {
  const pullRequest = await openPullRequest(world, { [name]: name }, `feature/${name}`);
  expect((await world.deploy({ pullRequest: pullRequest.id })).exitCode).toBe(0);
  return pullRequest;
}

test('an idle environment is deactivated, its status says so, and the next push brings it back', async () => {
  const world = await scenario();
  const idle = await deployed(world, 'a');
  const kept = await deployed(world, 'b');
  await deployed(world, 'c');
  neglect(world, idle.id, 15);
  neglect(world, kept.id, 15, { description: 'For the fair. [keep env]' });

  const run = await world.deploy(onMain, cleanup, { clone: false });

  expect(run.exitCode).toBe(0);
  expect(run.output).toMatch(/pr-1\s+deactivate\s+idle for longer than PULL_REQUEST_TTL/);
  const statusOf = (id: string) => world.upsun.environment(id)?.status;
  expect(['pr-1', 'pr-2', 'pr-3'].map(statusOf)).toEqual(['inactive', 'active', 'active']);
  expect(world.bitbucket.latestStatus(idle.commit)).toMatchObject({ state: 'STOPPED' });
  expect(world.bitbucket.latestStatus(idle.commit)?.description).toContain('the next push brings it back');

  const again = await world.deploy(onMain, { ...cleanup, COMMAND: 'reconcile', FETCH_BRANCHES: 'false' });
  expect(again.exitCode).toBe(0);
  expect(world.changes()).toEqual([]);

  const commit = await world.repository.commit('feature/a', { a: 'again' });
  expect((await world.deploy({ pullRequest: idle.id }, { PULL_REQUEST_TTL: '14d' })).exitCode).toBe(0);
  expect(world.upsun.environment('pr-1')).toMatchObject({ status: 'active', deployedCommit: commit });
});

test('a run for an idle pull request, which finds it up to date, leaves it awake', async () => {
  const world = await scenario();
  const idle = await deployed(world, 'a');
  neglect(world, idle.id, 15);

  const run = await world.deploy({ pullRequest: idle.id }, { PULL_REQUEST_TTL: '14d' });

  expect(run.exitCode).toBe(0);
  expect(world.upsun.environment('pr-1')?.status).toBe('active');
  expect(world.states(idle.commit).at(-1)).toBe('SUCCESSFUL');
});

test('an idle environment whose deactivation is staged is not reported as deactivated', async () => {
  const world = await scenario();
  const idle = await deployed(world, 'a');
  neglect(world, idle.id, 15);
  world.upsun.failNext('staged', 'pr-1', 'environment.deactivate');

  const run = await world.deploy(onMain, cleanup, { clone: false });

  expectFailure(run, 1, 'pr-1 was not deactivated: its deactivation waits for a manual deployment');
  expect(run.output).not.toContain('is deactivated');
  expect(world.states(idle.commit)).not.toContain('STOPPED');
});

test('the comment says as well that an idle environment is away', async () => {
  const world = await scenario();
  const comment = { PULL_REQUEST_COMMENT: 'true' };
  const { id } = await openPullRequest(world);
  await world.deploy({ pullRequest: id }, comment);
  neglect(world, id, 15);

  await world.deploy(onMain, { ...cleanup, ...comment }, { clone: false });

  const [shown, ...others] = world.bitbucket.comments(id).map(({ raw }) => raw.replaceAll('\\', ''));
  expect(shown).toContain('pr-1 was idle and is deactivated; the next push brings it back');
  expect(shown).not.toContain('127.0.0.1');
  expect(others).toEqual([]);
});

test('a pull request that is touched in the last moment keeps its environment', async () => {
  const world = await scenario();
  const { id } = await deployed(world, 'a');
  neglect(world, id, 15);
  world.faults.push({ path: world.paths.pullRequest(1), times: 1, delay: 1000 });
  const running = await world.start(onMain, cleanup);
  await world.until(() => world.faults[0]?.times === 0);
  world.bitbucket.updatePullRequest(id, { title: 'Still wanted' });

  expect((await running.finished).output).toContain('pr-1 stays');
  expect(world.upsun.environment('pr-1')?.status).toBe('active');
});

test('without room a pull request gets no environment, says so, and does not fail', async () => {
  const world = await scenario({ upsun: { environmentLimit: 1 } });
  await deployed(world, 'a');
  const next = await openPullRequest(world, { b: 'b' }, 'feature/b');

  const run = await world.deploy({ pullRequest: next.id });

  expect(run.exitCode).toBe(0);
  expect(run.output.replaceAll(/\s+/g, ' ')).toContain('no room: 1 of the 1 environments');
  expect(world.changes()).toEqual([]);

  expectFailure(await world.deploy({ pullRequest: next.id }, { ON_LIMIT: 'fail' }), 1, 'no room: 1 of the 1');
  expect(world.states(next.commit)).toEqual(['STOPPED', 'FAILED']);
});

test('no limit keeps a branch from being deployed', async () => {
  const world = await scenario({ upsun: { environmentLimit: 1 } });
  await deployed(world, 'a');
  const commit = await world.repository.commit('main', { 'm.txt': 'm' });
  await world.repository.commit('develop', { 'd.txt': 'd' }, { from: 'main' });
  const strict = { ON_LIMIT: 'fail', ACTIVATE_BRANCHES: 'develop' };

  expect((await world.deploy({ branch: 'main' }, strict)).exitCode).toBe(0);
  const run = await world.deploy({ branch: 'develop' }, strict);

  expect(world.upsun.environment('main')?.deployedCommit).toBe(commit);
  expect(run.exitCode).toBe(0);
  expect(run.output.replaceAll(/\s+/g, ' ')).toContain('no room');
  expect(world.upsun.environment('develop')?.status).toBe('inactive');
});

test('ON_LIMIT=evict lets the longest idle pull request make room, and leaves those that are to be kept', async () => {
  const world = await scenario({ upsun: { environmentLimit: 3 } });
  const [kept, oldest, newer] = [
    await deployed(world, 'a'),
    await deployed(world, 'b'),
    await deployed(world, 'c'),
  ];
  neglect(world, kept.id, 9, { description: 'For a demo [KEEP env]' });
  neglect(world, oldest.id, 5);
  neglect(world, newer.id, 1);
  const next = await openPullRequest(world, { d: 'd' }, 'feature/d');

  const run = await world.deploy({ pullRequest: next.id }, { ON_LIMIT: 'evict' });

  expect(run.exitCode).toBe(0);
  const statusOf = (id: string) => world.upsun.environment(id)?.status;
  expect(['pr-1', 'pr-2', 'pr-3', 'pr-4'].map(statusOf)).toEqual(['active', 'inactive', 'active', 'active']);
  expect(world.bitbucket.latestStatus(oldest.commit)).toMatchObject({ state: 'STOPPED' });
  const variables = { COMMAND: 'reconcile', ON_LIMIT: 'evict', FETCH_BRANCHES: 'false' };
  expect((await world.deploy(onMain, variables)).exitCode).toBe(0);
  expect(world.changes()).toEqual([]);
});

test('what is gone makes room before anything is left out', async () => {
  const world = await scenario({ upsun: { environmentLimit: 1 } });
  const old = await deployed(world, 'a');
  await world.bitbucket.declinePullRequest(old.id);
  const next = await openPullRequest(world, { b: 'b' }, 'feature/b');

  const dry = await world.deploy({ pullRequest: next.id }, { DRY_RUN: 'true' });
  expect(dry.output).toMatch(/pr-1\s+delete[^]*pr-2\s+create/);
  const run = await world.deploy({ pullRequest: next.id });

  expect(run.exitCode).toBe(0);
  expect(world.upsun.environment('pr-1')).toBeUndefined();
  expect(world.upsun.environment('pr-2')?.status).toBe('active');
});

test('HTTP_AUTH protects a preview before it first goes live, and one that is live already', async () => {
  const world = await scenario();
  const { id } = await openPullRequest(world);
  const secret = 'review-only-9f3b';
  const variables = { HTTP_AUTH: `team:${secret}` };

  const run = await world.deploy({ pullRequest: id }, variables);

  expect(run.exitCode).toBe(0);
  expect(run.output).not.toContain(secret);
  const order = world.requests.map(({ method, path }) => `${method} ${path.split('/').at(-1)}`);
  expect(order.indexOf('PATCH pr-1')).toBeLessThan(order.indexOf('POST activate'));
  const access = world.requests.find(
    ({ method, body }) => method === 'PATCH' && JSON.stringify(body).includes('basic_auth'),
  );
  expect(access?.body).toMatchObject({ http_access: { is_enabled: true, basic_auth: { team: secret } } });
  const url = world.upsun.environment('pr-1')?.url ?? '';
  const authorization = `Basic ${Buffer.from(`team:${secret}`).toString('base64')}`;
  expect((await fetch(url)).status).toBe(401);
  expect((await fetch(url, { headers: { authorization } })).status).toBe(200);
  await world.deploy({ pullRequest: id }, variables);
  expect(world.changes()).toEqual([]);

  const open = await deployed(world, 'open');
  await world.deploy({ pullRequest: open.id }, variables);
  await world.upsun.settled();
  expect((await fetch(world.upsun.environment('pr-2')?.url ?? '')).status).toBe(401);
});

test('a pull request is not activated where it cannot be protected', async () => {
  const world = await scenario();
  const { id } = await openPullRequest(world);
  world.faults.push({ method: 'PATCH', answer: { status: 403, body: { message: 'Not allowed' } } });

  const run = await world.deploy({ pullRequest: id }, { HTTP_AUTH: 'team:review-only-9f3b' });

  expectFailure(run, 2, 'may not edit environment pr-1');
  expect(world.upsun.environment('pr-1')?.status).toBe('inactive');
});
