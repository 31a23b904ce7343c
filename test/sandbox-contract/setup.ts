/**
 * Where the vendors' documents are missing, nothing proves that the sandbox answers as the vendors do, so the summary
 * counts every test of this folder as skipped.
 */
import { beforeEach } from 'vitest';
import { createContract, leftOut } from '../sandbox/contract/check.ts';

beforeEach(async ({ skip }) => {
  skip((await createContract()) === undefined, `left out: ${leftOut}`);
});
