import { createContract, leftOut } from './check.ts';

/** Says once in a run of the tests that requests are not held against the vendors' documents. */
export default async function setup(): Promise<void> {
  if (await createContract()) return;
  console.log(`Left out: ${leftOut}.`);
}
