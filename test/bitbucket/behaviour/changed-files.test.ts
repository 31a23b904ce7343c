import { describe, expect, test } from 'vitest';
import { rejection } from '../../http/loopback.ts';
import { hosts, start, startWithPullRequest } from './hosts.ts';

const pathsOf = (found: object) => ('paths' in found ? (found.paths as string[]).toSorted() : found);

describe.each(hosts)('the files that a pull request changes on $name', (host) => {
  test('are those that were added, edited and removed, and a renamed one by both its paths', async () => {
    const { bitbucket, people, repository } = await start(host);
    const text = 'One\ntwo\nthree\n';
    await repository.commit('main', { 'docs/old name.md': text, 'gone.txt': 'g', 'stays.txt': 's' });
    await repository.commit(
      'work',
      { 'docs/old name.md': null, 'docs/neu/größe.md': text },
      { from: 'main' },
    );
    await repository.commit('work', { 'gone.txt': null, 'index.html': 'New', '.upsun/config.yaml': 'a: 1' });
    const id = await people.openPullRequest({ source: 'work' });

    expect(pathsOf(await bitbucket.changedFiles(id))).toEqual(
      ['.upsun/config.yaml', 'docs/neu/größe.md', 'docs/old name.md', 'gone.txt', 'index.html'].toSorted(),
    );
  });

  test('are those since it branched off, whatever was done in its target meanwhile', async () => {
    const { bitbucket, repository, pullRequest } = await startWithPullRequest(host);
    await repository.commit('main', { 'meanwhile.html': 'News' });

    expect(await bitbucket.changedFiles(pullRequest)).toEqual({ kind: 'listed', paths: ['login.html'] });
  });

  test('may be none', async () => {
    const { bitbucket, people, repository, main } = await start(host);
    await repository.setBranch('same', main);
    const id = await people.openPullRequest({ source: 'same' });
    expect(await bitbucket.changedFiles(id)).toEqual({ kind: 'listed', paths: [] });
  });

  test('are all of a thousand', async () => {
    const { bitbucket, people, repository } = await start(host);
    const names = Array.from({ length: 1000 }, (_, index) => `many/${index}.txt`);
    await repository.commit('many', Object.fromEntries(names.map((name) => [name, name])), { from: 'main' });
    const id = await people.openPullRequest({ source: 'many' });
    expect(pathsOf(await bitbucket.changedFiles(id))).toEqual(names.toSorted());
  });

  test('that cannot be read are an error, and not none', async () => {
    const { bitbucket, fail, pullRequest } = await startWithPullRequest(host);
    fail({ path: /diffstat|changes/, answer: { status: 500, body: 'Oops' } });
    expect(await rejection(bitbucket.changedFiles(pullRequest))).toMatchObject({ kind: 'failure' });
  });
});
