import { applyActions } from '../apply/apply.ts';
import type { ApplyContext, FollowObserver } from '../apply/context.ts';
import type { DeploymentOutcome } from '../apply/outcome.ts';
import type { Effects } from '../effects.ts';
import { PipeError } from '../errors.ts';
import type { Plan } from '../plan/deployment.ts';
import { environmentId, tipOf } from '../plan/environment.ts';
import { pullRequestClosed } from '../plan/reasons.ts';
import type { DeploymentReport } from '../report/deployment.ts';
import { describeEnd, type End, printEnd } from '../report/end.ts';
import { consoleLinks } from '../report/links.ts';
import { outputsOf, writeOutputs } from '../report/channels/outputs.ts';
import type { UpsunActivity } from '../upsun/upsun.ts';
import { reportDeactivated } from './gone.ts';
import {
  dataOf,
  type Gathered,
  type Live,
  nothingLive,
  readLive,
  type ReportedFacts,
  reporterFor,
  reportOf,
} from './reporting.ts';

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
  const reporter = reporterFor(facts, effects);
  const observer = observerOf(gathered, (id, activity) => {
    page = links.activity(id, activity.id);
    reporter.begin(`${id} is being deployed`, page);
  });
  const end = async (how: End, live: Live = nothingLive) => {
    const described = describeEnd(how, { environment, links, page });
    const report = reportOf({ described, facts, plan, gathered, live }, effects);
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
    if (live.environment) await writeOutputFiles(report, effects);
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

/** Only one environment has outputs: with several, nobody could tell whose they are. */
async function writeOutputFiles(
  report: DeploymentReport,
  { outputs, log, settings }: Effects,
): Promise<void> {
  if (settings.command !== 'deploy') return;
  for (const warning of await writeOutputs(outputs, outputsOf(report))) log.warning(warning);
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
    onDeactivated: (id, pullRequest) => reportDeactivated(id, pullRequest, project.id, effects),
  };
}
