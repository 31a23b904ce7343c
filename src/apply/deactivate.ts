import { idleMark } from '../plan/idle.ts';
import type { PullRequest } from '../plan/world.ts';
import type { ApplyContext, RemovalContext } from './context.ts';
import { follow } from './follow.ts';
import { type DeactivationOutcome, whyNotDone } from './outcome.ts';

/**
 * Takes the containers and data of an idle environment away. It is marked first, so that a run that is killed in
 * between leaves nothing that the next one would bring back.
 */
export async function applyDeactivate(
  { id, pullRequest }: { id: string; pullRequest: PullRequest },
  context: RemovalContext & Pick<ApplyContext, 'onDeactivated'>,
): Promise<DeactivationOutcome> {
  const { upsun, writer } = context;
  const environment = await upsun.environment(id);
  const { status } = environment ?? {};
  if (!environment || (status !== 'active' && status !== 'paused')) return { kind: 'unchanged' };
  await writer.edit(id, { attributes: idleMark(environment, pullRequest) });
  const activity = await writer.operate(id, 'deactivate');
  const reason = activity && whyNotDone(await follow(id, activity, { ...context, observer: {} }));
  if (reason) return { kind: 'not-done', reason };
  await context.onDeactivated(id, pullRequest);
  return { kind: 'deactivated' };
}
