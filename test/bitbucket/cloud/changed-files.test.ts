import { expect, test } from 'vitest';
import { rejection } from '../../http/loopback.ts';
import { cloud } from '../behaviour/cloud.ts';
import { start, startWithPullRequest } from '../behaviour/hosts.ts';

test('a push while the files of a pull request are read page after page does not mix two lists', async () => {
  const { bitbucket, people, repository, world } = await start(cloud);
  const names = Array.from({ length: 600 }, (_, index) => `many/${String(index).padStart(3, '0')}.txt`);
  await repository.commit('many', Object.fromEntries(names.map((name) => [name, name])), { from: 'main' });
  const id = await people.openPullRequest({ source: 'many' });
  world.watch = async (moment, _server, { query, path }) => {
    if (moment !== 'after' || !path.includes('/diffstat/') || query.has('page')) return;
    await repository.commit('many', { 'aaa.txt': 'First of all', 'many/000.txt': null });
  };

  expect(await bitbucket.changedFiles(id)).toEqual({ kind: 'listed', paths: names });
  expect(world.requests.map(({ status }) => status)).toEqual([302, 200, 200]);
});

test('what a gateway answers in place of leading on is taken as well', async () => {
  const { bitbucket, fail, pullRequest } = await startWithPullRequest(cloud);
  const values = [{ type: 'diffstat', status: 'modified', old: { path: 'a' }, new: { path: 'a' } }];
  fail({ path: /\/pullrequests\/\d+\/diffstat$/, answer: { status: 200, body: { values } } });
  expect(await bitbucket.changedFiles(pullRequest)).toEqual({ kind: 'listed', paths: ['a'] });
});

test('an answer that leads to another server is not followed', async () => {
  const { bitbucket, fail, pullRequest } = await startWithPullRequest(cloud);
  const location = 'https://bitbucket.example.com/2.0/repositories/acme/shop/diffstat/a..b';
  fail({ path: /\/diffstat$/, answer: { status: 302, headers: { location } } });
  expect(await rejection(bitbucket.changedFiles(pullRequest))).toMatchObject({
    message: expect.stringContaining('https://bitbucket.example.com') as string,
  });
});

test('a comparison that takes Bitbucket too long counts as a list that was cut', async () => {
  const { bitbucket, fail, pullRequest } = await startWithPullRequest(cloud);
  const body = { type: 'error', error: { message: 'Timed out' } };
  fail({ path: /\/diffstat\/.+/, answer: { status: 555, body } });
  expect(await bitbucket.changedFiles(pullRequest)).toEqual({ kind: 'cut' });
});
