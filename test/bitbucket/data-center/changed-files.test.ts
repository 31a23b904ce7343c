import { describe, expect, test } from 'vitest';
import { dataCenter } from '../behaviour/data-center.ts';
import { start, startWithPullRequest } from '../behaviour/hosts.ts';

/** A page of changes of these files, as a server that does page them answers. */
const page = (names: string[], more: object) => ({
  status: 200,
  body: {
    values: names.map((name) => ({ type: 'MODIFY', path: { components: name.split('/') } })),
    toHash: 'a',
    ...more,
  },
});

test('a list that the server cuts says so', async () => {
  const { bitbucket, people, repository } = await start(dataCenter);
  const names = Array.from({ length: 1001 }, (_, index) => `many/${index}.txt`);
  await repository.commit('many', Object.fromEntries(names.map((name) => [name, name])), { from: 'main' });
  const id = await people.openPullRequest({ source: 'many' });
  expect(await bitbucket.changedFiles(id)).toEqual({ kind: 'cut' });
});

test('a file that was copied from elsewhere changes nothing there', async () => {
  const { bitbucket, fail, pullRequest } = await startWithPullRequest(dataCenter);
  const path = { components: ['docs', 'copy.md'] };
  const values = [{ type: 'COPY', path, srcPath: { components: ['apps', 'original.md'] } }];
  fail({ answer: { status: 200, body: { values, isLastPage: true, start: 0 } } });
  expect(await bitbucket.changedFiles(pullRequest)).toEqual({ kind: 'listed', paths: ['docs/copy.md'] });
});

describe('of a server that gives further pages', () => {
  const first = page(['a/b'], { isLastPage: false, start: 0, nextPageStart: 1 });

  test.each<[string, object, object]>([
    ['all are read', { isLastPage: true, start: 1 }, { kind: 'listed', paths: ['a/b', 'c'] }],
    [
      'one of another commit, which was pushed meanwhile, counts as cut',
      { isLastPage: true, start: 1, toHash: 'b' },
      { kind: 'cut' },
    ],
    ['the first one again counts as cut', { isLastPage: true, start: 0 }, { kind: 'cut' }],
    ['one that leads back counts as cut', { isLastPage: false, start: 1, nextPageStart: 1 }, { kind: 'cut' }],
    [
      'one that leads nowhere counts as cut',
      { isLastPage: false, start: 1, nextPageStart: null },
      { kind: 'cut' },
    ],
  ])('%s', async (_what, second, expected) => {
    const { bitbucket, fail, pullRequest } = await startWithPullRequest(dataCenter);
    fail({ answer: (request) => (request.query.get('start') === '0' ? first : page(['c'], second)) });
    expect(await bitbucket.changedFiles(pullRequest)).toEqual(expected);
  });
});
