import { hashOf } from './hashes.ts';

/** The hash of a commit in tests that do not care which one it is. */
export const someCommit = hashOf('c0ffee'.padEnd(40, '0'));
