/** Proves that branches and commits on the sandbox's Data Center are listed, filtered and found as documented. */
import { expect, test } from 'vitest';
import { start } from './running.ts';

test('branches come in pages, of which the server decides how long they get', async () => {
  const { ask, repository, main } = await start({ longestPage: 40 });
  for (let index = 0; index < 50; index += 1) await repository.setBranch(`many/${index}`, main);

  const first = await ask('GET', 'branches?orderBy=ALPHABETICAL&limit=100');
  const second = await ask(
    'GET',
    `branches?orderBy=ALPHABETICAL&start=${first.body.nextPageStart}&limit=100`,
  );

  expect(first.body).toMatchObject({ size: 40, limit: 40, isLastPage: false, start: 0, nextPageStart: 40 });
  expect(second.body).toMatchObject({ size: 11, isLastPage: true, nextPageStart: null });
  expect(first.body.values[0]).toEqual({
    id: 'refs/heads/main',
    displayId: 'main',
    type: 'BRANCH',
    latestCommit: main,
    latestChangeset: main,
    isDefault: true,
  });
});

test('a page has 25 values unless another length is asked for', async () => {
  const { ask, repository, main } = await start();
  for (let index = 0; index < 30; index += 1) await repository.setBranch(`many/${index}`, main);
  expect((await ask('GET', 'branches')).body).toMatchObject({ size: 25, limit: 25, isLastPage: false });
});

test('a filter finds part of a name, and the best match first where that is asked for', async () => {
  const { ask, repository, main } = await start();
  for (const name of ['a/login', 'login', 'login-2', 'other']) await repository.setBranch(name, main);
  const query = new URLSearchParams({ filterText: 'login', boostMatches: 'true', orderBy: 'ALPHABETICAL' });

  const { body } = await ask('GET', `branches?${query.toString()}`);

  expect(body.values.map(({ displayId }: { displayId: string }) => displayId)).toEqual([
    'login',
    'login-2',
    'a/login',
  ]);
});

test('the default branch is the configured one, if there is such a branch', async () => {
  const { ask, server } = await start();
  expect((await ask('GET', 'default-branch')).body).toEqual({
    id: 'refs/heads/main',
    displayId: 'main',
    type: 'BRANCH',
  });
  server.setMainBranch('gone');
  expect((await ask('GET', 'default-branch')).status).toBe(404);
});

test('a commit is found by its hash or the beginning of it', async () => {
  const { ask, main, repository } = await start();
  const commit = await repository.commit('main', { 'a.txt': 'a' }, { message: 'Add a' });

  const { body } = await ask('GET', `commits/${commit.slice(0, 11)}`);

  expect(body).toMatchObject({
    id: commit,
    displayId: commit.slice(0, 11),
    message: 'Add a',
    author: { name: 'Ada', emailAddress: 'ada@example.com' },
    parents: [{ id: main }],
  });
});
