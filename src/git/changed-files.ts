import type { CommitHash } from '../plan/commit.ts';
import type { Git } from './programs.ts';

/**
 * The files that a commit changes since it branched off another one, a renamed one by both its paths; `undefined` where
 * git cannot compare the two.
 */
export async function listChangedFiles(
  git: Git,
  directory: string,
  { source, target }: { source: CommitHash; target: CommitHash },
): Promise<readonly string[] | undefined> {
  // Three dots: from their merge base.
  const args = ['diff', '--name-only', '--no-renames', '-z', `${target}...${source}`, '--'];
  const { ok, stdout } = await git(args, { cwd: directory });
  return ok ? stdout.split('\0').filter(Boolean) : undefined;
}
