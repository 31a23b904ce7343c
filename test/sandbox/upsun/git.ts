import { execa } from 'execa';
import type { Repository } from '../git/repository.ts';

async function git({ path }: Repository, args: string[], environment = {}): Promise<string> {
  const env = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', ...environment };
  const { stdout } = await execa('git', args, { cwd: path, env });
  return stdout;
}

/** The tree of a commit: builds are kept by it. */
export function treeOf(repository: Repository, commit: string): Promise<string> {
  return git(repository, ['rev-parse', `${commit}^{tree}`]);
}

/** How many commits `commit` has that `base` has not. */
export async function countCommits(
  repository: Repository,
  commit: string,
  base: string | null,
): Promise<number> {
  return Number(await git(repository, ['rev-list', '--count', commit, ...(base ? [`^${base}`] : [])]));
}

export interface Divergence {
  ahead: number;
  behind: number;
}

/** How far a commit is ahead of another one and behind it. */
export async function divergence(repository: Repository, commit: string, base: string): Promise<Divergence> {
  const counts = await git(repository, ['rev-list', '--left-right', '--count', `${commit}...${base}`]);
  const [ahead = 0, behind = 0] = counts.split('\t').map(Number);
  return { ahead, behind };
}

/** The first file of a commit that is larger than so many bytes; `environment` lets git see objects kept apart. */
export async function fileLargerThan(
  repository: Repository,
  commit: string,
  bytes: number,
  environment: Record<string, string> = {},
): Promise<string | undefined> {
  const listed = await git(repository, ['ls-tree', '-r', '-l', '-z', commit], environment);
  const entries = listed.split('\0').filter(Boolean);
  const large = entries.find((entry) => Number(/^\S+ blob \S+ +(\d+)/.exec(entry)?.[1] ?? 0) > bytes);
  return large?.split('\t')[1];
}

/** Hash, author, message and date of a commit, as activities carry them. */
export async function describeCommit(
  repository: Repository,
  commit: string,
): Promise<{ sha: string; author: { name: string; email: string }; message: string; date: string }> {
  const shown = await git(repository, ['show', '--no-patch', '--format=%an%x00%ae%x00%aI%x00%B', commit]);
  const [name = '', email = '', date = '', message = ''] = shown.split('\0');
  return { sha: commit, author: { name, email }, message: message.trim(), date };
}
