import type { DeploymentOutcome } from '../apply/outcome.ts';
import type { Effects } from '../effects.ts';
import { exitCodes } from '../errors.ts';
import { observeIdle, observeOpen } from '../observe/open.ts';
import { type ObservedProject, observeProject, listEnvironments } from '../observe/project.ts';
import { type DeployTrigger, observeTarget, pullRequestsFrom, withMerge } from '../observe/target.ts';
import { type DeploymentFacts, planDeployment } from '../plan/deployment.ts';
import type { Snapshot } from '../plan/desired.ts';
import { environmentId } from '../plan/environment.ts';
import type { IdleEnvironment } from '../plan/idle.ts';
import { previewId } from '../plan/preview.ts';
import { isBlocked, lacksRoom } from '../plan/room.ts';
import type { DeploymentReport } from '../report/deployment.ts';
import { printHeader } from '../report/console/header.ts';
import { printPlan } from '../report/console/plan-table.ts';
import { retractSuperseded } from '../report/retract.ts';
import { applyAndReport } from './apply-and-report.ts';
import { cleanUpAfterwards, cleanUpFirst } from './cleanup.ts';
import { policyOf } from './policy.ts';

/** What one deployment is planned from. */
export type Observed = DeploymentFacts & ObservedProject;

/**
 * The command `deploy`: brings one environment in line, and where the CI knows of branches only, those of the pull
 * requests that come from it; then cleans up. Returns the exit code.
 */
export async function deployAndCleanUp(trigger: DeployTrigger, effects: Effects): Promise<number> {
  let last = await deployTarget(trigger, effects);
  let { exitCode } = last;
  for (const pullRequest of await pullRequestsFrom(trigger, effects.bitbucket)) {
    effects.log.line();
    last = await deployTarget(pullRequest, effects);
    exitCode = Math.max(exitCode, last.exitCode);
  }
  return Math.max(exitCode, await cleanUpAfterwards(effects, last.snapshot));
}

/** Brings one environment in line. Returns with it what the project is like now. */
async function deployTarget(
  trigger: DeployTrigger,
  effects: Effects,
): Promise<{ exitCode: number; snapshot: Snapshot }> {
  let observed = await observe(trigger, effects);
  printHeader(effects.log, observed);
  if (isBlocked(environmentId(observed.target), observed)) {
    effects.log.info('Cleaning up first, because it may make way for this environment.');
    const environments = await cleanUpFirst(effects, observed);
    observed = await observe(trigger, effects, { ...observed, environments });
  }
  const { exitCode, outcome } = await deploy(trigger, observed, effects);
  // The list is older than what was just made, which is to be cleaned up too where its pull request was closed.
  const environments = outcome === 'closed' ? await listEnvironments(effects.upsun) : observed.environments;
  return { exitCode, snapshot: { ...observed, environments } };
}

/** Milliseconds: what git has taken already may not be in the answers of Upsun's API yet. */
const settleTime = 1000;

/** How the deployment of one environment ended. */
export interface Deployed {
  exitCode: number;
  outcome: DeploymentOutcome['kind'];
  /** Missing where nothing was applied. */
  report?: DeploymentReport;
}

/**
 * Brings the environment of one branch or pull request in line, `quiet` where its plan was shown already. Plans again
 * once where something else was faster.
 */
export async function deploy(
  trigger: DeployTrigger,
  observed: Observed,
  effects: Effects,
  { quiet = false, repeatsLeft = 1 } = {},
): Promise<Deployed> {
  const { settings, log } = effects;
  const plan = planDeployment(observed, policyOf(settings));
  if (!quiet) {
    for (const note of plan.notes) log.warning(note);
    printPlan(log, plan.actions);
  }
  if (settings.dryRun) {
    log.info('DRY_RUN is on: nothing was changed.');
    return { exitCode: exitCodes.done, outcome: 'unchanged' };
  }
  if (plan.actions.every(({ kind }) => kind === 'skip')) {
    await retractSuperseded(observed, effects);
    log.success('Nothing to deploy.');
    return { exitCode: exitCodes.done, outcome: 'unchanged' };
  }
  const { outcome, report } = await applyAndReport(plan, observed, effects, repeatsLeft === 0);
  if (outcome.kind === 'outdated') {
    log.info(`${outcome.reason}; planning again.`);
    await effects.clock.sleep(settleTime, effects.signal);
    const environments = await listEnvironments(effects.upsun);
    const again = await observe(trigger, effects, { ...observed, environments });
    return deploy(trigger, again, effects, { quiet, repeatsLeft: repeatsLeft - 1 });
  }
  const failed = outcome.kind === 'failed' || outcome.kind === 'cancelled';
  const exitCode = failed ? exitCodes.failure : exitCodes.done;
  return { exitCode, outcome: outcome.kind, ...(report ? { report } : {}) };
}

/** Reads everything that one deployment is planned from, side by side. */
export async function observe(
  trigger: DeployTrigger,
  effects: Effects,
  known?: ObservedProject,
): Promise<Observed> {
  const { upsun, settings } = effects;
  const policy = policyOf(settings);
  const id = trigger.kind === 'branch' ? trigger.branch : previewId(trigger.id);
  const [snapshot, target, activities] = await Promise.all([
    known ?? observeProject(effects),
    observeTarget(trigger, effects),
    upsun.activities(id),
  ]);
  return {
    ...snapshot,
    target: await withMerge(target, snapshot, policy, effects),
    commit: trigger.commit,
    activities,
    evictable:
      policy.onLimit === 'evict' && lacksRoom(id, snapshot) ? await observeEvictable(snapshot, effects) : [],
  };
}

async function observeEvictable(snapshot: ObservedProject, effects: Effects): Promise<IdleEnvironment[]> {
  const { openPullRequests = [] } = await observeOpen(effects);
  return observeIdle(effects.upsun, snapshot, openPullRequests, effects.settings.protectedEnvironments);
}
