import { PipeError } from '../errors.ts';
import { type Action, changesSomething } from '../plan/actions.ts';
import { poll } from '../poll.ts';
import { wordReason } from '../text/reasons.ts';
import type { ApplyContext } from './context.ts';
import type { DeploymentOutcome } from './outcome.ts';
import { followDeployment } from './deploying.ts';
import { applyBackup } from './backup.ts';
import { applyDeactivate } from './deactivate.ts';
import { failedForRoom, makesActive, refusedForRoom } from './limit.ts';
import { applyOperation, synchronize } from './operate.ts';
import { movedAway } from './parent.ts';
import { applyPush } from './push.ts';
import { applyVariables } from './variables.ts';
import { recordStep, type StepEnd } from './record.ts';

/** Takes the steps of one environment in their order, up to the first that does not succeed. */
export async function applyActions(
  actions: readonly Action[],
  context: ApplyContext,
): Promise<DeploymentOutcome> {
  let outcome: DeploymentOutcome = { kind: 'unchanged' };
  for (const action of actions) {
    outcome = changesSomething(action)
      ? await recordStep(action, context, () => applyWithinLimit(action, context), endOfStep)
      : await applyAction(action, context);
    if (!goesOn(outcome)) return outcome;
  }
  return outcome;
}

function endOfStep(outcome: DeploymentOutcome): StepEnd {
  switch (outcome.kind) {
    case 'failed':
    case 'unready':
    case 'no-backup':
    case 'cancelled':
      return { result: 'failed', detail: outcome.reason };
    case 'no-room':
      return { result: 'failed', detail: outcome.said };
    case 'outdated':
      return { result: 'outdated', detail: outcome.reason };
    case 'queued':
    case 'staged':
      return { result: 'started' };
    case 'deployed':
    case 'stored':
    case 'unchanged':
    case 'closed':
      return { result: 'done' };
  }
}

/** Whether the next step is taken after this one. */
function goesOn({ kind }: DeploymentOutcome): boolean {
  switch (kind) {
    case 'failed':
    case 'unready':
    case 'no-backup':
    case 'cancelled':
    case 'outdated':
    case 'no-room':
      return false;
    case 'deployed':
    case 'stored':
    case 'unchanged':
    case 'queued':
    case 'staged':
    case 'closed':
      return true;
  }
}

/** Takes a step, and tells apart whether it did not come off because the project has no room. */
async function applyWithinLimit(action: Action, context: ApplyContext): Promise<DeploymentOutcome> {
  if (!makesActive(action)) return applyAction(action, context);
  try {
    const outcome = await applyAction(action, context);
    return (await failedForRoom(action, outcome, context)) ?? outcome;
  } catch (error) {
    const refused = context.signal.aborted ? undefined : await refusedForRoom(action, error, context);
    if (!refused) throw error;
    return refused;
  }
}

async function applyAction(action: Action, context: ApplyContext): Promise<DeploymentOutcome> {
  const { writer, log } = context;
  switch (action.kind) {
    case 'create':
    case 'push':
      return applyPush(action, context);
    case 'edit':
      log.info(`${action.id}: ${wordReason(action.reason)}`);
      await writer.edit(action.id, action.changes);
      return { kind: 'unchanged' };
    case 'variables':
      return applyVariables(action, context);
    case 'backup':
      return applyBackup(action, context);
    case 'resume':
    case 'redeploy':
      return applyOperation(action.id, action.kind, context);
    case 'activate':
      return (await movedAway(action, context)) ?? applyOperation(action.id, action.kind, context);
    case 'synchronize':
      return (await movedAway(action, context)) ?? synchronize(action.id, context);
    case 'deactivate': {
      const made = await applyDeactivate(action, () => context.objectionToRest(action), context);
      if (made.kind === 'kept') return { kind: 'outdated', reason: `${action.id} stays: ${made.reason}` };
      if (made.kind !== 'not-done') return { kind: 'unchanged' };
      return { kind: 'failed', reason: `${action.id} could not be deactivated, ${made.reason}` };
    }
    case 'fail':
      return { kind: 'failed', reason: wordReason(action.reason) };
    case 'follow':
      return followPlanned(action, context);
    case 'wait':
      return waitUntilGone(action.id, context);
    case 'keep':
      return { kind: action.reason.code === 'stored-without-room' ? 'stored' : 'unchanged' };
    case 'skip':
      return { kind: 'unchanged' };
  }
}

async function followPlanned(
  { id, activity }: Extract<Action, { kind: 'follow' }>,
  context: ApplyContext,
): Promise<DeploymentOutcome> {
  const latest = await context.upsun.activity(activity.id);
  return followDeployment(id, latest ?? { ...activity, logLink: undefined }, context);
}

async function waitUntilGone(
  id: string,
  { upsun, clock, signal, settings }: ApplyContext,
): Promise<DeploymentOutcome> {
  const gone = await poll(
    async () => ((await upsun.environment(id)) ? undefined : true),
    { bound: settings.queueTimeout, pauses: { first: 500, longest: 3000 } },
    { clock, signal },
  );
  if (gone) return { kind: 'outdated', reason: `${id} was deleted` };
  throw new PipeError('failure', `Environment ${id} is still being deleted on Upsun.`, {
    remedy: 'Re-run this step after it is deleted.',
  });
}
