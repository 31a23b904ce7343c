import { applyActions } from '../apply/apply.ts';
import type { FollowObserver } from '../apply/context.ts';
import { objectionToRest } from '../apply/deactivate.ts';
import { activityOf, type DeploymentOutcome } from '../apply/outcome.ts';
import { unlessUnready } from '../apply/ready.ts';
import type { Changes, Effects } from '../effects.ts';
import { messageOf, PipeError } from '../errors.ts';
import type { Log } from '../log.ts';
import { isUpToDate, storesOnly } from '../plan/actions.ts';
import type { DeploymentFacts, Plan } from '../plan/deployment.ts';
import { environmentId, tipOf } from '../plan/target.ts';
import { withCause } from '../report/cause.ts';
import { printEnd } from '../report/console/end.ts';
import {
  dataOf,
  type DeploymentReport,
  deploymentReport,
  type Gathered,
  type Live,
  nothingLive,
  readLive,
} from '../report/deployment.ts';
import { describeEnd, type End } from '../report/end.ts';
import { consoleLinks } from '../report/links.ts';
import { placeOf } from '../report/place.ts';
import { addToLog } from '../report/kept-log.ts';
import { openReporter } from '../report/reporter.ts';
import { resultOf } from '../report/result.ts';
import { retractDeactivated } from '../report/retract.ts';
import { wordReason, wordRollback } from '../text/reasons.ts';
import type { UpsunProject } from '../upsun/upsun.ts';

/** What applying a plan and reporting it needs of the world. */
export type ApplyPorts = Pick<
  Effects,
  | 'upsun'
  | 'askSite'
  | 'bitbucket'
  | 'source'
  | 'noteOutside'
  | 'surroundings'
  | 'hosts'
  | 'settings'
  | 'clock'
  | 'journal'
  | 'log'
  | 'signal'
>;

type Facts = DeploymentFacts & { project: UpsunProject };

/**
 * Applies a plan and leaves a terminal build status behind, however it ends. Only the last attempt takes a plan that
 * has become outdated for a failure. The report is missing where the plan was outdated.
 */
export async function applyAndReport(
  plan: Plan,
  facts: Facts,
  ports: ApplyPorts,
  changes: Changes,
  last: boolean,
): Promise<{ outcome: DeploymentOutcome; report?: DeploymentReport }> {
  const { clock, log, signal, surroundings } = ports;
  const environment = environmentId(facts.target);
  const links = consoleLinks(ports.hosts.console, facts.project.id);
  // Where an error is looked into: the activity, if there is one yet, else this very run.
  let page = surroundings.runUrl ?? links.environment(environment);
  const gathered: Gathered = { started: clock.now(), queued: undefined, activity: undefined, log: '' };
  const reporter = openReporter(placeOf(facts.target, facts.project), reportsOf(plan, changes));
  const observer = observerOf(gathered, log, (id, activity) => {
    page = links.activity(id, activity);
    const what = plan.rollback ? `: ${wordRollback(plan.rollback)}` : '';
    if (!storesOnly(plan.actions, facts.environments)) reporter.begin(`${id} is being deployed${what}`, page);
  });
  const end = async (how: End, live: Live = nothingLive) => {
    const described = describeEnd(how, { environment, links, page }, plan.rollback);
    const deploys = !['unchanged', 'stored', 'no-room', 'no-backup'].includes(how.kind);
    const result = resultOf(how.kind, live.environment?.status);
    const report = deploymentReport({ described, deploys, result, facts, plan, gathered, live }, ports);
    if (how.kind !== 'interrupted' && how.kind !== 'error') printEnd(log, how.kind, report);
    // Nothing was begun: what an earlier run said of this commit still holds.
    if (how.kind === 'interrupted' && isUpToDate(plan.actions)) return report;
    await reporter.end(report, how.kind === 'interrupted');
    return report;
  };
  try {
    const applied = await applyPlan(plan, facts, ports, changes, observer);
    const told = withCause(applied, gathered.log, { project: facts.project.id, environment });
    const open = await unlessClosed(told, facts, ports);
    if (open.kind === 'outdated') {
      if (last) throw overtaken(open.reason, surroundings.advice.overlapping);
      return { outcome: open };
    }
    gathered.activity = activityOf(open) ?? gathered.activity;
    const live = await readLive(environment, open, ports);
    const isPreview = facts.target.kind === 'pull-request';
    const outcome = await unlessUnready(open, { ...live, isPreview }, ports);
    // What could not be read any more would replace the address that an earlier run reported.
    if (isUpToDate(plan.actions)) signal.throwIfAborted();
    const data = dataOf({ plan, facts, live }, clock.now());
    const copiedFrom = data && data.age === undefined ? data.environment : undefined;
    const elapsed = clock.now() - gathered.started;
    return {
      outcome,
      report: await end({ ...outcome, url: live.routes[0]?.url, elapsed, copiedFrom }, live),
    };
  } catch (error) {
    await end(signal.aborted ? { kind: 'interrupted' } : { kind: 'error', error });
    throw error;
  }
}

/** What is up to date has a result to report, also where nobody waits for one. */
function reportsOf(plan: Plan, { reports }: Changes): Changes['reports'] {
  return isUpToDate(plan.actions) ? { ...reports, settings: { ...reports.settings, wait: true } } : reports;
}

function applyPlan(
  plan: Plan,
  { target, project, repository }: Facts,
  ports: ApplyPorts,
  { writer, push, reports }: Changes,
  observer: FollowObserver,
): Promise<DeploymentOutcome> {
  const { protectedEnvironments } = ports.settings;
  return applyActions(plan.actions, {
    ...ports,
    writer,
    push,
    projectId: project.id,
    pushUrl: project.repositoryUrl,
    fetchFrom: tipOf(target) ?? { name: environmentId(target) },
    observer,
    pageOf: consoleLinks(ports.hosts.console, project.id).activity,
    objectionToRest: (step) => objectionToRest(step, { repository, protectedEnvironments }, ports),
    onDeactivated: (id, pullRequest) => retractDeactivated(id, pullRequest, project, reports),
  });
}

function observerOf(
  gathered: Gathered,
  { redact }: Pick<Log, 'redact'>,
  onActivity: (environment: string, activity: string) => void,
): FollowObserver {
  return {
    onActivity(environment, activity) {
      gathered.activity = activity;
      onActivity(environment, activity.id);
    },
    onRunning(queued) {
      gathered.queued = (gathered.queued ?? 0) + queued;
    },
    onLog(text) {
      gathered.log = addToLog(gathered.log, text, redact);
    },
  };
}

/** A pull request may be closed while its environment is deployed, and nobody would come back to delete that. */
async function unlessClosed(
  outcome: DeploymentOutcome,
  { target }: Facts,
  { bitbucket, log }: Pick<ApplyPorts, 'bitbucket' | 'log'>,
): Promise<DeploymentOutcome> {
  if (outcome.kind !== 'deployed' || target.kind !== 'pull-request' || !bitbucket) return outcome;
  try {
    const { id } = target.pullRequest;
    const pullRequest = await bitbucket.pullRequest(id);
    if (!pullRequest && bitbucket.deletesPullRequests)
      return { kind: 'closed', reason: `pull request ${id} is deleted by now` };
    if (!pullRequest || pullRequest.state === 'OPEN') return outcome;
    const closed = wordReason({ code: 'pull-request-closed', id, state: pullRequest.state });
    return { kind: 'closed', reason: `${closed} by now` };
  } catch (error) {
    log.warning(`Whether the pull request is still open could not be read: ${messageOf(error)}`);
    return outcome;
  }
}

function overtaken(reason: string, advice: string): PipeError {
  return new PipeError('failure', `${reason}, twice in a row.`, {
    remedy: `Something else pushes to this environment. ${advice}`,
  });
}
