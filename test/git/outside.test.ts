import { describe, expect, test } from 'vitest';
import { readOutside } from '../../src/git/outside.ts';
import { createRepository, type Files } from '../sandbox/git/repository.ts';
import { pipeGit, temporaryDirectory, the } from './repositories.ts';

const library = { submodule: 'b'.repeat(40) };
const modules = (path: string, url: string, name = path) =>
  `[submodule "${name}"]\n\tpath = ${path}\n\turl = ${url}\n`;

/** What is outside of a commit with these files. */
async function outsideOf(files: Files) {
  const repository = await createRepository(`${await temporaryDirectory()}/shop.git`, 'main');
  const commit = the(await repository.commit('main', { 'index.html': 'Shop', ...files }));
  const { git } = await pipeGit();
  return readOutside(git, repository.path, commit);
}

describe('files that are kept in LFS are found', () => {
  test.each([
    ['in the root', '.gitattributes', '*.psd filter=lfs diff=lfs merge=lfs -text\n'],
    ['in a folder below', 'web/media/videos/.gitattributes', '*.mp4 filter=lfs -text\n'],
    ['among other lines', '.gitattributes', '* text=auto\n  *.png   filter=lfs\n*.md text\n'],
    ['with the line ends of Windows', '.gitattributes', '*.psd filter=lfs\r\n'],
    ['by a macro', '.gitattributes', '[attr]big filter=lfs -text\n*.iso big\n'],
  ])('%s', async (_where, path, text) => {
    expect(await outsideOf({ [path]: text })).toEqual({ lfs: [path], submodules: [] });
  });

  test.each([
    ['a comment', '.gitattributes', '# *.psd filter=lfs\n'],
    ['another filter', '.gitattributes', '*.psd filter=lfs-of-ours\n* text=auto\n'],
    ['another file', 'docs/gitattributes', '*.psd filter=lfs\n'],
  ])('and not in %s', async (_what, path, text) => {
    expect(await outsideOf({ [path]: text })).toEqual({ lfs: [], submodules: [] });
  });
});

describe('submodules are found', () => {
  test('with their paths and addresses, as the commit has them', async () => {
    const files = {
      '.gitmodules':
        modules('lib/one', '../one.git') + modules('two', 'git@bitbucket.org:acme/two.git', 'a.b'),
      'lib/one': library,
      two: library,
    };
    expect((await outsideOf(files)).submodules).toEqual([
      { path: 'lib/one', url: '../one.git' },
      { path: 'two', url: 'git@bitbucket.org:acme/two.git' },
    ]);
  });

  test('where others are listed that are not in the commit, or lead out of it', async () => {
    const files = {
      '.gitmodules': [
        modules('gone', '../gone.git'),
        modules('../sibling', '../sibling.git'),
        modules('/etc', '../etc.git'),
        modules('index.html', '../page.git'),
        modules(':(glob)**', '../all.git'),
        modules('lib/', '../lib.git'),
        '[submodule "empty"]\n\tpath\n',
      ].join(''),
      lib: library,
    };
    expect((await outsideOf(files)).submodules).toEqual([{ path: 'lib', url: '../lib.git' }]);
  });

  test('and a list that git cannot read has none', async () => {
    expect(await outsideOf({ '.gitmodules': '[submodule "lib"\n', lib: library })).toEqual({
      lfs: [],
      submodules: [],
    });
  });

  test('and no other file is read because the list names it', async () => {
    const secret = `${await temporaryDirectory()}/config`;
    const files = {
      '.gitmodules': `[include]\n\tpath = ${secret}\n${modules('lib', '../lib.git')}`,
      lib: library,
    };
    expect((await outsideOf(files)).submodules).toEqual([{ path: 'lib', url: '../lib.git' }]);
  });
});
