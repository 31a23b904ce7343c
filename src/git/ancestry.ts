import type { CommitHash } from '../plan/commit.ts';
import type { Git } from './programs.ts';
import { fetchRef, type Remote } from './remote.ts';

/**
 * Whether a commit, whose history must be complete, is `ancestor` or came after it. What the history lacks is none of its
 * ancestors.
 */
export async function descendsFrom(
  git: Git,
  directory: string,
  { commit, ancestor }: { commit: CommitHash; ancestor: string },
): Promise<boolean> {
  return (await git(['merge-base', '--is-ancestor', ancestor, commit], { cwd: directory })).ok;
}

/**
 * Whether a branch of the origin has a commit in its history; `undefined` where that cannot be read. The branch
 * that most likely has it is asked first, because the others may be many.
 */
export async function isOnBranch(
  remote: Remote,
  commit: CommitHash,
  likely: string | undefined,
): Promise<boolean | undefined> {
  if (likely !== undefined && (await isOn(remote, commit, `refs/heads/${likely}`))) return true;
  return isOn(remote, commit, 'refs/heads/*');
}

async function isOn(remote: Remote, commit: CommitHash, refs: string): Promise<boolean | undefined> {
  if (await fetchRef(remote, refs)) return undefined;
  const { git, directory } = remote;
  const args = [
    'for-each-ref',
    '--count=1',
    '--contains',
    commit,
    `refs/fetched/${refs.replace(/\/\*$/, '')}`,
  ];
  const found = await git(args, { cwd: directory });
  return found.ok ? found.stdout !== '' : undefined;
}
