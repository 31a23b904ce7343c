import type { CommitHash } from '../plan/commit.ts';
import type { BuildTarget } from './ci.ts';

/**
 * What a git ref, or the name of a branch, stands for. Data Center's pull requests are refs too; what was checked out of
 * one may be the merge of it, so that a commit is only known of a branch or a tag.
 */
export function buildTargetOf(ref: string, commit: CommitHash | undefined): BuildTarget {
  const [, id] = /^(?:refs\/)?pull-requests\/(\d+)(?:\/(?:from|merge))?$/.exec(ref) ?? [];
  if (id) return { pullRequest: { id: Number(id), target: undefined } };
  if (ref.startsWith('refs/tags/')) return { tag: ref.slice('refs/tags/'.length), commit };
  return ref === 'HEAD' ? {} : { branch: branchName(ref), commit };
}

export function branchName(ref: string): string {
  return ref.replace(/^refs\/heads\//, '');
}
