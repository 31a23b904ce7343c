import { PipeError } from '../errors.ts';
import { poll } from '../poll.ts';
import type { Recheck, UpsunEnvironment } from '../upsun/upsun.ts';
import type { RemovalContext } from './context.ts';
import { follow } from './follow.ts';
import { type DeletionOutcome, whyNotDone } from './outcome.ts';

/** Milliseconds between two looks at an environment that is about to change. */
const pauses = { first: 250, longest: 1000 };

/**
 * Deactivates an environment. Resolves to an outcome only where there is nothing left to delete, it failed, or what
 * `recheck` reads after a wait speaks against it.
 */
export async function deactivated(
  id: string,
  recheck: Recheck<DeletionOutcome>,
  context: RemovalContext,
): Promise<DeletionOutcome | undefined> {
  const { upsun, writer, settings } = context;
  let last: UpsunEnvironment | undefined;
  let hasWaited = false;
  const end = await poll(
    async (): Promise<DeletionOutcome | { kind: 'inactive' } | undefined> => {
      last = await upsun.environment(id);
      if (!last) return { kind: 'deleted' };
      switch (last.status) {
        case 'inactive':
          return { kind: 'inactive' };
        case 'active':
        case 'paused': {
          // What it waited for may have been a deployment that took minutes.
          const obstacle = hasWaited ? await recheck() : undefined;
          if (obstacle) return obstacle;
          const { activity, objection } = await writer.deactivate(id, recheck);
          if (objection) return objection;
          const reason = activity && whyNotDone(await follow(id, activity, context));
          return reason ? { kind: 'not-done', reason } : undefined;
        }
        // Whatever runs on it, its deletion included, is waited for.
        case 'dirty':
        case 'deleting':
          hasWaited = true;
          return undefined;
      }
    },
    { bound: settings.queueTimeout, pauses },
    context,
  );
  if (end === undefined) throw stillThere(id, last?.status ?? 'there');
  return end.kind === 'inactive' ? undefined : end;
}

/** Milliseconds that an environment may stay inactive although its deletion was asked for. */
const untilDeleting = 60_000;

/**
 * Asks for the deletion, again where nothing came of it, and waits until Upsun no longer has the environment. `recheck` is
 * asked after a wait and before it is asked for again, `onAccepted` told that Upsun agreed.
 */
export async function removed(
  id: string,
  { onAccepted, recheck }: { onAccepted: () => Promise<void>; recheck: Recheck<DeletionOutcome> },
  context: RemovalContext,
): Promise<DeletionOutcome> {
  const { upsun, writer, settings } = context;
  let status: UpsunEnvironment['status'] | undefined;
  let isAsked = false;
  const end = await poll(
    async (elapsed): Promise<DeletionOutcome | undefined> => {
      const environment = await upsun.environment(id);
      if (!environment) return { kind: 'deleted' };
      ({ status } = environment);
      if (status !== 'inactive') return undefined;
      if (elapsed > untilDeleting) throw stillThere(id, status);
      // Somebody may have made it anew since it was asked for.
      const objection =
        (isAsked ? await recheck() : undefined) ?? (await writer.remove(environment, recheck));
      if (objection) return objection;
      isAsked = true;
      await onAccepted();
      return undefined;
    },
    { bound: settings.queueTimeout, pauses },
    context,
  );
  if (end) return end;
  throw stillThere(id, status ?? 'there');
}

function stillThere(id: string, status: string): PipeError {
  return new PipeError('failure', `Environment ${id} could not be deleted in time; it is ${status}.`, {
    remedy: 'Look at its activities in the console. The next run tries again.',
  });
}
