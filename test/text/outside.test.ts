import { describe, expect, test } from 'vitest';
import { notesOnOutside } from '../../src/text/outside.ts';

const submodule = (url: string, path = 'lib') => ({ path, url });

describe('the user is told', () => {
  test('of files in LFS, with the first few of the files that say so', () => {
    const lfs = ['.gitattributes', 'a/.gitattributes', 'b/.gitattributes', 'c/.gitattributes'];
    expect(notesOnOutside({ lfs, submodules: [] })).toEqual([
      {
        name: 'Git LFS',
        detail:
          '.gitattributes, a/.gitattributes, b/.gitattributes and 1 more keep files in Git LFS, which Upsun does not support: it builds with the pointers in their place',
        remedy: expect.stringContaining('in git itself'),
      },
    ]);
    expect(notesOnOutside({ lfs: ['.gitattributes'], submodules: [] })[0]?.detail).toMatch(
      /^\.gitattributes keeps files in Git LFS/,
    );
  });

  test.each([
    ['../lib.git', 'relative addresses, which Upsun cannot resolve: lib (../lib.git)', 'the whole address'],
    ['./lib', 'relative addresses', 'the whole address'],
    ['..', 'relative addresses', 'the whole address'],
    ['/srv/git/lib.git', 'only one machine knows: lib (/srv/git/lib.git)', 'that Upsun reaches'],
    ['file:///srv/git/lib.git', 'only one machine knows', 'that Upsun reaches'],
    [
      'git@bitbucket.org:acme/lib.git',
      'over SSH, with the deploy key of the project: lib (git@',
      'Deploy key',
    ],
    ['bitbucket.org:acme/lib.git', 'over SSH', 'Deploy key'],
    ['ssh://git@git.example.com:7999/shop/lib.git', 'over SSH', 'Deploy key'],
    ['git+ssh://git@git.example.com/shop/lib.git', 'over SSH', 'Deploy key'],
  ])('of a submodule at %s', (url, detail, remedy) => {
    expect(notesOnOutside({ lfs: [], submodules: [submodule(url)] })).toEqual([
      {
        name: 'Submodules',
        detail: expect.stringContaining(detail),
        remedy: expect.stringContaining(remedy),
      },
    ]);
  });

  test('of each kind once', () => {
    const submodules = [submodule('../a', 'a'), submodule('../b', 'b'), submodule('git@x.org:c', 'c')];
    const details = notesOnOutside({ lfs: [], submodules }).map(({ detail }) => detail);
    expect(details).toEqual([
      expect.stringContaining('a (../a), b (../b)'),
      expect.stringContaining('c (git@x.org:c)'),
    ]);
  });
});

test.each(['https://github.com/acme/lib.git', 'http://git.example.com/lib', 'git://git.example.com/lib.git'])(
  'nothing is said of a submodule at %s, which Upsun can fetch',
  (url) => {
    expect(notesOnOutside({ lfs: [], submodules: [submodule(url)] })).toEqual([]);
  },
);
