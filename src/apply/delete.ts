import { PipeError } from '../errors.ts';
import type { UpsunEnvironment } from '../upsun/upsun.ts';
import type { FollowContext } from './context.ts';
import type { DeploymentOutcome } from './outcome.ts';
import { follow } from './follow.ts';

/** Milliseconds between two looks at an environment that is on its way out. */
const pause = 1000;

/**
 * Deletes an environment: deactivates it, waits, deletes, and waits until it is gone. What is gone already is a
 * success. Returns `kept` where Upsun now says something else of it than the plan was made with.
 */
export async function applyDelete(
  id: string,
  context: FollowContext,
): Promise<DeploymentOutcome | { kind: 'deleted' | 'kept' }> {
  const { upsun, clock, log, signal, options } = context;
  const started = clock.now();
  for (
    let environment = await upsun.environment(id);
    environment;
    environment = await upsun.environment(id)
  ) {
    if (environment.isMain || environment.type !== 'development') {
      log.info(`${id} stays: it is of type ${environment.type} now.`);
      return { kind: 'kept' };
    }
    const outcome = await stepTowardsDeletion(environment, context);
    if (outcome) return outcome;
    if (clock.now() - started > options.queueTimeout) throw stillThere(environment);
    await clock.sleep(pause, signal);
  }
  return { kind: 'deleted' };
}

/** What brings the environment nearer to its end in its present state. Resolves to an outcome only where that failed. */
async function stepTowardsDeletion(
  environment: UpsunEnvironment,
  context: FollowContext,
): Promise<DeploymentOutcome | undefined> {
  const { upsun } = context;
  const { id, status } = environment;
  if (status === 'active' || status === 'paused') {
    const activity = await upsun.operate(id, 'deactivate');
    const outcome = activity && (await follow(id, activity, context));
    return outcome && outcome.kind !== 'deployed' ? outcome : undefined;
  }
  if (status === 'inactive') await upsun.remove(environment);
  // Whatever runs on it, its deletion included, is waited for.
  return undefined;
}

function stillThere({ id, status }: UpsunEnvironment): PipeError {
  return new PipeError('failure', `Environment ${id} could not be deleted in time; it is ${status}.`, {
    remedy: 'Look at its activities in the console. The next run tries again.',
  });
}
