import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openSource } from '../../src/git/source.ts';
import { rejection } from '../http/loopback.ts';
import {
  bareRepository,
  cloneOf,
  contentOf,
  git,
  pipeGit,
  repositoryWithHistory,
  advice,
  ofClone,
} from './repositories.ts';

async function shallowClone() {
  const { path, main, feature } = await repositoryWithHistory(4);
  const tip = main.at(-1) ?? '';
  const clone = await cloneOf(path, '--depth=2');
  const { git: ours, workDirectory } = await pipeGit();
  const open = () =>
    openSource(ours, {
      cloneDirectory: clone,
      workDirectory,
      proxyUrl: undefined,
      originsFor: ofClone,
      credentialsFor: () => Promise.resolve(undefined),
      advice,
    });
  return { path, clone, tip, feature, open };
}

describe('a shallow clone', () => {
  test('is completed from its origin, so that its whole history can be pushed', async () => {
    const { tip, open } = await shallowClone();
    const source = await open();
    await source.complete(tip, { name: 'main' });
    const upsun = await bareRepository();
    await git(source.directory, 'push', '--quiet', upsun.path, `${tip}:refs/heads/main`);
    expect(await git(upsun.path, 'rev-list', '--count', 'main')).toBe('4');
    expect(await git(upsun.path, 'rev-parse', '--is-shallow-repository')).toBe('false');
  });

  test('is completed by a branch that it does not have', async () => {
    const { feature, open } = await shallowClone();
    const source = await open();
    await source.complete(feature, { name: 'feature/login' });
    expect(await git(source.directory, 'rev-list', '--count', feature)).toBe('5');
  });

  test('may be completed again, as after somebody else pushed first', async () => {
    const { tip, open } = await shallowClone();
    const source = await open();
    await source.complete(tip, { name: 'main' });
    await source.complete(tip, { name: 'main' });
    expect(await git(source.directory, 'rev-list', '--count', tip)).toBe('4');
  });

  test('that cannot be completed is an error which tells how to clone', async () => {
    const { clone, tip, open } = await shallowClone();
    await git(clone, 'remote', 'remove', 'origin');
    const error = await rejection((await open()).complete(tip, { name: 'main' }));
    expect(error).toMatchObject({ kind: 'configuration', remedy: advice.shallow });
    expect(String(error)).toContain(clone);
  });

  test('whose origin is away is an error which tells how to clone', async () => {
    const { clone, tip, open } = await shallowClone();
    await git(clone, 'remote', 'set-url', 'origin', 'file:///no/such/repository');
    const error = await rejection((await open()).complete(tip, { name: 'main' }));
    expect(error).toMatchObject({ kind: 'configuration', remedy: advice.shallow });
    expect(String(error)).toContain('/no/such/repository');
  });
});

describe("the user's clone is left as it was", () => {
  test('byte for byte: HEAD, index, configuration, refs, shallow file, objects and work tree', async () => {
    const { clone, tip, feature, open } = await shallowClone();
    // A work in progress, and a clone that would run code on every occasion.
    await writeFile(join(clone, 'index.html'), 'changed');
    await writeFile(join(clone, 'untracked.txt'), 'new');
    await git(clone, 'config', 'http.proxy', 'http://127.0.0.1:1');
    await mkdir(join(clone, '.git', 'hooks'), { recursive: true });
    await writeFile(join(clone, '.git', 'hooks', 'pre-push'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    const before = await contentOf(clone);

    const source = await open();
    await source.remoteBranches();
    await source.remoteHead();
    await source.complete(feature, { name: 'feature/login' });
    const upsun = await bareRepository();
    await git(source.directory, 'push', '--quiet', upsun.path, `${tip}:refs/heads/main`);

    expect(Object.keys(before)).toEqual(
      expect.arrayContaining(['.git/HEAD', '.git/config', '.git/index', '.git/shallow']),
    );
    expect(await contentOf(clone)).toEqual(before);
  });

  test('also where something went wrong', async () => {
    const { clone, open } = await shallowClone();
    const before = await contentOf(clone);
    await rejection((await open()).complete('f'.repeat(40), { name: 'feature/gone' }));
    expect(await contentOf(clone)).toEqual(before);
  });
});
