/** Proves that pull requests and comments on the sandbox's Data Center have the documented fields and lists. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { git } from '../../sandbox/bitbucket/git.ts';
import { createRepository } from '../../sandbox/git/repository.ts';
import { bearer, type Running, start } from './running.ts';

async function startWithPullRequest(settings: Parameters<typeof start>[0] = {}) {
  const running = await start(settings);
  const commit = await running.repository.commit('feature', { 'a.txt': 'a' }, { from: 'main' });
  const id = await running.server.openPullRequest({ source: 'feature', title: 'Add a' });
  return { ...running, commit, id };
}

async function idsOf(ask: Running['ask'], query: string): Promise<number[]> {
  const { body } = await ask('GET', `pull-requests?${query}`);
  return body.values.map(({ id }: { id: number }) => id);
}

test('an open pull request tells both its ends', async () => {
  const { ask, id, commit, main } = await startWithPullRequest();

  const { body } = await ask('GET', `pull-requests/${id}`);

  expect(body).toMatchObject({
    id,
    version: 0,
    title: 'Add a',
    state: 'OPEN',
    open: true,
    closed: false,
    draft: false,
    fromRef: { id: 'refs/heads/feature', displayId: 'feature', latestCommit: commit },
    toRef: { id: 'refs/heads/main', latestCommit: main },
  });
  expect(body.fromRef.repository.id).toBe(body.toRef.repository.id);
});

test('a push, an edit and the end each count as a version', async () => {
  const { ask, id, repository, server } = await startWithPullRequest();
  const version = async () => (await ask('GET', `pull-requests/${id}`)).body.version;

  const commit = await repository.commit('feature', { 'b.txt': 'b' });
  expect(await version()).toBe(1);
  server.updatePullRequest(id, { title: 'Add a and b' });
  expect(await version()).toBe(2);
  const mergeCommit = await server.mergePullRequest(id);
  expect((await ask('GET', `pull-requests/${id}`)).body).toMatchObject({
    version: 3,
    state: 'MERGED',
    closed: true,
    fromRef: { latestCommit: commit },
    properties: { mergeCommit: { id: mergeCommit } },
  });
  expect(await repository.tip('main')).toBe(mergeCommit);
});

test('lists are by state, the open ones by default', async () => {
  const { ask, id, repository, server, main } = await startWithPullRequest();
  await repository.setBranch('declined', main);
  const declined = await server.openPullRequest({ source: 'declined' });
  await server.declinePullRequest(declined);

  expect(await idsOf(ask, '')).toEqual([id]);
  expect(await idsOf(ask, 'state=DECLINED')).toEqual([declined]);
  expect(await idsOf(ask, 'state=MERGED')).toEqual([]);
  expect(await idsOf(ask, 'state=ALL')).toEqual([declined, id]);
  expect(await idsOf(ask, 'state=ALL&order=OLDEST')).toEqual([id, declined]);

  await server.reopenPullRequest(declined);
  expect(await idsOf(ask, 'state=OPEN')).toEqual([declined, id]);
  expect((await ask('GET', `pull-requests/${declined}`)).body).toMatchObject({ open: true, version: 2 });
});

test('lists are by branch: the target, or the source where that is asked for', async () => {
  const { ask, id } = await startWithPullRequest();
  expect(await idsOf(ask, 'at=refs/heads/main')).toEqual([id]);
  expect(await idsOf(ask, 'at=refs/heads/feature')).toEqual([]);
  expect(await idsOf(ask, 'at=refs/heads/feature&direction=OUTGOING')).toEqual([id]);
});

test('a deleted pull request is gone, and its number is not given again', async () => {
  const { ask, id, server } = await startWithPullRequest();
  server.deletePullRequest(id);
  expect((await ask('GET', `pull-requests/${id}`)).status).toBe(404);
  expect(await server.openPullRequest({ source: 'feature' })).toBe(id + 1);
});

test('drafts are told of since 8.18', async () => {
  const { ask, id, server } = await startWithPullRequest({ version: '8.9.20' });
  server.updatePullRequest(id, { draft: true });
  expect((await ask('GET', `pull-requests/${id}`)).body).not.toHaveProperty('draft');
  server.settings.version = '8.19.0';
  expect((await ask('GET', `pull-requests/${id}`)).body.draft).toBe(true);
});

test('a fork has another repository, and none once that is deleted', async () => {
  const { ask, directory, repository, server } = await start();
  const fork = await createRepository(join(directory, 'fork.git'), 'main');
  await fork.fetch(repository, 'main');
  const commit = await fork.commit('feature', { 'a.txt': 'a' }, { from: 'main' });
  server.forks.set('~grace/storefront', fork);
  const id = await server.openPullRequest({ source: 'feature', fork: '~grace/storefront' });

  const { body } = await ask('GET', `pull-requests/${id}`);
  expect(body.fromRef).toMatchObject({
    latestCommit: commit,
    repository: { slug: 'storefront', project: { key: '~GRACE', type: 'PERSONAL' } },
  });
  expect(body.fromRef.repository.id).not.toBe(body.toRef.repository.id);

  server.updatePullRequest(id, { fork: null });
  const deleted = await ask('GET', `pull-requests/${id}`);
  expect(deleted.body.fromRef).not.toHaveProperty('repository');
});

test('the ref of a pull request follows a push when somebody looks at the changes', async () => {
  const { ask, id, commit, repository } = await startWithPullRequest();
  const ref = () => git(repository.path, ['rev-parse', `refs/pull-requests/${id}/from`]);
  const pushed = await repository.commit('feature', { 'b.txt': 'b' });

  await ask('GET', `pull-requests/${id}`);
  expect(await ref()).toBe(commit);
  await ask('GET', `pull-requests/${id}/changes?limit=1`);
  expect(await ref()).toBe(pushed);
});

test('comments are listed among the activities only', async () => {
  const { ask, id, server } = await startWithPullRequest();

  const { status, body } = await ask('POST', `pull-requests/${id}/comments`, { body: { text: 'Hello' } });
  const activities = await ask('GET', `pull-requests/${id}/activities`);

  expect(status).toBe(201);
  expect(body).toMatchObject({ version: 0, text: 'Hello' });
  expect(activities.body.values).toMatchObject([
    { action: 'COMMENTED', commentAction: 'ADDED', comment: { id: body.id, text: 'Hello' } },
    { action: 'OPENED' },
  ]);
  expect(server.comments(id)).toMatchObject([{ raw: 'Hello', deleted: false }]);
});

test('a comment is changed by its author, who knows its last version', async () => {
  const { ask, id, server } = await startWithPullRequest();
  const created = await ask('POST', `pull-requests/${id}/comments`, { body: { text: 'Hello' } });
  const path = `pull-requests/${id}/comments/${created.body.id}`;
  const put = (version: number, more = {}) => ask('PUT', path, { body: { text: 'Bye', version }, ...more });

  expect((await put(0)).body).toMatchObject({ text: 'Bye', version: 1 });
  const stale = await put(0);
  expect(stale.status).toBe(409);
  expect(stale.body.errors[0]).toMatchObject({
    exceptionName: 'com.atlassian.bitbucket.comment.CommentOutOfDateException',
    currentVersion: 1,
  });
  const somebodyElse = bearer(server.addToken('user_token', ['REPO_ADMIN']));
  expect((await put(1, { authorization: somebodyElse })).status).toBe(401);
  expect((await ask('GET', path)).body.version).toBe(1);
  expect((await ask('DELETE', `${path}?version=0`)).status).toBe(409);
  expect((await ask('DELETE', `${path}?version=1`)).status).toBe(204);
  expect((await ask('GET', path)).status).toBe(404);
  expect((await ask('GET', `pull-requests/${id}/activities`)).body.values).toHaveLength(1);
});

test('nobody comments in an archived repository', async () => {
  const { ask, id, server } = await startWithPullRequest();
  server.settings.archived = true;
  expect((await ask('POST', `pull-requests/${id}/comments`, { body: { text: 'A' } })).status).toBe(409);
});

test('a declined pull request is reopened, by who knows its version', async () => {
  const { ask, id, server } = await startWithPullRequest();
  const reopen = (version: number) =>
    ask('POST', `pull-requests/${id}/reopen?version=${version}`, { body: {} });
  expect((await reopen(0)).status).toBe(409);
  await server.declinePullRequest(id);
  expect((await reopen(0)).status).toBe(409);

  expect((await reopen(1)).body).toMatchObject({ id, version: 2, state: 'OPEN', closed: false });
  expect(await idsOf(ask, 'state=OPEN')).toEqual([id]);
});

test('a pull request without its branch stays declined', async () => {
  const { ask, id, server, repository } = await startWithPullRequest();
  await server.declinePullRequest(id);
  await repository.deleteBranch('feature');
  expect((await ask('POST', `pull-requests/${id}/reopen?version=1`, { body: {} })).status).toBe(409);
});
