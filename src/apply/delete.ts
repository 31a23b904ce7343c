import { PipeError } from '../errors.ts';
import { poll } from '../poll.ts';
import type { UpsunEnvironment } from '../upsun/upsun.ts';
import type { ConfirmedDeletion } from './confirm.ts';
import type { RemovalContext } from './context.ts';
import { follow } from './follow.ts';
import { type DeletionOutcome, whyNotDone } from './outcome.ts';

/** Milliseconds between two looks at an environment that is on its way out. */
const pause = 1000;

/**
 * Deletes an environment: deactivates it, waits, deletes, and waits until Upsun no longer has it. One that Upsun does
 * not have is deleted.
 */
export async function applyDelete(
  { id }: ConfirmedDeletion,
  context: RemovalContext,
): Promise<DeletionOutcome> {
  const { upsun, settings } = context;
  let last: UpsunEnvironment | undefined;
  const outcome = await poll(
    async (): Promise<DeletionOutcome | undefined> => {
      last = await upsun.environment(id);
      if (!last) return { kind: 'deleted' };
      if (last.isMain || last.type !== 'development')
        return { kind: 'kept', reason: `it is of type ${last.type} now` };
      return stepTowardsDeletion(last, context);
    },
    { bound: settings.queueTimeout, pauses: { first: pause, longest: pause } },
    context,
  );
  if (outcome) return outcome;
  throw stillThere(id, last?.status ?? 'there');
}

/** What brings the environment nearer to its end in its present state. Resolves to an outcome only where that failed. */
async function stepTowardsDeletion(
  environment: UpsunEnvironment,
  context: RemovalContext,
): Promise<DeletionOutcome | undefined> {
  const { writer } = context;
  const { id, status } = environment;
  switch (status) {
    case 'active':
    case 'paused': {
      const activity = await writer.operate(id, 'deactivate');
      const reason = activity && whyNotDone(await follow(id, activity, context));
      return reason ? { kind: 'not-done', reason } : undefined;
    }
    case 'inactive':
      await writer.remove(environment);
      return undefined;
    // Whatever runs on it, its deletion included, is waited for.
    case 'dirty':
    case 'deleting':
      return undefined;
  }
}

function stillThere(id: string, status: string): PipeError {
  return new PipeError('failure', `Environment ${id} could not be deleted in time; it is ${status}.`, {
    remedy: 'Look at its activities in the console. The next run tries again.',
  });
}
