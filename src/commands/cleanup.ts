import { applyDeactivate } from '../apply/deactivate.ts';
import { applyDelete } from '../apply/delete.ts';
import type { Effects } from '../effects.ts';
import { exitCodes, messageOf, PipeError } from '../errors.ts';
import { observeIdle, observeOpen } from '../observe/open.ts';
import { listEnvironments } from '../observe/project.ts';
import type { CleanupAction } from '../plan/actions.ts';
import { type CleanupPlan, planCleanup } from '../plan/cleanup.ts';
import type { Snapshot } from '../plan/desired.ts';
import { ownPurpose } from '../plan/ownership.ts';
import { project } from '../plan/simulate.ts';
import type { Open } from '../plan/reconciliation.ts';
import type { Environment, PullRequest } from '../plan/world.ts';
import { printError } from '../report/console/error.ts';
import { printPlan } from '../report/console/plan-table.ts';
import { retractDeactivated, retractDeleted } from '../report/retract.ts';

export interface CleanedUp {
  exitCode: number;
  /** What is left; with DRY_RUN, what would be. */
  environments: ReadonlyMap<string, Environment>;
}

/** Deletes the environments of what is gone from Bitbucket, and deactivates those that are idle for too long. */
export async function cleanUp(effects: Effects, snapshot: Snapshot, known?: Open): Promise<CleanedUp> {
  const { settings, log } = effects;
  const plan = await planFor(effects, snapshot, known ?? (await observeOpen(effects)));
  if (plan.actions.length === 0) {
    log.info('Nothing to clean up.');
    return { exitCode: exitCodes.done, environments: snapshot.environments };
  }
  log.line();
  log.info('Cleaning up what is gone from Bitbucket:');
  printPlan(log, plan.actions);
  if (plan.refusal) throw refused(plan, plan.refusal);
  if (settings.dryRun) {
    log.info('DRY_RUN is on: nothing was changed.');
    const environments = new Map(snapshot.environments);
    project(environments, plan.actions);
    return { exitCode: exitCodes.done, environments };
  }
  const failures = await applyCleanup(plan.actions, snapshot, effects);
  if (failures > 0)
    log.error(`${failures} of ${plan.actions.length} steps failed. The next run tries again.`);
  const environments = await listEnvironments(effects.upsun);
  return { exitCode: failures > 0 ? exitCodes.failure : exitCodes.done, environments };
}

/** A deployment is not taken for a failure because nothing could be cleaned up; the next run tries again. */
export async function cleanUpAfterwards(effects: Effects, snapshot: Snapshot): Promise<number> {
  try {
    return (await cleanUp(effects, snapshot)).exitCode;
  } catch (error) {
    if (effects.signal.aborted || (error instanceof PipeError && error.kind === 'refusal')) throw error;
    effects.log.warning(`Nothing was cleaned up: ${messageOf(error)}`);
    return exitCodes.done;
  }
}

/** Cleaning up so that something else finds room. What cannot be deleted now is no reason not to try. */
export async function cleanUpFirst(effects: Effects, snapshot: Snapshot): Promise<CleanedUp['environments']> {
  try {
    return (await cleanUp(effects, snapshot)).environments;
  } catch (error) {
    if (effects.signal.aborted) throw error;
    effects.log.warning(`Nothing was cleaned up: ${messageOf(error)}`);
    return snapshot.environments;
  }
}

async function planFor(effects: Effects, snapshot: Snapshot, open: Open): Promise<CleanupPlan> {
  const { upsun, clock, log } = effects;
  const policy = effects.settings;
  const { pullRequestTtl, protectedEnvironments } = policy;
  const now = clock.now();
  const { openPullRequests } = open;
  if (pullRequestTtl !== undefined && !openPullRequests)
    log.warning('PULL_REQUEST_TTL has no effect without credentials for Bitbucket.');
  const idle =
    pullRequestTtl !== undefined && openPullRequests
      ? await observeIdle(upsun, snapshot, openPullRequests, protectedEnvironments, now - pullRequestTtl)
      : [];
  return planCleanup({ ...snapshot, ...open, idle, now }, policy);
}

/**
 * Takes the steps one after another and returns how many failed. A step that fails leaves the others to be taken, but
 * a question to Bitbucket that gets no answer ends them all: nothing is deleted on a guess.
 */
async function applyCleanup(
  actions: readonly CleanupAction[],
  snapshot: Snapshot,
  effects: Effects,
): Promise<number> {
  const { log, signal } = effects;
  let failures = 0;
  for (const action of actions) {
    const objection = await objectionTo(action, snapshot, effects);
    if (objection) {
      log.info(`${action.id} stays: ${objection}.`);
      continue;
    }
    try {
      await applyStep(action, snapshot, effects);
    } catch (error) {
      if (signal.aborted) throw error;
      printError(log, error);
      failures += 1;
    }
  }
  return failures;
}

/** What Bitbucket itself says now against a step that takes something away, in a request of its own. */
async function objectionTo(
  action: CleanupAction,
  snapshot: Snapshot,
  effects: Effects,
): Promise<string | undefined> {
  if (action.kind === 'delete') return objectionToDeletion(action, snapshot, effects);
  if (action.kind === 'deactivate' && !(await isUntouched(action.pullRequest, effects)))
    return 'its pull request was changed just now';
  return undefined;
}

async function objectionToDeletion(
  { id, purpose }: Extract<CleanupAction, { kind: 'delete' }>,
  { environments, repository }: Snapshot,
  { bitbucket, reader }: Effects,
): Promise<string | undefined> {
  const open = 'Bitbucket says now that it is still open';
  if (purpose.kind === 'branch') return (await reader.branch(id)) ? open : undefined;
  const pullRequest = await bitbucket?.pullRequest(purpose.id);
  if (pullRequest) return pullRequest.state === 'OPEN' ? open : undefined;
  const environment = environments.get(id);
  const wasThere = environment !== undefined && ownPurpose(environment, repository) !== undefined;
  if (wasThere && bitbucket?.deletesPullRequests) return undefined;
  return `Bitbucket knows no pull request ${purpose.id}, and so cannot say that it is closed`;
}

async function isUntouched({ id, updatedAt }: PullRequest, { bitbucket }: Effects): Promise<boolean> {
  const now = await bitbucket?.pullRequest(id);
  return now?.state === 'OPEN' && now.updatedAt === updatedAt;
}

async function applyStep(action: CleanupAction, snapshot: Snapshot, effects: Effects): Promise<void> {
  const { log, upsun, settings } = effects;
  if (action.kind === 'keep') return;
  log.info(`${action.id}: ${action.reason}`);
  if (action.kind === 'edit') {
    await upsun.edit(action.id, action.changes);
    return;
  }
  const context = { ...effects, options: settings, observer: {} };
  const onDeactivated = (id: string, pullRequest: PullRequest) =>
    retractDeactivated(id, pullRequest, snapshot.project.id, effects);
  const outcome =
    action.kind === 'delete'
      ? await applyDelete(action.id, context)
      : await applyDeactivate(action, { ...context, onDeactivated });
  const done = action.kind === 'delete' ? 'deleted' : 'deactivated';
  if ('reason' in outcome) throw new PipeError('failure', `${action.id} was not ${done}: ${outcome.reason}`);
  if (outcome.kind === 'kept') return;
  log.success(`${action.id} is ${done}`);
  if (action.kind === 'delete' && action.purpose.kind === 'pull-request')
    await retractDeleted(action.id, action.purpose.id, snapshot.project.id, effects);
}

function refused(plan: CleanupPlan, why: string): PipeError {
  const ids = plan.actions.filter(({ kind }) => kind === 'delete').map(({ id }) => id);
  return new PipeError('refusal', `${why} Nothing was deleted. It would have been: ${ids.join(', ')}`, {
    remedy:
      'If that is what you want, run it with a higher MAX_DELETIONS once; else find out why so much is gone from Bitbucket.',
  });
}
