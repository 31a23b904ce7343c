import { accessChecks } from './table/access.ts';
import { commitChecks } from './table/commit.ts';
import { pipelineChecks } from './table/pipelines.ts';

/** Every check: a line of `validate` can have no other name. docs/checks.md is made from this table. */
export const checkTable = { ...accessChecks, ...pipelineChecks, ...commitChecks } as const;

/** An ellipsis stands for what differs: `Role on …` is "Role on production" as well. */
type NameOf<Key extends string> = Key extends `${infer Head}…` ? `${Head}${string}` : Key;

export type CheckName = NameOf<keyof typeof checkTable>;
