import * as z from 'zod';
import { type CommitHash, isCommitHash } from '../plan/commit.ts';

/** A hash that Bitbucket gives in full. An answer with any other one is malformed: nothing could be pushed by it. */
export const wholeHash = z.custom<CommitHash>(
  (hash) => typeof hash === 'string' && isCommitHash(hash),
  'not the full hash of a commit',
);
