import { type CommitHash, isCommitHash } from '../../src/plan/commit.ts';

/** The hash of a commit in tests that do not care which one it is. */
export const someCommit = wholeHash('c0ffee'.padEnd(40, '0'));

/** A hash as git gives it, for those who take nothing less. */
export function wholeHash(name: string): CommitHash {
  if (!isCommitHash(name)) throw new Error(`${name} is not a full hash`);
  return name;
}
