import { describe, expect, test } from 'vitest';
import { nobodyThere, rejection } from '../http/loopback.ts';
import { prepare } from './pushing.ts';
import { addCommit, advice } from './repositories.ts';

describe('a refusal is an error with the words of the server and what to do', () => {
  test.each([
    { said: 'Invalid configuration: no app', remedy: 'push again' },
    { said: 'File video.mp4 is too large (120 MB)', remedy: 'git log --all' },
    { said: 'shallow update not allowed', remedy: advice.shallow },
    { said: 'You may not force a push here', remedy: 'admin role' },
  ])('of a hook: $said', async ({ said, remedy }) => {
    const { upsun, third, pushed } = await prepare();
    await upsun.hook('pre-receive', `echo "${said}" >&2; exit 1`);
    const error = await rejection(pushed());
    expect(error).toMatchObject({ kind: 'failure', remedy: expect.stringContaining(remedy) });
    expect(String(error)).toContain(said);
    expect(String(error)).toContain(third.slice(0, 8));
    expect(String(error)).toContain('feature/login');
    expect(await upsun.branches()).toBe('');
  });

  test('of rewriting a branch', async () => {
    const { directory, upsun, first, third, pushed } = await prepare({
      'receive.denyNonFastForwards': 'true',
    });
    await pushed();
    const rewritten = await addCommit(directory, 'main', 'rewritten', first);
    const error = await rejection(pushed({ commit: rewritten, expected: third }));
    expect(error).toMatchObject({ kind: 'failure', remedy: expect.stringContaining('admin role') });
    expect(await upsun.tip('feature/login')).toBe(third);
  });
});

describe('a branch that git cannot have beside another is an error that names both', () => {
  test.each([
    { there: 'release', pushes: 'release/1.0' },
    { there: 'release/1.0', pushes: 'release' },
    { there: 'team/release', pushes: 'team/release/1.0/fix' },
  ])('$pushes beside $there', async ({ there, pushes }) => {
    const { upsun, pushed } = await prepare();
    await pushed({ branch: there });
    await pushed({ branch: 'main' });
    expect(await rejection(pushed({ branch: pushes }))).toMatchObject({
      kind: 'failure',
      message: `Git cannot have a branch ${pushes} beside the branch ${there}, which Upsun already has.`,
      remedy: expect.stringContaining(`Rename the branch ${pushes}`),
    });
    expect((await upsun.branches()).split('\n')).toEqual(['main', there].toSorted());
  });

  test('also where the branches can no longer be listed, by the words of git', async () => {
    const { pushed, upsun } = await prepare();
    const said = "cannot lock ref 'refs/heads/feature/login': 'refs/heads/feature' exists; cannot create it";
    await upsun.hook('pre-receive', `echo "${said}" >&2; mv objects hidden; exit 1`);
    expect(String(await rejection(pushed()))).toContain('beside the branch feature,');
  });
});

test('a branch that cannot be locked although nobody changed it is a refusal, and not somebody else’s push', async () => {
  const { pushed, upsun } = await prepare();
  const said = "error: cannot lock ref 'refs/heads/feature/login': Unable to create lock: File exists.";
  await upsun.hook('pre-receive', `echo "${said}" >&2; exit 1`);
  expect(String(await rejection(pushed()))).toContain('Unable to create lock');
});

test('a server that is away leaves the push unclear, and is named', async () => {
  const { port } = await nobodyThere();
  const { pushed } = await prepare();
  const ssh = { GIT_SSH_COMMAND: 'ssh -F /dev/null -o BatchMode=yes' };
  const result = await pushed({ url: `ssh://abc123@127.0.0.1:${port}/abc123.git` }, ssh);
  expect(result).toMatchObject({ kind: 'unclear', error: { kind: 'failure' } });
  expect('error' in result && result.error.message).toContain(`127.0.0.1:${port}`);
});
