import { applyActions } from './apply/apply.ts';
import type { ApplyContext, Outcome } from './apply/context.ts';
import type { Effects } from './effects.ts';
import { exitCodes, PipeError } from './errors.ts';
import { type DeployTrigger, observe, type Observed } from './observe.ts';
import { environmentId, type Plan, planDeployment } from './plan/deployment.ts';
import { applyOptionsOf, policyOf } from './policy.ts';
import type { Setting } from './plan/desired.ts';
import { pullRequestClosed } from './plan/reasons.ts';
import { openStatus, type StatusReport } from './report/build-status.ts';
import { describeEnd, type End, printEnd } from './report/end.ts';
import { consoleLinks } from './report/links.ts';
import type { Log } from './report/log.ts';
import { printPlan } from './report/plan-table.ts';
import type { Upsun } from './upsun/index.ts';

/** How a deployment ended, and what it was planned from. */
export interface Deployed {
  exitCode: number;
  setting: Setting;
}

/** Brings the environment of one branch or pull request in line. */
export async function deploy(trigger: DeployTrigger, effects: Effects, repeatsLeft = 1): Promise<Deployed> {
  const { settings, log } = effects;
  const observed = await observe(trigger, effects);
  const plan = planDeployment(observed.facts, policyOf(settings));
  for (const note of plan.notes) log.warning(note);
  printPlan(log, plan.actions);
  const done = { exitCode: exitCodes.done, setting: observed.facts };
  if (settings.DRY_RUN) {
    log.info('DRY_RUN is on: nothing was changed.');
    return done;
  }
  if (plan.actions.every(({ kind }) => kind === 'skip')) {
    log.success('Nothing to deploy.');
    return done;
  }
  const outcome = await applyAndReport(plan, observed, effects, repeatsLeft === 0);
  if (outcome.kind === 'outdated') {
    log.info(`${outcome.reason}; planning again.`);
    return deploy(trigger, effects, repeatsLeft - 1);
  }
  if (outcome.kind === 'closed') {
    // What was just made is to be cleaned up too, and the list is older than it.
    return { ...done, setting: { ...observed.facts, environments: await effects.upsun.environments() } };
  }
  const failed = outcome.kind === 'failed' || outcome.kind === 'cancelled';
  return failed ? { ...done, exitCode: exitCodes.failure } : done;
}

/**
 * Applies a plan and leaves a terminal build status behind, however it ends. Only the last attempt takes a plan that
 * has become outdated for a failure.
 */
async function applyAndReport(
  plan: Plan,
  observed: Observed,
  effects: Effects,
  last: boolean,
): Promise<Outcome> {
  const { clock, log, upsun, signal, surroundings } = effects;
  const started = clock.now();
  const environment = environmentId(observed.facts.target);
  const links = consoleLinks(effects.hosts.console, observed.project.id);
  const subject = { environment, links };
  // Where an error is looked into: the activity, if there is one yet, else this very run.
  let page = surroundings.runUrl ?? links.environment(environment);
  const status = statusFor(observed, effects);
  const end = async (how: End) => {
    const { state, description, url } = describeEnd(how, subject);
    await status?.end(state, description, url, how.kind === 'interrupted');
  };
  try {
    const onActivity: ApplyContext['onActivity'] = (id, { id: activity }) => {
      page = links.activity(id, activity);
      status?.inProgress(`${id} is being deployed`, page);
    };
    const applied = await applyActions(plan.actions, applyContext(observed, effects, onActivity));
    const outcome = await unlessClosed(applied, observed, effects);
    if (outcome.kind === 'outdated') {
      if (last) throw overtaken(outcome.reason);
      return outcome;
    }
    const how = {
      ...outcome,
      url: await liveUrl(environment, outcome, upsun, log),
      elapsed: clock.now() - started,
    };
    printEnd(log, how, subject);
    await end(how);
    return outcome;
  } catch (error) {
    await end(signal.aborted ? { kind: 'interrupted', page } : { kind: 'error', error, page });
    throw error;
  }
}

/** A pull request may be closed while its environment is deployed, and nobody would come back to delete that. */
async function unlessClosed(
  outcome: Outcome,
  { facts }: Observed,
  { bitbucket, log }: Effects,
): Promise<Outcome> {
  if (outcome.kind !== 'deployed' || facts.target.kind !== 'pull-request' || !bitbucket) return outcome;
  try {
    const pullRequest = await bitbucket.pullRequest(facts.target.pullRequest.id);
    if (!pullRequest || pullRequest.state === 'OPEN') return outcome;
    return { kind: 'closed', reason: `${pullRequestClosed(pullRequest)} by now` };
  } catch (error) {
    log.warning(`Whether the pull request is still open could not be read: ${String(error)}`);
    return outcome;
  }
}

function overtaken(reason: string): PipeError {
  return new PipeError('failure', `${reason}, twice in a row.`, {
    remedy:
      'Something else pushes to this environment. Let only one pipeline do so, for example with a concurrency-group.',
  });
}

/** The address of what was deployed, and never any other: only a live environment has one. */
async function liveUrl(
  environment: string,
  outcome: Outcome,
  upsun: Upsun,
  log: Log,
): Promise<string | undefined> {
  if (outcome.kind !== 'deployed' && outcome.kind !== 'unchanged') return undefined;
  try {
    const [route] = await upsun.routes(environment);
    return route?.url;
  } catch (error) {
    log.warning(`The URL of ${environment} could not be read: ${String(error)}`);
    return undefined;
  }
}

function statusFor(
  { facts, project }: Observed,
  { bitbucket, settings, log, clock }: Effects,
): StatusReport | undefined {
  // Without waiting nobody would learn the result, and a status that stays in progress blocks merging.
  if (!bitbucket || !settings.BUILD_STATUS || !settings.WAIT) return undefined;
  const source = facts.target.kind === 'branch' ? facts.target.tip : facts.target.pullRequest.source;
  if (!source) return undefined;
  const subject = {
    commit: source.commit,
    branch: source.name,
    project: project.id,
    environment: environmentId(facts.target),
  };
  return openStatus(bitbucket, subject, { log, clock });
}

function applyContext(
  { facts, project }: Observed,
  effects: Effects,
  onActivity: ApplyContext['onActivity'],
): ApplyContext {
  const { settings } = effects;
  return {
    ...effects,
    pushUrl: project.repositoryUrl,
    seenActivities: new Set(facts.activities.map(({ id }) => id)),
    sourceBranch: facts.target.kind === 'branch' ? facts.target.name : facts.target.pullRequest.source.name,
    options: applyOptionsOf(settings),
    onActivity,
  };
}
