import { applyDelete } from './apply/delete.ts';
import type { Effects } from './effects.ts';
import { exitCodes, PipeError } from './errors.ts';
import { observeOpen } from './observe.ts';
import type { CleanupAction } from './plan/actions.ts';
import { type CleanupPlan, planCleanup } from './plan/cleanup.ts';
import type { Setting } from './plan/desired.ts';
import type { Purpose } from './plan/ownership.ts';
import { applyOptionsOf, cleanupPolicyOf } from './policy.ts';
import { printError } from './report/error.ts';
import { printPlan } from './report/plan-table.ts';

/** Deletes the environments of what is gone from Bitbucket, and returns the exit code. */
export async function cleanUp(effects: Effects, setting: Setting): Promise<number> {
  const { settings, log } = effects;
  const facts = { ...setting, ...(await observeOpen(effects)) };
  const plan = planCleanup(facts, cleanupPolicyOf(settings));
  if (plan.actions.length === 0) {
    log.info('Nothing to clean up.');
    return exitCodes.done;
  }
  log.line();
  log.info('Cleaning up what is gone from Bitbucket:');
  printPlan(log, plan.actions);
  if (plan.refusal) throw refused(plan, plan.refusal);
  if (settings.DRY_RUN) {
    log.info('DRY_RUN is on: nothing was changed.');
    return exitCodes.done;
  }
  const failures = await applyCleanup(plan.actions, effects);
  if (failures > 0)
    log.error(`${failures} of ${plan.actions.length} steps failed. The next run tries again.`);
  return failures > 0 ? exitCodes.failure : exitCodes.done;
}

/**
 * Takes the steps one after another and returns how many failed. A step that fails leaves the others to be taken, but
 * a question to Bitbucket that gets no answer ends them all: nothing is deleted on a guess.
 */
async function applyCleanup(actions: readonly CleanupAction[], effects: Effects): Promise<number> {
  const { log, signal } = effects;
  let failures = 0;
  for (const action of actions) {
    if (action.kind === 'delete' && !(await isGone(action.id, action.purpose, effects))) {
      log.info(`${action.id} stays: Bitbucket says now that it is still open.`);
      continue;
    }
    try {
      await applyStep(action, effects);
    } catch (error) {
      if (signal.aborted) throw error;
      printError(log, error);
      failures += 1;
    }
  }
  return failures;
}

async function applyStep(action: CleanupAction, effects: Effects): Promise<void> {
  const { log, upsun, settings } = effects;
  if (action.kind === 'keep') return;
  log.info(`${action.id}: ${action.reason}`);
  if (action.kind === 'edit') {
    await upsun.edit(action.id, action.changes);
    return;
  }
  const context = { ...effects, options: applyOptionsOf(settings), onActivity: () => {} };
  const outcome = await applyDelete(action.id, context);
  if ('reason' in outcome) throw new PipeError('failure', `${action.id} was not deleted: ${outcome.reason}`);
  if (outcome.kind === 'deleted') log.success(`${action.id} is deleted`);
}

/** What Bitbucket itself says of it now, in a request of its own. */
async function isGone(id: string, purpose: Purpose, { bitbucket, reader }: Effects): Promise<boolean> {
  if (purpose.kind === 'branch') return (await reader.branch(id)) === undefined;
  const pullRequest = await bitbucket?.pullRequest(purpose.id);
  return pullRequest !== undefined && pullRequest.state !== 'OPEN';
}

function refused(plan: CleanupPlan, why: string): PipeError {
  const ids = plan.actions.filter(({ kind }) => kind === 'delete').map(({ id }) => id);
  return new PipeError('refusal', `${why} Nothing was deleted. It would have been: ${ids.join(', ')}`, {
    remedy:
      'If that is what you want, run it with a higher MAX_DELETIONS once; else find out why so much is gone from Bitbucket.',
  });
}
