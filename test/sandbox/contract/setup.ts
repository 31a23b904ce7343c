import { createContract } from '../sandbox/contract/check.ts';

/** Says once whether the requests of the scenarios are held against the vendors' documents. */
export default async function setup(): Promise<void> {
  if (await createContract()) return;
  console.log(
    "Left out: checking requests against the vendors' OpenAPI documents, which are not in SPECS_DIR.",
  );
}
