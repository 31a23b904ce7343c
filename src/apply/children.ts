import { messageOf } from '../errors.ts';
import type { Reason } from '../plan/reasons.ts';
import { wordReason } from '../text/reasons.ts';
import type { UpsunEnvironment } from '../upsun/upsun.ts';
import type { RemovalContext } from './context.ts';
import { recordStep } from './record.ts';

/** Who takes the place of a parent that is about to be deleted. */
export interface Succession {
  parent: string;
  heir: string;
}

type MovingContext = Pick<RemovalContext, 'upsun' | 'writer' | 'log' | 'signal' | 'clock' | 'journal'>;

/** Moves children to the heir and notes in `moved` which. Returns why where one cannot be moved. */
export async function moveChildren(
  children: readonly UpsunEnvironment[],
  { parent, heir }: Succession,
  moved: string[],
  context: MovingContext,
): Promise<string | undefined> {
  const { upsun, signal } = context;
  for (const { id } of children) {
    try {
      await moveOne(id, heir, { code: 'orphaned', parent, heir }, context);
      moved.push(id);
    } catch (error) {
      if (signal.aborted) throw error;
      if (await upsun.environment(id)) return `its child ${id} could not be moved: ${messageOf(error)}`;
    }
  }
  return undefined;
}

async function moveOne(id: string, to: string, reason: Reason, context: MovingContext): Promise<void> {
  const { writer, log } = context;
  log.info(`${id}: ${wordReason(reason)}`);
  const step = { id, kind: 'edit', reason };
  await recordStep(
    step,
    context,
    () => writer.edit(id, { parent: to }),
    () => ({ result: 'done' }),
  );
}

/** Moves children back below a parent that stays after all. One that cannot be moved is a warning. */
export async function moveBack(
  moved: readonly string[],
  succession: Succession,
  context: MovingContext,
): Promise<void> {
  for (const id of moved) {
    if (context.signal.aborted) return;
    try {
      await moveOneBack(id, succession, context);
    } catch (error) {
      if (context.signal.aborted) return;
      const { parent } = succession;
      context.log.warning(`${id} could not be moved back below ${parent}: ${messageOf(error)}`);
    }
  }
}

/** Leaves it where the parent does not stay for long, or where somebody else has moved the child. */
async function moveOneBack(id: string, { parent, heir }: Succession, context: MovingContext): Promise<void> {
  const { upsun } = context;
  const [above, child] = await Promise.all([upsun.environment(parent), upsun.environment(id)]);
  if (!above || above.status === 'deleting' || child?.parent !== heir) return;
  await moveOne(id, parent, { code: 'parent-stays', parent }, context);
}
