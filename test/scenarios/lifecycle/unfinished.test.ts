/** What a run left unsaid, because it was killed, did not wait or was refused, is said by a later one. */
import { describe, expect, test } from 'vitest';
import type { Fault } from '../../sandbox/server.ts';
import { openPullRequest } from '../failure.ts';
import { wordOfCloud } from '../host.ts';
import { scenario, type Scenario } from '../scenario.ts';

const reconcile = { COMMAND: 'reconcile', FETCH_BRANCHES: 'false' };
const cleanup = { COMMAND: 'cleanup', PULL_REQUEST_TTL: '14d' };
const comment = { PULL_REQUEST_COMMENT: 'true' };
const onMain = { custom: { branch: 'main' } };
const noClone = { clone: false };
const never = new Promise<never>(() => {});

/** Kills a run at once, when a condition holds. */
async function kill(running: Awaited<ReturnType<Scenario['start']>>): Promise<void> {
  running.kill('SIGKILL');
  expect((await running.finished).signal).toBe('SIGKILL');
}

/** The states that Bitbucket was told in the last run. */
function toldStates({ requests, paths }: Scenario): string[] {
  return requests
    .filter(({ method, path }) => method === 'POST' && paths.statuses.test(path))
    .map(({ body }) => wordOfCloud((body as { state: string }).state));
}

/** A pull request whose deployment succeeded after its run was killed. */
async function killedWhileDeployed() {
  const world = await scenario();
  const opened = await openPullRequest(world);
  let isKilled = false;
  world.upsun.goesOnWhen.deploy = () => isKilled;
  const running = await world.start({ pullRequest: opened.id }, comment);
  const isMarked = () => world.upsun.environment('pr-1')?.attributes['repository'] !== undefined;
  await world.until(() => isMarked() && world.states(opened.commit).includes('INPROGRESS'));
  await kill(running);
  isKilled = true;
  await world.upsun.settled();
  expect(world.states(opened.commit)).toEqual(['INPROGRESS']);
  return { world, ...opened };
}

/** A pull request that nobody touched for so long that it is deactivated. */
async function idlePullRequest() {
  const world = await scenario();
  const opened = await openPullRequest(world);
  expect((await world.deploy({ pullRequest: opened.id }, comment)).exitCode).toBe(0);
  const then = new Date(Date.now() - 15 * 86_400_000);
  world.upsun.backdate('pr-1', then);
  world.bitbucket.updatePullRequest(opened.id, { updatedOn: then.toISOString() });
  return { world, ...opened };
}

/** A pull request that was deployed without waiting for it. */
async function withoutWaiting() {
  const world = await scenario();
  const opened = await openPullRequest(world);
  expect((await world.deploy({ pullRequest: opened.id }, { WAIT: 'false' })).exitCode).toBe(0);
  await world.upsun.settled();
  expect(world.states(opened.commit)).toEqual([]);
  return { world, ...opened };
}

/** Hangs the first of these requests, and says when it has come. */
function hang(world: Scenario, fault: Fault): () => boolean {
  const hung = { ...fault, times: 1, until: never };
  world.faults.push(hung);
  return () => hung.times === 0;
}

describe('a status that a killed run left in progress', () => {
  test('is finished by reconcile, with the URL, and then left alone', async () => {
    const { world, id, commit } = await killedWhileDeployed();

    const run = await world.deploy(onMain, { ...reconcile, ...comment }, noClone);

    expect(run.exitCode).toBe(0);
    expect(world.changes().filter((change) => !change.includes('/comments'))).toEqual([]);
    const url = world.upsun.environment('pr-1')?.url;
    expect(world.bitbucket.latestStatus(commit)).toMatchObject({
      state: 'SUCCESSFUL',
      url,
      refname: 'feature/login',
    });
    expect(world.bitbucket.comments(id)[0]?.raw).toContain(url);
    expect(world.bitbucket.reports(commit)[0]?.content).toMatchObject({ result: 'PASSED', link: url });

    const again = await world.deploy(onMain, { ...reconcile, ...comment }, noClone);
    expect(again.output).toContain('Nothing to deploy');
    expect(toldStates(world)).toEqual([]);
  });

  test('is finished by a re-run as well', async () => {
    const { world, id, commit } = await killedWhileDeployed();

    expect((await world.deploy({ pullRequest: id })).exitCode).toBe(0);

    expect(toldStates(world)).toEqual(['SUCCESSFUL']);
    expect(world.bitbucket.latestStatus(commit)?.url).toBe(world.upsun.environment('pr-1')?.url);
  });

  test('stays as it is in a dry run', async () => {
    const { world, commit } = await killedWhileDeployed();

    await world.deploy(onMain, { ...reconcile, DRY_RUN: 'true' }, noClone);

    expect(world.states(commit)).toEqual(['INPROGRESS']);
  });

  test('is failed where the deployment was', async () => {
    const world = await scenario();
    const { id, commit } = await openPullRequest(world, { 'build-fails': 'npm error' });
    let isKilled = false;
    world.upsun.goesOnWhen.build = () => isKilled;
    const running = await world.start({ pullRequest: id });
    await world.until(() => world.states(commit).includes('INPROGRESS'));
    await kill(running);
    isKilled = true;
    await world.upsun.settled();

    expect((await world.deploy(onMain, reconcile, noClone)).exitCode).toBe(1);

    expect(world.states(commit)).not.toContain('SUCCESSFUL');
    expect(world.states(commit).at(-1)).toBe('FAILED');
  });

  test('is finished while the deployment still runs, by following it to its end', async () => {
    const world = await scenario();
    const { id, commit } = await openPullRequest(world);
    world.upsun.goesOnWhen.deploy = () => world.states(commit).length > 1;
    const running = await world.start({ pullRequest: id });
    await world.until(() => world.states(commit).includes('INPROGRESS'));
    await kill(running);

    const run = await world.deploy(onMain, reconcile, noClone);

    expect(run.output).toMatch(/pr-1\s+follow/);
    expect(world.states(commit)).toEqual(['INPROGRESS', 'INPROGRESS', 'SUCCESSFUL']);
  });
});

describe('after a run that did not wait', () => {
  test.each(['true', 'false'])('reconcile reports the URL, with WAIT=%s', async (WAIT) => {
    const { world, commit } = await withoutWaiting();

    expect((await world.deploy(onMain, { ...reconcile, WAIT }, noClone)).exitCode).toBe(0);

    expect(world.states(commit)).toEqual(['SUCCESSFUL']);
    expect(world.bitbucket.latestStatus(commit)?.url).toBe(world.upsun.environment('pr-1')?.url);
  });

  test('a re-run that does not wait either reports it, too', async () => {
    const { world, id, commit } = await withoutWaiting();

    expect((await world.deploy({ pullRequest: id }, { WAIT: 'false' })).exitCode).toBe(0);

    expect(world.states(commit)).toEqual(['SUCCESSFUL']);
  });
});

test('reconcile asks for no status of what is inactive or about to change, and sets none on inactive branches', async () => {
  const world = await scenario();
  const { commit, id } = await openPullRequest(world);
  await world.deploy(onMain, { COMMAND: 'reconcile' }, noClone);
  const before = world.states(commit);

  await world.deploy(onMain, { COMMAND: 'reconcile' }, noClone);

  expect(world.upsun.environment('feature/login')?.status).toBe('inactive');
  const reads = world.requests.filter(
    ({ method, path }) => method === 'GET' && /\/statuses$|\/builds$/.test(path),
  );
  // Those of production and of the pull request.
  expect(reads).toHaveLength(2);
  expect(world.states(commit)).toEqual(before);
  expect(id).toBe(1);
});

test.each([401, 409])('a final status that is refused once with %i is sent again', async (status) => {
  const world = await scenario();
  const { id, commit } = await openPullRequest(world);
  world.upsun.goesOnWhen.deploy = () => world.faults.length > 0;
  const running = await world.start({ pullRequest: id });
  await world.until(() => world.states(commit).includes('INPROGRESS'));
  world.faults.push({
    path: world.paths.statuses,
    method: 'POST',
    times: 1,
    answer: { status, body: { type: 'error', error: { message: 'Not now' }, errors: [] } },
  });

  const run = await running.finished;

  expect(run.exitCode).toBe(0);
  expect(run.output).not.toContain('WARNING');
  expect(world.states(commit)).toEqual(['INPROGRESS', 'SUCCESSFUL']);
});

test('a final status that is refused again and again is a warning, and the next reconcile sets it', async () => {
  const world = await scenario();
  const { id, commit } = await openPullRequest(world);
  world.upsun.goesOnWhen.deploy = () => world.faults.length > 0;
  const running = await world.start({ pullRequest: id });
  await world.until(() => world.states(commit).includes('INPROGRESS'));
  const refusal = { path: world.paths.statuses, answer: { status: 409, body: 'Not now' } };
  world.faults.push(refusal);
  const run = await running.finished;
  expect(run.exitCode).toBe(0);
  expect(run.output).toContain('The build status SUCCESSFUL could not be reported');
  expect(world.states(commit)).toEqual(['INPROGRESS']);
  world.faults.length = 0;

  expect((await world.deploy(onMain, reconcile, noClone)).exitCode).toBe(0);

  expect(world.states(commit)).toEqual(['INPROGRESS', 'SUCCESSFUL']);
});

describe('what a commit has for a status is not made worse', () => {
  test.each([
    { state: 'SUCCESSFUL', files: {} },
    { state: 'FAILED', files: { 'build-fails': 'npm error' } },
  ])('by a run that finds it superseded: $state stays', async ({ state, files }) => {
    const world = await scenario();
    const { id, commit, source } = await openPullRequest(world, files);
    await world.deploy({ pullRequest: id });
    expect(world.states(commit)).toEqual(['INPROGRESS', state]);
    await world.repository.commit(source, { 'index.html': 'Newer' });

    const run = await world.deploy({ pullRequest: id }, comment, { commit });

    expect(run.exitCode).toBe(0);
    expect(run.output).toContain('superseded');
    expect(world.states(commit)).toEqual(['INPROGRESS', state]);
  });

  test('by one that found nothing to do and was stopped', async () => {
    const world = await scenario();
    const { id, commit } = await openPullRequest(world);
    await world.deploy({ pullRequest: id });
    const reading = hang(world, { server: 'upsun-api', path: /\/deployments\/current$/ });
    const running = await world.start({ pullRequest: id });
    await world.until(reading);

    running.kill('SIGTERM');

    expect((await running.finished).exitCode).toBe(143);
    expect(world.states(commit)).toEqual(['INPROGRESS', 'SUCCESSFUL']);
  });

  test('and INPROGRESS of a superseded commit has an end', async () => {
    const { world, id, commit, source } = await killedWhileDeployed();
    await world.repository.commit(source, { 'index.html': 'Newer' });

    await world.deploy({ pullRequest: id }, {}, { commit });

    expect(world.states(commit)).toEqual(['INPROGRESS', 'STOPPED']);
  });
});

test.each([
  { what: 'comments', COMMAND: 'cleanup' },
  { what: 'statuses', COMMAND: 'reconcile' },
] as const)(
  'a deactivation whose run was killed at its $what is told of by the next $COMMAND, once',
  async ({ what, COMMAND }) => {
    const { world, id, commit } = await idlePullRequest();
    const telling = hang(world, { path: world.paths[what] });
    const running = await world.start(onMain, { ...cleanup, ...comment }, noClone);
    await world.until(telling);
    await kill(running);
    expect(world.upsun.environment('pr-1')?.status).toBe('inactive');
    expect(world.states(commit).at(-1)).toBe('SUCCESSFUL');

    const next = { ...cleanup, ...comment, FETCH_BRANCHES: 'false', COMMAND };
    expect((await world.deploy(onMain, next, noClone)).exitCode).toBe(0);

    expect(world.states(commit).at(-1)).toBe('STOPPED');
    expect(world.bitbucket.comments(id).map(({ raw }) => raw)).toEqual([
      expect.stringContaining('the next push brings it back'),
    ]);
    expect((await world.deploy(onMain, next, noClone)).exitCode).toBe(0);
    expect(toldStates(world)).toEqual([]);
    expect(world.changes()).toEqual([]);
  },
);

test('the comment says that an environment was deleted as soon as Upsun has agreed to that', async () => {
  const world = await scenario();
  const { id } = await openPullRequest(world);
  await world.deploy({ pullRequest: id }, comment);
  await world.bitbucket.mergePullRequest(id);
  world.upsun.goesOnWhen.delete = () => false;
  const running = await world.start(onMain, { COMMAND: 'cleanup', ...comment }, noClone);
  await world.until(() => world.bitbucket.comments(id)[0]?.raw.includes('was deleted') ?? false);
  await kill(running);

  expect(world.upsun.environment('pr-1')?.status).toBe('deleting');
  expect(world.bitbucket.comments(id)).toHaveLength(1);
});
