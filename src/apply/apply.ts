import { PipeError } from '../errors.ts';
import type { Action } from '../plan/actions.ts';
import type { ApplyContext } from './context.ts';
import type { DeploymentOutcome } from './outcome.ts';
import { followUnlessQueued } from './follow.ts';
import { applyDeactivate } from './deactivate.ts';
import { applyOperation, synchronize } from './operate.ts';
import { applyPush } from './push.ts';

/** Takes the steps of one environment in their order, up to the first that does not succeed. */
export async function applyActions(
  actions: readonly Action[],
  context: ApplyContext,
): Promise<DeploymentOutcome> {
  let outcome: DeploymentOutcome = { kind: 'unchanged' };
  for (const action of actions) {
    outcome = await applyAction(action, context);
    if (outcome.kind === 'failed' || outcome.kind === 'cancelled' || outcome.kind === 'outdated')
      return outcome;
  }
  return outcome;
}

async function applyAction(action: Action, context: ApplyContext): Promise<DeploymentOutcome> {
  const { upsun, log } = context;
  switch (action.kind) {
    case 'create':
    case 'push':
      return applyPush(action, context);
    case 'edit':
      log.info(`${action.id}: ${action.reason}`);
      await upsun.edit(action.id, action.changes);
      return { kind: 'unchanged' };
    case 'activate':
    case 'resume':
    case 'redeploy':
      return applyOperation(action.id, action.kind, context);
    case 'synchronize':
      return synchronize(action.id, context);
    case 'deactivate':
      return applyDeactivate(action, context);
    case 'fail':
      return { kind: 'failed', reason: action.reason };
    case 'follow':
      return followUnlessQueued(action.id, await upsun.activity(action.activity.id), context);
    case 'wait':
      return waitUntilGone(action.id, context);
    case 'keep':
    case 'skip':
      return { kind: 'unchanged' };
  }
}

async function waitUntilGone(
  id: string,
  { upsun, clock, signal, options }: ApplyContext,
): Promise<DeploymentOutcome> {
  const started = clock.now();
  for (let pause = 500; await upsun.environment(id); pause = Math.min(3000, pause * 1.5)) {
    if (clock.now() - started > options.queueTimeout) {
      throw new PipeError('failure', `Environment ${id} is still being deleted on Upsun.`, {
        remedy: 'Run the step again when it is gone.',
      });
    }
    await clock.sleep(pause, signal);
  }
  return { kind: 'outdated', reason: `${id} was deleted` };
}
