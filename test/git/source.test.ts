import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openSource } from '../../src/git/source.ts';
import { rejection } from '../http/loopback.ts';
import {
  cloneOf,
  addCommit,
  git,
  pipeGit,
  repositoryWithHistory,
  temporaryDirectory,
  advice,
  ofClone,
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

/** How many commits a push from this repository would carry. */
async function historyOf(directory: string, tip: string): Promise<number> {
  return Number(await git(directory, 'rev-list', '--count', tip));
}

describe('a clone', () => {
  test('that is whole needs nothing', async () => {
    const { path, main } = await repositoryWithHistory(4);
    const source = await open(await cloneOf(path));
    await source.complete(main[3] ?? '', { name: 'main' });
    expect(await historyOf(source.directory, main[3] ?? '')).toBe(4);
  });

  test('made with a filter gives way to a whole history, because a push from it would lack objects', async () => {
    const { path, main } = await repositoryWithHistory(4);
    await git(path, 'config', 'uploadpack.allowFilter', 'true');
    const source = await open(await cloneOf(path, '--filter=blob:none', '--no-checkout'));
    await source.complete(main[3] ?? '', { name: 'main' });
    const objects = await git(source.directory, 'rev-list', '--objects', '--missing=print', main[3] ?? '');
    expect(objects.split('\n').filter((line) => line.startsWith('?'))).toEqual([]);
  });

  test('of one branch is completed by another one', async () => {
    const { path, feature } = await repositoryWithHistory();
    const source = await open(await cloneOf(path, '--single-branch'));
    expect(await source.find(feature)).toBeUndefined();
    await source.complete(feature, { name: 'feature/login' });
    expect(await source.find(feature)).toBe(feature);
  });

  test('that is older than its origin gets what was pushed since', async () => {
    const { path } = await repositoryWithHistory(2);
    const clone = await cloneOf(path);
    const newest = await addCommit(path, 'main', 'newer');
    const source = await open(clone);
    await source.complete(newest, { name: 'main' });
    expect(await historyOf(source.directory, newest)).toBe(3);
  });

  test('without origin will do where it has the commit', async () => {
    const { path, main } = await repositoryWithHistory(3);
    const source = await open(path);
    await source.complete(main[2] ?? '', { name: 'main' });
    expect(await historyOf(source.directory, main[2] ?? '')).toBe(3);
  });

  test('may be looked at from a folder inside it', async () => {
    const { path, main } = await repositoryWithHistory();
    const clone = await cloneOf(path);
    await mkdir(join(clone, 'web'));
    const source = await open(join(clone, 'web'));
    expect(await source.find(main[0] ?? '')).toBe(main[0]);
  });
});

/** A clone that is older than its origin, and the ways by which that is asked for what is newer. */
async function byWays(...ways: string[]) {
  const { path } = await repositoryWithHistory(2);
  const clone = await cloneOf(path);
  const newest = await addCommit(path, 'main', 'newer');
  const asked: string[] = [];
  const { git: ours, workDirectory } = await pipeGit();
  const watched: typeof ours = (args, options) => {
    asked.push(...args.filter((argument) => argument.startsWith('file://')));
    return ours(args, options);
  };
  const source = await openSource(watched, {
    cloneDirectory: clone,
    workDirectory,
    proxyUrl: undefined,
    originsFor: async () =>
      ways.map((way) => ({ url: way === 'good' ? `file://${path}` : way, proxy: undefined })),
    credentialsFor: async () => undefined,
    advice,
  });
  return { source, newest, asked, path };
}

describe('of several ways to the origin', () => {
  test('the next one is taken where the first does not lead there, and is kept', async () => {
    const { source, newest, asked, path } = await byWays('file:///no/such/way', 'good');
    await Promise.all([source.remoteHead(), source.remoteBranches()]);
    expect(await source.complete(newest, { name: 'main' })).toBe(newest);
    expect((await source.remoteBranches()).get('main')).toBe(newest);
    expect(asked.slice(-2)).toEqual([`file://${path}`, `file://${path}`]);
  });

  test('the second is not asked for what the first does not have', async () => {
    const { source, asked, path } = await byWays('good', 'file:///no/such/way');
    const error = await rejection(source.complete('f'.repeat(40), { name: 'feature/gone' }));
    expect(String(error)).toContain('feature/gone');
    expect(asked).toEqual([`file://${path}`]);
  });

  test('the last one is named where none leads there', async () => {
    const { source } = await byWays('file:///no/such/way', 'file:///nor/this');
    const error = await rejection(source.remoteBranches());
    expect(error).toMatchObject({ kind: 'failure', remedy: advice.unreadable });
    expect(String(error)).toContain('/nor/this');
  });
});

describe('what cannot be had is said', () => {
  test('a commit that nobody knows', async () => {
    const { path } = await repositoryWithHistory();
    const source = await open(await cloneOf(path));
    const unknown = 'f'.repeat(40);
    const error = await rejection(source.complete(unknown, { name: 'main' }));
    expect(error).toMatchObject({ kind: 'configuration', remedy: expect.stringContaining('COMMIT') });
    expect(String(error)).toContain(unknown);
  });

  test('a commit of a branch that is gone', async () => {
    const { path } = await repositoryWithHistory();
    const source = await open(await cloneOf(path));
    const error = await rejection(source.complete('f'.repeat(40), { name: 'feature/gone' }));
    expect(error).toMatchObject({ kind: 'configuration' });
    expect(String(error)).toContain('feature/gone');
  });

  test('a commit that a clone without origin lacks', async () => {
    const { path } = await repositoryWithHistory();
    const error = await rejection((await open(path)).complete('f'.repeat(40), { name: 'main' }));
    expect(error).toMatchObject({ kind: 'configuration', remedy: expect.stringContaining('origin') });
    expect(String(error)).toContain(path);
  });

  test('a directory without a clone', async () => {
    const directory = await temporaryDirectory();
    const error = await rejection(open(directory));
    expect(error).toMatchObject({ kind: 'configuration', remedy: expect.stringContaining('SOURCE_DIR') });
    expect(String(error)).toContain(directory);
  });

  test('a directory that is not there', async () => {
    const error = await rejection(open('/no/such/clone'));
    expect(error).toMatchObject({ kind: 'configuration', remedy: expect.stringContaining('SOURCE_DIR') });
    expect(String(error)).toContain('/no/such/clone');
  });

  test('an origin that is away, without the password in its address', async () => {
    const { path } = await repositoryWithHistory();
    const clone = await cloneOf(path);
    await git(clone, 'remote', 'set-url', 'origin', 'http://ada:s3cret@127.0.0.1:1/shop.git');
    const error = await rejection((await open(clone)).remoteBranches());
    expect(error).toMatchObject({ kind: 'failure' });
    expect(String(error)).toContain('127.0.0.1:1');
    expect(String(error)).not.toContain('s3cret');
  });
});

describe('the origin tells', () => {
  test('its branches with their tips', async () => {
    const { path, main, feature } = await repositoryWithHistory();
    const source = await open(await cloneOf(path, '--depth=1'));
    expect(Object.fromEntries(await source.remoteBranches())).toEqual({
      main: main.at(-1),
      'feature/login': feature,
    });
  });

  test('those that were asked for, and none that end alike', async () => {
    const { path, main } = await repositoryWithHistory();
    await git(path, 'branch', 'team/main', main[0] ?? '');
    const source = await open(await cloneOf(path));
    expect((await source.remoteBranches(['main'])).get('main')).toBe(main.at(-1));
    expect((await source.remoteBranches(['login'])).get('login')).toBeUndefined();
    expect((await source.remoteBranches(['gone'])).size).toBe(0);
  });

  test('its main branch', async () => {
    const { path } = await repositoryWithHistory();
    const clone = await cloneOf(path);
    await git(path, 'symbolic-ref', 'HEAD', 'refs/heads/feature/login');
    expect(await (await open(clone)).remoteHead()).toBe('feature/login');
  });

  test('nothing where it has no commits', async () => {
    const path = await temporaryDirectory();
    await git(path, 'init', '--quiet', '.');
    const clone = await cloneOf(path);
    await writeFile(join(clone, 'README'), '');
    const source = await open(clone);
    expect(await source.remoteHead()).toBeUndefined();
    expect((await source.remoteBranches()).size).toBe(0);
  });
});

describe('the files that a commit changes', () => {
  test('are those since it branched off, a renamed one by both its paths', async () => {
    const { path, main, feature } = await repositoryWithHistory();
    const source = await open(await cloneOf(path));
    const tip = await source.complete(feature, { name: 'feature/login' });
    const base = await source.complete(main.at(-1) ?? '', { name: 'main' });
    const merged = await git(path, 'merge-base', tip, base);
    const expected = await git(path, 'diff', '--name-only', '--no-renames', merged, tip);
    expect(await source.changedFiles(tip, base)).toEqual(expected.split('\n').filter(Boolean));
  });
});
