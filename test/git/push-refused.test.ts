import { describe, expect, test } from 'vitest';
import { nobodyThere, rejection } from '../http/loopback.ts';
import { prepare } from './pushing.ts';
import { addCommit } from './repositories.ts';

describe('a refusal is an error with the words of the server and what to do', () => {
  test.each([
    { said: 'Invalid configuration: no app', remedy: 'push again' },
    { said: 'File video.mp4 is too large (120 MB)', remedy: 'git log --all' },
    { said: 'shallow update not allowed', remedy: 'depth: full' },
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

test('a server that is away leaves the push unclear, and is named', async () => {
  const { port } = await nobodyThere();
  const { pushed } = await prepare();
  const ssh = { GIT_SSH_COMMAND: 'ssh -F /dev/null -o BatchMode=yes' };
  const result = await pushed({ url: `ssh://abc123@127.0.0.1:${port}/abc123.git` }, ssh);
  expect(result).toMatchObject({ kind: 'unclear', error: { kind: 'failure' } });
  expect('error' in result && result.error.message).toContain(`127.0.0.1:${port}`);
});
