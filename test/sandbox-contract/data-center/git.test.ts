/** Proves that git fetches from the sandbox's Data Center with the credentials of its API, and cannot push. */
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { gitIsolation } from '../../sandbox/bitbucket/git.ts';
import { createRepository } from '../../sandbox/git/repository.ts';
import { basic, bearer, start } from './running.ts';

/** Reads a remote's refs; nothing where git is refused. */
async function refs(url: string, authorization?: string): Promise<string[] | undefined> {
  const header = authorization ? ['-c', `http.extraHeader=Authorization: ${authorization}`] : [];
  const { stdout, exitCode } = await execa('git', [...header, 'ls-remote', url], {
    env: { ...gitIsolation, GIT_TERMINAL_PROMPT: '0' },
    reject: false,
  });
  const names = stdout.split('\n').map((line) => line.split('\t')[1] ?? '');
  return exitCode === 0 ? names : undefined;
}

test('git fetches with the same credentials, and sees the refs of pull requests', async () => {
  const { server, repository } = await start();
  await repository.commit('feature', { 'a.txt': 'a' }, { from: 'main' });
  await server.openPullRequest({ source: 'feature' });
  const { username, password } = server.user;
  const all = ['HEAD', 'refs/heads/feature', 'refs/heads/main', 'refs/pull-requests/1/from'];

  expect(await refs(server.cloneUrl, bearer(server.accessToken))).toEqual(all);
  expect(await refs(server.cloneUrl, basic('x-token-auth', server.accessToken))).toEqual(all);
  expect(await refs(server.cloneUrl, basic(username, password))).toEqual(all);
});

test('git is refused without credentials, with wrong ones and without permission', async () => {
  const { server } = await start();
  expect(await refs(server.cloneUrl)).toBeUndefined();
  expect(await refs(server.cloneUrl, bearer('wrong'))).toBeUndefined();
  expect(await refs(server.cloneUrl, bearer(server.addToken('user_token', [])))).toBeUndefined();
});

test('anybody fetches from a public repository', async () => {
  const { server } = await start({ public: true });
  expect(await refs(server.cloneUrl)).toContain('refs/heads/main');
});

test('a fork is open to people, not to the token of the repository, which has its commits by the ref', async () => {
  const { directory, main, repository, server } = await start();
  const fork = await createRepository(join(directory, 'fork.git'), 'main');
  await fork.fetch(repository, 'main');
  const commit = await fork.commit('feature', { 'a.txt': 'a' }, { from: 'main' });
  server.forks.set('~grace/storefront', fork);
  await server.openPullRequest({ source: 'feature', fork: '~grace/storefront' });
  const url = `${server.serverUrl}/scm/~grace/storefront.git`;
  const clone = await createRepository(join(directory, 'clone.git'), 'main');

  expect(await refs(url, basic(server.user.username, server.user.password))).toContain('refs/heads/feature');
  expect(await refs(url, bearer(server.accessToken))).toBeUndefined();

  const header = `http.extraHeader=Authorization: ${bearer(server.accessToken)}`;
  const fetching = ['fetch', '--quiet', server.cloneUrl, 'refs/pull-requests/1/from'];
  await execa('git', ['-c', header, ...fetching], { cwd: clone.path, env: gitIsolation });
  expect(await clone.resolve('FETCH_HEAD')).toBe(commit);
  expect(await clone.resolve(main)).toBe(main);
});

test('nobody pushes', async () => {
  const { main, repository, server } = await start();
  const header = `http.extraHeader=Authorization: ${basic(server.user.username, server.user.password)}`;
  const { exitCode } = await execa('git', ['-c', header, 'push', server.cloneUrl, `${main}:refs/heads/new`], {
    cwd: repository.path,
    env: gitIsolation,
    reject: false,
  });
  expect(exitCode).not.toBe(0);
  expect(await repository.tip('new')).toBeUndefined();
});
