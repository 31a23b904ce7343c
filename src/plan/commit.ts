declare const whole: unique symbol;

/** The full hash of a commit. Whatever pushes or reports takes one of these; only `isCommitHash` makes them. */
export type CommitHash = string & { readonly [whole]: true };

/** Whether a name of a commit is its full hash, and not an abbreviation of it or a branch. */
export function isCommitHash(name: string): name is CommitHash {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(name);
}

/** The full hash that a text is; `undefined` where it is anything else. */
export function commitHash(name: string | null | undefined): CommitHash | undefined {
  const trimmed = name?.trim() ?? '';
  return isCommitHash(trimmed) ? trimmed : undefined;
}

/** Whether two names of a commit, either of them possibly abbreviated, are names of the same one. */
export function sameCommit(one: string | null | undefined, other: string | null | undefined): boolean {
  if (!one || !other) return false;
  return one.startsWith(other) || other.startsWith(one);
}
