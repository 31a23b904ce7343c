import { idleMark } from '../plan/idle.ts';
import type { PullRequest } from '../plan/world.ts';
import type { ApplyContext, FollowContext } from './context.ts';
import type { DeploymentOutcome } from './outcome.ts';
import { follow } from './follow.ts';

/**
 * Takes the containers and data of an idle environment away. It is marked first, so that a run that is killed in
 * between leaves nothing that the next one would bring back.
 */
export async function applyDeactivate(
  { id, pullRequest }: { id: string; pullRequest: PullRequest },
  context: FollowContext & Pick<ApplyContext, 'onDeactivated'>,
): Promise<DeploymentOutcome> {
  const { upsun } = context;
  const environment = await upsun.environment(id);
  const { status } = environment ?? {};
  if (!environment || (status !== 'active' && status !== 'paused')) return { kind: 'unchanged' };
  await upsun.edit(id, { attributes: idleMark(environment, pullRequest) });
  const activity = await upsun.operate(id, 'deactivate');
  const outcome = activity && (await follow(id, activity, { ...context, observer: {} }));
  if (outcome && outcome.kind !== 'deployed') {
    const why = 'reason' in outcome ? outcome.reason : outcome.kind;
    return { kind: 'failed', reason: `${id} could not be deactivated, ${why}` };
  }
  await context.onDeactivated(id, pullRequest);
  return { kind: 'unchanged' };
}
