import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { prepare } from './pushing.ts';
import { addCommit, git } from './repositories.ts';

describe('a push', () => {
  test('makes a branch that was not there', async () => {
    const { upsun, third, pushed } = await prepare();
    expect(await pushed()).toMatchObject({ kind: 'pushed' });
    expect(await upsun.tip('feature/login')).toBe(third);
  });

  test('moves a branch that stands where it was seen', async () => {
    const { upsun, second, third, pushed } = await prepare();
    await pushed({ commit: second });
    expect(await pushed({ expected: second })).toMatchObject({ kind: 'pushed' });
    expect(await upsun.tip('feature/login')).toBe(third);
  });

  test('replaces a history that was rewritten', async () => {
    const { directory, upsun, first, third, pushed } = await prepare();
    await pushed();
    const rewritten = await addCommit(directory, 'main', 'rewritten', first);
    expect(await pushed({ commit: rewritten, expected: third })).toMatchObject({ kind: 'pushed' });
    expect(await upsun.tip('feature/login')).toBe(rewritten);
  });

  test.each(['where it was seen', 'though it was not there when it was looked at'])(
    'of what is there already is none to worry about, and begins nothing: %s',
    async (where) => {
      const { third, pushed } = await prepare();
      await pushed();
      const expected = where === 'where it was seen' ? third : null;
      expect(await pushed({ expected })).toEqual({ kind: 'up-to-date' });
    },
  );

  test('touches no other branch', async () => {
    const { upsun, pushed } = await prepare();
    await pushed({ branch: 'main' });
    await pushed({ branch: 'pr-7' });
    expect((await upsun.branches()).split('\n')).toEqual(['main', 'pr-7']);
  });
});

describe('what somebody else pushed meanwhile is not overwritten', () => {
  test('on a branch that moved', async () => {
    const { upsun, first, second, third, pushed } = await prepare();
    await pushed({ commit: second });
    expect(await pushed({ commit: third, expected: first })).toEqual({ kind: 'lease-lost' });
    expect(await upsun.tip('feature/login')).toBe(second);
  });

  test('on a branch that was not there when it was looked at', async () => {
    const { upsun, second, pushed } = await prepare();
    await pushed({ commit: second });
    expect(await pushed({ expected: null })).toEqual({ kind: 'lease-lost' });
    expect(await upsun.tip('feature/login')).toBe(second);
  });

  test('in the very moment of the push', async () => {
    const { directory, upsun, first, second, third, pushed } = await prepare();
    await pushed({ commit: first });
    await git(directory, 'push', '--quiet', upsun.path, `${second}:refs/heads/other`);
    await upsun.hook('update', `git update-ref refs/heads/feature/login ${second}`);
    expect(await pushed({ commit: third, expected: first })).toEqual({ kind: 'lease-lost' });
    expect(await upsun.tip('feature/login')).toBe(second);
  });

  test('but another process that pushed the very same commit in that moment has done this one’s work', async () => {
    const { upsun, first, third, pushed } = await prepare();
    await pushed({ commit: first });
    await upsun.hook('update', `git update-ref refs/heads/feature/login ${third}`);
    expect(await pushed({ commit: third, expected: first })).toEqual({ kind: 'up-to-date' });
  });

  test('on a branch that was deleted', async () => {
    const { upsun, second, pushed } = await prepare();
    expect(await pushed({ expected: second })).toEqual({ kind: 'lease-lost' });
    expect(await upsun.branches()).toBe('');
  });
});

describe('push options', () => {
  const options = { 'environment.status': 'active', 'environment.title': 'PR 7: Größe "x" = $HOME; y' };

  test('arrive as they were meant where the remote takes them', async () => {
    const { upsun, pushed } = await prepare({ 'receive.advertisePushOptions': 'true' });
    await upsun.hook('post-receive', 'env | grep ^GIT_PUSH_OPTION_ > options');
    expect(await pushed({ options })).toEqual({ kind: 'pushed', withOptions: true });
    const arrived = await readFile(join(upsun.path, 'options'), 'utf8');
    expect(arrived).toContain('=environment.status=active\n');
    expect(arrived).toContain(`=environment.title=${options['environment.title']}\n`);
  });

  test('are left out where it does not', async () => {
    const { upsun, third, pushed } = await prepare({ 'receive.advertisePushOptions': 'false' });
    expect(await pushed({ options })).toEqual({ kind: 'pushed', withOptions: false });
    expect(await upsun.tip('feature/login')).toBe(third);
  });

  test('left out do not change what happens to a lost lease', async () => {
    const { second, pushed } = await prepare({ 'receive.advertisePushOptions': 'false' });
    await pushed({ commit: second });
    expect(await pushed({ options, expected: null })).toEqual({ kind: 'lease-lost' });
  });
});
