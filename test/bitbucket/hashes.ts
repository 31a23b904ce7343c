import { type CommitHash, isCommitHash } from '../../src/plan/commit.ts';

/** A text as the full hash that it is. */
export function hashOf(text: string): CommitHash {
  if (isCommitHash(text)) return text;
  throw new Error(`${text} is not a full hash`);
}
