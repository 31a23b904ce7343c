import { isDeploying } from '../plan/differences.ts';
import type { Operation } from '../upsun/index.ts';
import type { ApplyContext, Outcome } from './context.ts';
import { followUnlessQueued } from './follow.ts';

/** Asks for an operation and follows what it begins. Where somebody else was faster, follows that instead. */
export async function applyOperation(
  id: string,
  operation: Operation,
  context: ApplyContext,
): Promise<Outcome> {
  const { upsun } = context;
  const activity = (await upsun.operate(id, operation)) ?? (await upsun.activities(id)).find(isDeploying);
  return activity ? followUnlessQueued(id, activity, context) : { kind: 'unchanged' };
}
