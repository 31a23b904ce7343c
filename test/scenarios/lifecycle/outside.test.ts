/** What a push does not bring to Upsun: files in LFS, and submodules that it cannot fetch. */
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { openPullRequest } from '../failure.ts';
import { scenario } from '../scenario.ts';

const files = {
  'media/.gitattributes': '*.mp4 filter=lfs diff=lfs merge=lfs -text\n',
  '.gitmodules':
    '[submodule "one"]\n\tpath = lib/one\n\turl = ../one.git\n[submodule "two"]\n\tpath = lib/two\n\turl = git@bitbucket.org:acme/two.git\n',
  'lib/one': { submodule: 'b'.repeat(40) },
  'lib/two': { submodule: 'c'.repeat(40) },
};
const lfs = 'media/.gitattributes keeps files in Git LFS, which Upsun does not support';
const relative = 'relative addresses, which Upsun cannot resolve: lib/one (../one.git)';
const overSsh = 'with the deploy key of the project: lib/two (git@bitbucket.org:acme/two.git)';
const anyNote = /Git LFS|\.gitmodules|deploy key/i;

describe('a commit with files in LFS and with submodules', () => {
  test('is deployed with a note on each, and a run that deploys nothing has none', async () => {
    const world = await scenario();
    const commit = await world.repository.commit('feature/login', files, { from: 'main' });
    const id = await world.bitbucket.openPullRequest({ source: 'feature/login', title: 'Log in' });

    const run = await world.deploy({ pullRequest: id });

    expect(run.exitCode).toBe(0);
    for (const note of [lfs, relative, overSsh]) expect(run.output.split(note)).toHaveLength(2);
    expect(world.upsun.environment('pr-1')?.deployedCommit).toBe(commit);

    const again = await world.deploy({ pullRequest: id });
    expect(again.exitCode).toBe(0);
    expect(again.output).not.toMatch(anyNote);
    expect((await world.deploy({ pullRequest: id }, { DRY_RUN: 'true' })).output).not.toMatch(anyNote);
  });

  test('is told of once where several environments get it', async () => {
    const world = await scenario();
    await world.repository.commit('main', files);
    for (const name of ['feature/a', 'feature/b'])
      await world.repository.commit(name, { 'index.html': name }, { from: 'main' });

    const run = await world.deploy({ branch: 'main' }, { COMMAND: 'reconcile' });

    expect(run.exitCode).toBe(0);
    expect(world.upsun.environments()).toHaveLength(3);
    for (const note of [lfs, relative, overSsh]) expect(run.output.split(note)).toHaveLength(2);
  });

  test('is told of by validate, with what to do', async () => {
    const world = await scenario();
    await world.repository.commit('main', files);

    const run = await world.deploy({ branch: 'main' }, { COMMAND: 'validate' });

    const output = stripVTControlCharacters(run.output);
    expect(output).toMatch(/– Git LFS: media\/\.gitattributes keeps files .*\n  Keep these files in git/);
    expect(output).toMatch(/– Submodules: .*lib\/one \(\.\.\/one\.git\)\n  Give the whole address/);
    expect(output).toMatch(/– Submodules: .*lib\/two .*\n  Check that each .* access keys/);
  });
});

test('a commit without any is deployed without a note', async () => {
  const world = await scenario();
  const { id } = await openPullRequest(world);

  expect((await world.deploy({ pullRequest: id })).output).not.toMatch(anyNote);
  expect((await world.deploy({ pullRequest: id }, { COMMAND: 'validate' })).output).not.toMatch(anyNote);
});
