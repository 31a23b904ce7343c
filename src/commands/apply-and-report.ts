import { applyActions } from '../apply/apply.ts';
import type { ApplyContext, FollowObserver } from '../apply/context.ts';
import type { DeploymentOutcome } from '../apply/outcome.ts';
import type { Effects } from '../effects.ts';
import { PipeError } from '../errors.ts';
import type { DeploymentFacts, Plan } from '../plan/deployment.ts';
import { environmentId, tipOf } from '../plan/environment.ts';
import { pullRequestClosed } from '../plan/reasons.ts';
import { printEnd } from '../report/console/end.ts';
import {
  dataOf,
  deploymentReport,
  type DeploymentReport,
  type Gathered,
  type Live,
  nothingLive,
  readLive,
} from '../report/deployment.ts';
import { describeEnd, type End } from '../report/end.ts';
import { consoleLinks } from '../report/links.ts';
import { placeOf } from '../report/place.ts';
import { openReporter } from '../report/reporter.ts';
import { retractDeactivated } from '../report/retract.ts';
import type { UpsunActivity, UpsunProject } from '../upsun/upsun.ts';

type ReportedFacts = DeploymentFacts & { project: UpsunProject };

export interface Applied {
  outcome: DeploymentOutcome;
  /** Missing where the plan was outdated. */
  report?: DeploymentReport;
}

/**
 * Applies a plan and leaves a terminal build status behind, however it ends. Only the last attempt takes a plan that
 * has become outdated for a failure.
 */
export async function applyAndReport(
  plan: Plan,
  facts: ReportedFacts,
  effects: Effects,
  last: boolean,
): Promise<Applied> {
  const { clock, log, signal, surroundings } = effects;
  const environment = environmentId(facts.target);
  const links = consoleLinks(effects.hosts.console, facts.project.id);
  // Where an error is looked into: the activity, if there is one yet, else this very run.
  let page = surroundings.runUrl ?? links.environment(environment);
  const gathered: Gathered = { started: clock.now(), queued: undefined, activity: undefined, log: [] };
  const reporter = openReporter(placeOf(facts.target, facts.project.id), effects);
  const observer = observerOf(gathered, (id, activity) => {
    page = links.activity(id, activity.id);
    reporter.begin(`${id} is being deployed`, page);
  });
  const end = async (how: End, live: Live = nothingLive) => {
    const described = describeEnd(how, { environment, links, page });
    const report = deploymentReport({ described, facts, plan, gathered, live }, effects);
    if (how.kind !== 'interrupted' && how.kind !== 'error') printEnd(log, how.kind, report);
    await reporter.end(report, how.kind === 'interrupted');
    return report;
  };
  try {
    const applied = await applyActions(plan.actions, applyContext(facts, effects, observer));
    const outcome = await unlessClosed(applied, facts, effects);
    if (outcome.kind === 'outdated') {
      if (last) throw overtaken(outcome.reason);
      return { outcome };
    }
    if ('activity' in outcome) gathered.activity = outcome.activity;
    const live = await readLive(environment, outcome, effects);
    const data = dataOf({ plan, facts, live }, clock.now());
    const copiedFrom = data && data.age === undefined ? data.environment : undefined;
    const elapsed = clock.now() - gathered.started;
    const report = await end({ ...outcome, url: live.routes[0]?.url, elapsed, copiedFrom }, live);
    return { outcome, report };
  } catch (error) {
    await end(signal.aborted ? { kind: 'interrupted' } : { kind: 'error', error });
    throw error;
  }
}

function observerOf(
  gathered: Gathered,
  onActivity: (environment: string, activity: UpsunActivity) => void,
): FollowObserver {
  return {
    onActivity(environment, activity) {
      gathered.activity = activity;
      onActivity(environment, activity);
    },
    onRunning(queued) {
      gathered.queued = (gathered.queued ?? 0) + queued;
    },
    onLog(text) {
      gathered.log.push(text);
    },
  };
}

/** A pull request may be closed while its environment is deployed, and nobody would come back to delete that. */
async function unlessClosed(
  outcome: DeploymentOutcome,
  { target }: ReportedFacts,
  { bitbucket, log }: Effects,
): Promise<DeploymentOutcome> {
  if (outcome.kind !== 'deployed' || target.kind !== 'pull-request' || !bitbucket) return outcome;
  try {
    const { id } = target.pullRequest;
    const pullRequest = await bitbucket.pullRequest(id);
    if (!pullRequest && bitbucket.deletesPullRequests)
      return { kind: 'closed', reason: `pull request ${id} is deleted by now` };
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

function applyContext(
  { target, project }: ReportedFacts,
  effects: Effects,
  observer: FollowObserver,
): ApplyContext {
  return {
    ...effects,
    pushUrl: project.repositoryUrl,
    fetchFrom: tipOf(target) ?? { name: environmentId(target) },
    options: effects.settings,
    observer,
    onDeactivated: (id, pullRequest) => retractDeactivated(id, pullRequest, project.id, effects),
  };
}
