import { push, type PushRequest } from '../../src/git/push.ts';
import type { SshVariables } from '../../src/git/ssh.ts';
import { advice, bareRepository, pipeGit, repositoryWithHistory, the } from './repositories.ts';

/** A repository to push from, and a bare one that stands for Upsun's. */
export async function prepare(settings: Record<string, string> = {}) {
  const { git: ours } = await pipeGit();
  const { path: directory, main } = await repositoryWithHistory(3);
  const upsun = await bareRepository(settings);
  const [first, second, third] = [the(main[0]), the(main[1]), the(main[2])];
  const request: PushRequest = {
    directory,
    url: upsun.path,
    commit: third,
    branch: 'feature/login',
    expected: null,
    options: {},
  };
  const pushed = (changes: Partial<PushRequest> = {}, ssh: SshVariables = {}) =>
    push(ours, async () => ssh, { ...request, ...changes, advice }, new AbortController().signal);
  return { directory, upsun, first, second, third, pushed };
}
