/** Which pull requests get an environment: those that ask for one, by their source, and by what they change. */
import { expect, test } from 'vitest';
import { expectFailure, openPullRequest } from '../failure.ts';
import { scenario, type Scenario } from '../scenario.ts';

const onMain = { custom: { branch: 'main' } };
const reconcile = { COMMAND: 'reconcile', FETCH_BRANCHES: 'false' };
const noClone = { clone: false };
const shop = { PULL_REQUEST_PATHS: 'apps/shop/**' };

/** A branch that changes these files only, with a pull request for it. */
async function openFor({ repository, bitbucket }: Scenario, files: Record<string, string>, source: string) {
  const commit = await repository.commit(source, files, { from: 'main' });
  return { source, commit, id: await bitbucket.openPullRequest({ source, title: 'Log in' }) };
}

/** The pull requests whose files the last run asked for. */
function askedForFiles({ requests, paths }: Scenario): string[] {
  const found = requests.filter(({ path }) => paths.files.test(path));
  return found.flatMap(({ path }) => /\/(?:pullrequests|pull-requests)\/(\d+)\//.exec(path)?.[1] ?? []);
}

/** What was asked of Bitbucket and Upsun, without hosts and commits, in an order of its own. */
function asked({ requests }: Scenario): string[] {
  return requests.map(({ method, path }) => `${method} ${path.replaceAll(/[0-9a-f]{12,}/g, '#')}`).toSorted();
}

const statusOf = ({ upsun }: Scenario, id: string) => upsun.environment(id)?.status;

test('with BUILD_PULL_REQUESTS=on-request a pull request gets an environment once it is marked [env], and keeps it', async () => {
  const world = await scenario();
  const onRequest = { BUILD_PULL_REQUESTS: 'on-request' };
  const { id, commit, source } = await openPullRequest(world);

  const run = await world.deploy({ pullRequest: id }, onRequest);
  expect(run.exitCode).toBe(0);
  expect(run.output).toContain('not marked [env], and BUILD_PULL_REQUESTS is on-request');
  expect(world.changes()).toEqual([]);
  expect(world.states(commit)).toEqual([]);

  world.bitbucket.updatePullRequest(id, { description: 'Please: [env]' });
  await world.deploy(onMain, { ...reconcile, ...onRequest }, noClone);
  expect(statusOf(world, 'pr-1')).toBe('active');

  world.bitbucket.updatePullRequest(id, { description: '' });
  const next = await world.repository.commit(source, { 'index.html': 'Next' });
  await world.deploy({ pullRequest: id }, onRequest);
  expect(world.upsun.environment('pr-1')).toMatchObject({ status: 'active', deployedCommit: next });

  world.bitbucket.updatePullRequest(id, { title: '[env] Log in [skip env]' });
  await world.repository.commit(source, { 'index.html': 'Last' });
  await world.deploy({ pullRequest: id }, onRequest);
  expect(world.upsun.environment('pr-1')).toMatchObject({ status: 'active', deployedCommit: next });
});

test('PULL_REQUEST_SOURCES leaves out bots, keeps what they have, and tells them once', async () => {
  const world = await scenario();
  const bot = await openPullRequest(world, { 'package.json': '{}' }, 'renovate/vue');
  const person = await openPullRequest(world, {}, 'feature/login');
  const people = { PULL_REQUEST_SOURCES: '!renovate/**' };

  for (const times of [1, 2]) {
    const run = await world.deploy(onMain, { ...reconcile, ...people }, noClone);
    expect(run.exitCode, `run ${times}`).toBe(0);
    expect(world.states(bot.commit)).toEqual(['STOPPED']);
    expect(statusOf(world, 'pr-1')).toBeUndefined();
    expect(statusOf(world, 'pr-2')).toBe('active');
  }
  expect(world.bitbucket.latestStatus(bot.commit)?.description).toBe(
    'Nothing is deployed to pr-1: its source renovate/vue is not matched by PULL_REQUEST_SOURCES',
  );

  const everybodyElse = { PULL_REQUEST_SOURCES: 'renovate/**' };
  await world.repository.commit(person.source, { 'index.html': 'Next' });
  await world.deploy({ pullRequest: person.id }, everybodyElse);
  expect(world.changes()).toEqual([]);
  expect(world.upsun.environment('pr-2')).toMatchObject({ status: 'active', deployedCommit: person.commit });
});

test('PULL_REQUEST_PATHS leaves out what changes nothing of interest, and only decides what is created', async () => {
  const world = await scenario();
  const docs = await openFor(world, { 'docs/index.md': 'Read me' }, 'docs');

  const run = await world.deploy({ pullRequest: docs.id }, shop);
  expect(run.exitCode).toBe(0);
  expect(run.output).toContain('it changes no file that PULL_REQUEST_PATHS matches');
  expect(world.changes()).toEqual([]);
  expect(world.states(docs.commit)).toEqual(['STOPPED']);

  await world.repository.commit(docs.source, { 'apps/shop/.upsun/config.yaml': 'applications: {}' });
  await world.deploy({ pullRequest: docs.id }, shop);
  expect(statusOf(world, 'pr-1')).toBe('active');

  const back = await world.repository.commit(docs.source, { 'apps/shop/.upsun/config.yaml': null });
  await world.deploy({ pullRequest: docs.id }, shop);
  expect(world.upsun.environment('pr-1')).toMatchObject({ status: 'active', deployedCommit: back });
  expect(askedForFiles(world)).toEqual([]);
});

test('a file that was renamed counts for both its paths', async () => {
  const world = await scenario();
  const text = 'One\ntwo\nthree\nfour\n';
  await world.repository.commit('main', { 'apps/shop/a.txt': text, 'apps/blog/b.txt': `${text}five\n` });
  const moved = { 'apps/shop/a.txt': null, 'apps/blog/a.txt': text };
  await world.repository.commit('move', moved, { from: 'main' });
  const id = await world.bitbucket.openPullRequest({ source: 'move', title: 'Move' });

  await world.deploy({ pullRequest: id }, { PULL_REQUEST_PATHS: 'apps/shop/*' });

  expect(statusOf(world, 'pr-1')).toBe('active');
});

test('reconcile asks for files only where they decide whether an environment is created', async () => {
  const world = await scenario();
  const there = await openFor(world, { 'apps/shop/a.txt': 'a' }, 'feature/a');
  await world.deploy({ pullRequest: there.id });
  await openFor(world, { 'apps/shop/b.txt': 'b' }, 'feature/b');
  await openFor(world, { 'docs/c.md': 'c' }, 'feature/c');
  const draft = await openFor(world, { 'apps/shop/d.txt': 'd' }, 'feature/d');
  world.bitbucket.updatePullRequest(draft.id, { draft: true });
  const gone = await openFor(world, { 'apps/shop/e.txt': 'e' }, 'feature/e');
  await world.repository.deleteBranch(gone.source);
  const variables = { ...reconcile, ...shop, BUILD_DRAFT_PULL_REQUESTS: 'false' };

  const dry = await world.deploy(onMain, { ...variables, DRY_RUN: 'true' }, noClone);
  expect(dry.exitCode).toBe(0);
  expect(askedForFiles(world)).toEqual(['2', '3']);

  await world.deploy(onMain, variables, noClone);
  expect(new Set(askedForFiles(world))).toEqual(new Set(['2', '3']));
  expect(world.upsun.environments().map(({ id }) => id)).toEqual(['main', 'pr-1', 'pr-2']);

  await world.deploy(onMain, variables, noClone);
  expect(askedForFiles(world)).toEqual(['3']);
  expect(world.changes()).toEqual([]);
});

test('a run that uses none of the filters asks for the same as before', async () => {
  const without: string[][] = [];
  for (const variables of [{}, { PULL_REQUEST_PATHS: '**', PULL_REQUEST_SOURCES: '**' }]) {
    const world = await scenario();
    await openPullRequest(world);
    await world.deploy(onMain, { ...reconcile, ...variables, DRY_RUN: 'true' }, noClone);
    expect(askedForFiles(world)).toEqual([]);
    without.push(asked(world));
  }
  expect(without[1]).toEqual(without[0]);
});

test('where the files of one pull request cannot be read, that one fails and the others go on', async () => {
  const world = await scenario();
  const broken = await openFor(world, { 'apps/shop/a.txt': 'a' }, 'feature/a');
  await openFor(world, { 'apps/shop/b.txt': 'b' }, 'feature/b');
  const where = new RegExp(`/pull-?requests/${broken.id}/(diffstat|changes)$`);
  world.faults.push({ path: where, answer: { status: 404, body: { errors: [], type: 'error' } } });

  const run = await world.deploy(onMain, { ...reconcile, ...shop }, noClone);

  expectFailure(run, 1, `list the files of pull request ${broken.id}`);
  expect(statusOf(world, 'pr-1')).toBeUndefined();
  expect(statusOf(world, 'pr-2')).toBe('active');
  expect(world.states(broken.commit).at(-1)).toBe('FAILED');
});

test('globs that can match nothing, and folders that are no globs, are errors before any request', async () => {
  const world = await scenario();
  const { id } = await openPullRequest(world);

  const run = await world.deploy(
    { pullRequest: id },
    { PULL_REQUEST_SOURCES: 'feature/*,!feature/*', PULL_REQUEST_PATHS: 'apps/shop/' },
  );

  expectFailure(
    run,
    2,
    'PULL_REQUEST_SOURCES can match nothing',
    'PULL_REQUEST_PATHS takes comma-separated globs of files from the root of the repository, e.g. apps/shop/**',
  );
  expect(world.requests).toEqual([]);
});
