import { describe, expect, test } from 'vitest';
import { openSource } from '../../src/git/source.ts';
import {
  addCommit,
  advice,
  cloneOf,
  git,
  ofClone,
  pipeGit,
  repositoryWithHistory,
  the,
} from './repositories.ts';

async function open(cloneDirectory: string) {
  const { git: ours, workDirectory } = await pipeGit();
  return openSource(ours, {
    cloneDirectory,
    workDirectory,
    proxyUrl: undefined,
    originsFor: ofClone,
    credentialsFor: () => Promise.resolve(undefined),
    advice,
  });
}

/** The tag v1 on a commit of main, and v1.1 on a commit after it that no branch has any more. */
async function withHotfix() {
  const { path, main, feature } = await repositoryWithHistory(4);
  const [first, released] = main.map(the);
  await git(path, 'tag', 'v1', released ?? '');
  const hotfix = await addCommit(path, 'hotfix/urgent', 'urgent', released);
  await git(path, 'tag', 'v1.1', hotfix);
  await git(path, 'branch', '--quiet', '--delete', '--force', 'hotfix/urgent');
  return { path, first: the(first), released: the(released), tip: the(main.at(-1)), feature, hotfix };
}

const annotate = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', 'tag', '--annotate'];

describe('a tag', () => {
  test.each(['v1', 'release/2026-11'])(
    '%s is read as its commit, also where it is annotated',
    async (name) => {
      const { path, tip } = await withHotfix();
      await git(path, ...annotate, '--force', '--message=Released', name, tip);
      const source = await open(await cloneOf(path, '--no-tags'));
      expect(await git(path, 'rev-parse', `refs/tags/${name}`)).not.toBe(tip);
      expect(await source.remoteTag(name)).toBe(tip);
    },
  );

  test('is no other one that contains its name, and no branch', async () => {
    const { path, tip } = await withHotfix();
    await git(path, 'tag', 'refs/tags/v3', tip);
    await git(path, 'branch', 'v3', tip);
    const source = await open(await cloneOf(path));
    expect(await source.remoteTag('v3')).toBeUndefined();
  });

  test('is fetched with its whole history, where no branch has its commit', async () => {
    const { path, hotfix } = await withHotfix();
    const source = await open(await cloneOf(path, '--depth=1', '--no-tags'));
    await source.complete(hotfix, { name: 'v1.1', ref: 'refs/tags/v1.1' });
    expect(await git(source.directory, 'rev-list', '--count', hotfix)).toBe('3');
  });
});

describe('a commit', () => {
  test('descends from itself and from what came before it, and from nothing else', async () => {
    const { path, first, released, tip, hotfix } = await withHotfix();
    const source = await open(await cloneOf(path, '--depth=1'));
    await source.complete(hotfix, { name: 'v1.1', ref: 'refs/tags/v1.1' });
    expect(await source.descends(hotfix, hotfix)).toBe(true);
    expect(await source.descends(hotfix, released)).toBe(true);
    expect(await source.descends(hotfix, first)).toBe(true);
    expect(await source.descends(hotfix, tip)).toBe(false);
    expect(await source.descends(released, hotfix)).toBe(false);
    expect(await source.descends(hotfix, 'd'.repeat(40))).toBe(false);
  });

  test('is found on the branch that most likely has it, and on any other', async () => {
    const { path, released, feature, hotfix } = await withHotfix();
    const source = await open(await cloneOf(path));
    await source.complete(hotfix, { name: 'v1.1', ref: 'refs/tags/v1.1' });
    expect(await source.isOnBranch(released, 'main')).toBe(true);
    expect(await source.isOnBranch(feature, 'main')).toBe(true);
    expect(await source.isOnBranch(feature, 'no-such-branch')).toBe(true);
    expect(await source.isOnBranch(feature, undefined)).toBe(true);
    expect(await source.isOnBranch(hotfix, 'main')).toBe(false);
  });

  test('is on a branch or not, nobody knows, where the origin cannot be read', async () => {
    const { path, released } = await withHotfix();
    const clone = await cloneOf(path);
    await git(clone, 'remote', 'set-url', 'origin', `${path}-moved`);
    expect(await (await open(clone)).isOnBranch(released, 'main')).toBeUndefined();
  });
});
