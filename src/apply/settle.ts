import { changesNeeded, isDeploying } from '../plan/differences.ts';
import type { DesiredEnvironment } from '../plan/desired.ts';
import { PipeError } from '../errors.ts';
import type { UpsunEnvironment } from '../upsun/index.ts';
import type { ApplyContext, Outcome } from './context.ts';
import { follow, followUnlessQueued } from './follow.ts';

/** Reads the environment back and changes what differs from what was asked for. */
export async function editWhatDiffers(
  desired: DesiredEnvironment,
  { upsun, log }: ApplyContext,
): Promise<void> {
  // Production is pushed to and nothing else.
  if (desired.parent === undefined) return;
  const environment = await upsun.environment(desired.id);
  const changes = environment && changesNeeded(desired, environment);
  if (!changes) return;
  log.debug(`${desired.id}: editing ${Object.keys(changes).join(', ')}`);
  await upsun.edit(desired.id, changes);
}

/**
 * Wakes an environment that should be active and is not, and waits for what else deploys it. Returns `outcome` where
 * nothing more was to be done.
 */
export async function bringUp(
  desired: DesiredEnvironment,
  outcome: Outcome,
  context: ApplyContext,
): Promise<Outcome> {
  const environment = await present(desired.id, context);
  if (environment.status === 'dirty') {
    const activities = await context.upsun.activities(desired.id);
    const unfinished = activities.find((activity) => isDeploying(activity) && activity.result === null);
    if (!unfinished) return outcome;
    const next = await follow(desired.id, unfinished, context);
    return next.kind === 'deployed' ? bringUp(desired, next, context) : next;
  }
  if (environment.status !== 'inactive' && environment.status !== 'paused') return outcome;
  if (!desired.active) return { kind: 'stored' };
  const operation = environment.status === 'inactive' ? 'activate' : 'resume';
  return followUnlessQueued(desired.id, await context.upsun.operate(desired.id, operation), context);
}

async function present(id: string, { upsun }: ApplyContext): Promise<UpsunEnvironment> {
  const environment = await upsun.environment(id);
  if (environment) return environment;
  throw new PipeError('failure', `Environment ${id} is gone from Upsun, where it was a moment ago.`, {
    remedy: 'Somebody may have deleted it. Run the step again to have it made anew.',
  });
}
