import { PipeError } from '../errors.ts';
import { type CommitHash, commitHash } from '../plan/commit.ts';
import type { Merge } from '../plan/world.ts';
import type { Git } from './programs.ts';
import { saidByGit } from './said.ts';

/**
 * Merges two commits without a work tree. Returns the merge commit, or the files in
 * conflict. Its author, dates and message derive from the two, so that the same two always give the same commit. Throws
 * where git cannot merge at all.
 */
export async function mergeTips(
  git: Git,
  directory: string,
  { source, target }: { source: CommitHash; target: CommitHash },
): Promise<Merge> {
  const here = { cwd: directory };
  const merged = await git(
    ['merge-tree', '--write-tree', '-z', '--name-only', '--no-messages', target, source],
    here,
  );
  const [written = '', ...files] = merged.stdout.split('\0').filter(Boolean);
  if (!/^[0-9a-f]{40,64}$/.test(written)) throw notMerged(source, target, merged.stderr);
  if (!merged.ok) return { kind: 'conflict', files };

  const format = '--format=%an%x00%ae%x00%ct';
  const shown = await git(['show', '--no-patch', format, source, target], here);
  const [tip = [], base = []] = shown.stdout.split('\n').map((line) => line.split('\0'));
  const [name = '', email = '', sourceDate] = tip;
  const latest = Math.max(Number(sourceDate), Number(base[2]));
  const parents = ['-p', target, '-p', source];
  const message = `Merge ${source} into ${target}`;
  const made = await git(['commit-tree', written, ...parents, '-m', message], {
    ...here,
    environment: identity(name, email, `${latest} +0000`),
  });
  const commit = commitHash(made.stdout);
  if (!made.ok || !commit) throw notMerged(source, target, made.stderr);
  return { kind: 'merged', commit };
}

/** git refuses an identity that is empty, which old commits may have. */
function identity(name: string, email: string, date: string): Record<string, string> {
  const person = { NAME: name || 'unknown', EMAIL: email, DATE: date };
  return Object.fromEntries(
    ['AUTHOR', 'COMMITTER'].flatMap((role) =>
      Object.entries(person).map(([part, value]) => [`GIT_${role}_${part}`, value]),
    ),
  );
}

function notMerged(source: string, target: string, stderr: string): PipeError {
  return new PipeError('failure', `${source} could not be merged into ${target}: ${saidByGit(stderr)}`, {
    remedy: 'Merge the target into the branch by hand, or switch BUILD_PULL_REQUESTS_POST_MERGE off.',
  });
}
