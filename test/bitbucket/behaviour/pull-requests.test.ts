import { describe, expect, test } from 'vitest';
import { rejection } from '../../http/loopback.ts';
import { hosts, start, startWithPullRequest } from './hosts.ts';

/** A commit by its whole hash or, as Bitbucket Cloud tells of it, an abbreviation. */
const named = (commit: string) => expect.stringMatching(`^${commit.slice(0, 12)}`) as string;

describe.each(hosts)('a pull request on $name', (host) => {
  test('is told of whole', async () => {
    const { bitbucket, people, commit } = await start(host);
    const wanted = { source: 'feature/login', title: 'Log in', description: 'With a *password*' };
    const id = await people.openPullRequest(wanted);
    people.updatePullRequest(id, { updatedOn: '2026-01-02T03:04:05.678+00:00' });
    expect(await bitbucket.pullRequest(id)).toEqual({
      id,
      title: 'Log in',
      description: 'With a *password*',
      state: 'OPEN',
      draft: false,
      fork: false,
      source: { name: 'feature/login', commit: named(commit) },
      target: 'main',
      updatedAt: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
    });
  });

  test('may be a draft, until it is ready', async () => {
    const { bitbucket, people } = await start(host);
    const id = await people.openPullRequest({ source: 'feature/login', draft: true });
    expect(await bitbucket.pullRequest(id)).toMatchObject({ draft: true });
    people.updatePullRequest(id, { draft: false });
    expect(await bitbucket.pullRequest(id)).toMatchObject({ draft: false });
  });

  test('may have no description', async () => {
    const { bitbucket, pullRequest } = await startWithPullRequest(host);
    expect(await bitbucket.pullRequest(pullRequest)).toMatchObject({ description: '' });
  });

  test('is open, and then what became of it', async () => {
    const { bitbucket, people, repository, endings } = await start(host);
    const seen: unknown[] = [];
    for (const [state, end] of Object.entries(endings)) {
      const source = `fix/${state}`;
      await repository.commit(source, { [`${state}.html`]: state }, { from: 'main' });
      const id = await people.openPullRequest({ source });
      const before = await bitbucket.pullRequest(id);
      await end(id);
      seen.push([before?.state, (await bitbucket.pullRequest(id))?.state]);
    }
    expect(seen).toEqual(Object.keys(endings).map((state) => ['OPEN', state]));
  });

  test('of a fork has its source there, although there is a branch of that name here', async () => {
    const { bitbucket, people } = await start(host);
    const fork = 'contributor/shop';
    const id = await people.openPullRequest({ source: 'feature/login', fork });
    const source = { name: 'feature/login', commit: expect.any(String) as string };
    expect(await bitbucket.pullRequest(id)).toMatchObject({ fork: true });
    expect((await bitbucket.pullRequest(id))?.source).toEqual({ ...source, ...host.sourceInFork(id, fork) });

    people.updatePullRequest(id, { fork: null });
    expect(await bitbucket.pullRequest(id)).toMatchObject({ fork: true });
    expect((await bitbucket.pullRequest(id))?.source).toEqual({ ...source, ...host.sourceInDeletedFork(id) });
  });

  test('follows its source branch, and outlives it', async () => {
    const { bitbucket, repository, pullRequest } = await startWithPullRequest(host);
    const pushed = await repository.commit('feature/login', { 'login.html': 'Welcome' });
    const expected = { state: 'OPEN', source: { name: 'feature/login', commit: named(pushed) } };
    expect(await bitbucket.pullRequest(pullRequest)).toMatchObject(expected);
    await repository.deleteBranch('feature/login');
    expect(await bitbucket.pullRequest(pullRequest)).toMatchObject(expected);
  });

  test('may be given another target', async () => {
    const { bitbucket, people, repository, main, pullRequest } = await startWithPullRequest(host);
    await repository.setBranch('release/1.0', main);
    people.updatePullRequest(pullRequest, { target: 'release/1.0' });
    expect(await bitbucket.pullRequest(pullRequest)).toMatchObject({ target: 'release/1.0' });
  });

  test('that was never opened is none', async () => {
    const { bitbucket } = await startWithPullRequest(host);
    expect(await bitbucket.pullRequest(404)).toBeUndefined();
  });
});

describe.each(hosts)('the open pull requests on $name', (host) => {
  test('are no others', async () => {
    const { bitbucket, people, repository, endings, pullRequest } = await startWithPullRequest(host);
    for (const [state, end] of Object.entries(endings)) {
      await repository.commit(state, { [state]: state }, { from: 'main' });
      await end(await people.openPullRequest({ source: state }));
    }
    const draft = await people.openPullRequest({ source: 'feature/login', target: 'MERGED', draft: true });
    const forked = await people.openPullRequest({ source: 'fix', fork: 'contributor/shop' });
    const found = (await bitbucket.openPullRequests()).toSorted((one, other) => one.id - other.id);
    expect(found).toMatchObject([
      { id: pullRequest, draft: false, fork: false, target: 'main', title: 'Log in' },
      { id: draft, draft: true, fork: false, target: 'MERGED' },
      { id: forked, fork: true, source: host.sourceInFork(forked, 'contributor/shop') },
    ]);
  });

  async function startWithMany() {
    const running = await start(host);
    const ids: number[] = [];
    for (let count = 0; count < host.longestPage + 2; count += 1)
      ids.push(await running.people.openPullRequest({ source: 'feature/login' }));
    return { ...running, ids };
  }

  test('are all of them, on however many pages', async () => {
    const { bitbucket, world, ids } = await startWithMany();
    const found = (await bitbucket.openPullRequests()).map(({ id }) => id);
    expect(found.toSorted((one, other) => one - other)).toEqual(ids);
    expect(world.requests.length).toBeGreaterThan(1);
  });

  test('are no shorter list where a later page fails', async () => {
    const { bitbucket, fail } = await startWithMany();
    fail({ answer: { status: 500, body: 'Oops' } }, 1);
    expect(await rejection(bitbucket.openPullRequests())).toMatchObject({ name: 'PipeError' });
  });

  test.each(host.strayPages)('are no shorter list where a page leads to %s', async (_where, answer) => {
    const { bitbucket, fail } = await start(host);
    fail({ answer });
    expect(await rejection(bitbucket.openPullRequests())).toMatchObject({ name: 'PipeError' });
  });
});
