/** READY_PATH: a deployment succeeds when its site answers, and not before. */
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createCertificateAuthority, startTlsFront } from '../../sandbox/tls.ts';
import { expectFailure, openPullRequest } from '../failure.ts';
import { scenario, type Scenario } from '../scenario.ts';

const ready = { READY_PATH: '/health', READY_TIMEOUT: '2s' };
const reconcile = { COMMAND: 'reconcile', FETCH_BRANCHES: 'false' };
const onMain = { custom: { branch: 'main' } };

const healthy = { health: 'OK' };
const down = () => ({ status: 502 });

/** What visitors asked for, and with which authorization. */
function visits({ upsun }: Scenario): string[] {
  return upsun.visits().map((visit) => [visit.path, visit.authorization].filter(Boolean).join(' '));
}

test('a site that answers 502 for a while is waited for, and costs no request to Upsun', async () => {
  const world = await scenario();
  const { commit, id } = await openPullRequest(world, healthy);
  world.upsun.answerVisit = () => (world.upsun.visits().length < 3 ? { status: 502 } : undefined);

  const run = await world.deploy({ pullRequest: id }, { ...ready, READY_TIMEOUT: '1m' });

  expect(run.exitCode).toBe(0);
  expect(visits(world)).toEqual(['/health', '/health', '/health']);
  expect(run.output).toMatch(/Waiting until 127\.0\.0\.1:\d+\/health answers, for 1 min at most/);
  expect(world.states(commit)).toEqual(['INPROGRESS', 'SUCCESSFUL']);
});

test('a site that does not answer in time fails the run, with the activity as its link', async () => {
  const world = await scenario();
  const { commit, id } = await openPullRequest(world, healthy);
  world.upsun.answerVisit = down;

  const run = await world.deploy({ pullRequest: id }, ready);

  expectFailure(run, 1, 'pr-1: live, but /health answered 502 for 2 s', 're-run this step to check it again');
  expect(world.upsun.environment('pr-1')?.deployedCommit).toBe(commit);
  const activity = world.upsun.activities().find(({ type }) => type === 'environment.push');
  expect(world.bitbucket.statuses(commit).at(-1)).toMatchObject({
    state: 'FAILED',
    description: 'pr-1: live, but /health answered 502 for 2 s',
    url: expect.stringContaining(activity?.id ?? 'none'),
  });
});

describe.each([
  { command: 'deploy', again: (id: number) => [{ pullRequest: id }, {}] as const },
  { command: 'reconcile', again: () => [onMain, reconcile] as const },
])('$command, where the environment was up to date', ({ again }) => {
  test('says FAILED when its site answers no more, and SUCCESSFUL when it does again', async () => {
    const world = await scenario();
    const { commit, id } = await openPullRequest(world, healthy);
    await world.deploy({ pullRequest: id }, ready);
    const [target, variables] = again(id);

    world.upsun.answerVisit = down;
    const failing = await world.deploy(target, { ...ready, ...variables });
    expectFailure(failing, 1, 'live, but /health answered 502 for 2 s');
    expect(world.changes()).toEqual([]);
    expect(world.states(commit).at(-1)).toBe('FAILED');

    world.upsun.answerVisit = undefined;
    const fine = await world.deploy(target, { ...ready, ...variables });
    expect(fine.exitCode).toBe(0);
    expect(world.changes()).toEqual([]);
    expect(world.states(commit).at(-1)).toBe('SUCCESSFUL');
  });
});

test('no site is asked without READY_PATH, nor with WAIT=false', async () => {
  const world = await scenario();
  const { id } = await openPullRequest(world, healthy);
  world.upsun.answerVisit = down;

  expect((await world.deploy({ pullRequest: id }, { ...ready, WAIT: 'false' })).exitCode).toBe(0);
  await world.upsun.settled();
  expect((await world.deploy({ pullRequest: id }, { ...ready, WAIT: 'false' })).exitCode).toBe(0);
  expect((await world.deploy({ pullRequest: id })).exitCode).toBe(0);
  expect((await world.deploy(onMain, reconcile)).exitCode).toBe(0);
  expect(visits(world)).toEqual([]);
});

test('an inactive branch has no site to ask', async () => {
  const world = await scenario();
  await world.repository.commit('feature/a', healthy, { from: 'main' });
  expect((await world.deploy({ branch: 'feature/a' }, ready)).exitCode).toBe(0);
  expect((await world.deploy({ branch: 'feature/a' }, ready)).exitCode).toBe(0);
  expect(visits(world)).toEqual([]);
});

test('the password of HTTP_AUTH, and nothing else, goes to the sites of pull requests alone', async () => {
  const world = await scenario();
  const { id } = await openPullRequest(world, healthy);
  const variables = { ...ready, HTTP_AUTH: 'team:review-only-9f3b' };

  expect((await world.deploy({ pullRequest: id }, variables)).exitCode).toBe(0);
  await world.repository.commit('main', healthy);
  expect((await world.deploy({ branch: 'main' }, variables)).exitCode).toBe(0);

  const pair = Buffer.from('team:review-only-9f3b').toString('base64');
  expect(visits(world)).toEqual([`/health Basic ${pair}`, '/health']);
});

test('redirections are followed on the environment itself, and not to another host', async () => {
  const world = await scenario();
  const { commit, id } = await openPullRequest(world, healthy);
  world.upsun.answerVisit = (_environment, path) =>
    path === '/old' ? { status: 301, headers: { location: '/health' } } : undefined;

  expect((await world.deploy({ pullRequest: id }, { ...ready, READY_PATH: '/old' })).exitCode).toBe(0);
  expect(visits(world)).toEqual(['/old', '/health']);

  const elsewhere = { location: 'https://login.example.com/?next=/health' };
  world.upsun.answerVisit = () => ({ status: 302, headers: elsewhere });
  const run = await world.deploy({ pullRequest: id }, ready);
  expectFailure(
    run,
    1,
    'live, but /health redirects to https://login.example.com, which is none of its routes',
  );
  expect(world.states(commit).at(-1)).toBe('FAILED');
});

test('a certificate that is not there yet is waited for', async () => {
  const world = await scenario();
  const { source, id } = await openPullRequest(world, healthy);
  await world.deploy({ pullRequest: id });
  const trusted = await createCertificateAuthority(join(world.directory, 'trusted'));
  const stranger = await createCertificateAuthority(join(world.directory, 'stranger'));
  const { url = '' } = world.upsun.environment('pr-1') ?? {};
  const front = await startTlsFront(await stranger.issue('localhost'), url);
  onTestFinished(front.close);
  world.upsun.routeUrl = () => `https://localhost:${front.port}/`;
  world.upsun.answerVisit = () => ({ status: 200 });
  await world.repository.commit(source, { 'index.html': 'Second' });
  const variables = { ...ready, READY_TIMEOUT: '1m', NODE_EXTRA_CA_CERTS: trusted.file };

  const { finished } = await world.start({ pullRequest: id }, variables, {
    onOutput: (text) => {
      if (text.includes('Waiting until')) void trusted.issue('localhost').then(front.renew);
    },
  });

  expect((await finished).exitCode).toBe(0);
  expect(visits(world)).toEqual(['/health']);

  front.renew(await stranger.issue('localhost'));
  const run = await world.deploy({ pullRequest: id }, { ...variables, READY_TIMEOUT: '1s' });
  expectFailure(run, 1, /live, but the certificate of localhost:\d+ could not be trusted for 1 s/);
});

test('a run that is stopped meanwhile leaves a status that ends', async () => {
  const world = await scenario();
  const { commit, id } = await openPullRequest(world, healthy);
  world.upsun.answerVisit = down;

  const run = await world.start({ pullRequest: id }, { ...ready, READY_TIMEOUT: '10m' });
  await world.until(() => visits(world).length > 1);
  run.kill();

  expect((await run.finished).exitCode).toBe(143);
  expect(world.states(commit).at(-1)).toBe('STOPPED');
});

test.each([
  'health',
  'https://other.example.com/health',
  '//other.example.com/health',
  '/\\other.example.com',
  '/a b',
])('READY_PATH=%s is refused before any request', async (path) => {
  const world = await scenario();
  const run = await world.deploy({ branch: 'main' }, { READY_PATH: path });
  expectFailure(run, 2, "READY_PATH takes a path on the environment's own host that begins with a slash");
  expect(world.requests).toEqual([]);
});
