import type { DeploymentOutcome } from '../apply/outcome.ts';
import type { Effects } from '../effects.ts';
import { messageOf } from '../errors.ts';
import type { DeploymentFacts, Plan } from '../plan/deployment.ts';
import { environmentId, type Target, tipOf } from '../plan/environment.ts';
import { superseded } from '../plan/reasons.ts';
import { sameCommit } from '../plan/commit.ts';
import { openStatus } from '../report/channels/build-status.ts';
import { copiedData } from '../report/data.ts';
import type { CopiedData, DeploymentReport } from '../report/deployment.ts';
import type { describeEnd } from '../report/end.ts';
import { consoleLinks } from '../report/links.ts';
import { openReporter, type Reporter } from '../report/channels/reporter.ts';
import type { Route, UpsunActivity, UpsunEnvironment, UpsunProject } from '../upsun/upsun.ts';

export type ReportedFacts = DeploymentFacts & { project: UpsunProject };

/** What is learned while a plan is applied. */
export interface Gathered {
  /** Milliseconds since 1970. */
  started: number;
  /** Milliseconds. */
  queued: number | undefined;
  activity: UpsunActivity | undefined;
  log: string[];
}

/** The environment as it was read back after the deployment. Only what is live with this commit has routes. */
export interface Live {
  environment: UpsunEnvironment | undefined;
  routes: readonly Route[];
}

export const nothingLive: Live = { environment: undefined, routes: [] };

/** The reporter of one environment's run, with the channels that the settings and credentials allow. */
export function reporterFor(facts: ReportedFacts, effects: Effects): Reporter {
  const { bitbucket, insights, settings, log, clock } = effects;
  const tip = tipOf(facts.target);
  // Without waiting nobody would learn the result, and a status that stays in progress blocks merging.
  const tells = settings.wait && tip !== undefined;
  const subject = {
    commit: tip?.commit ?? '',
    branch: branchOf(facts.target),
    project: facts.project.id,
    environment: environmentId(facts.target),
  };
  const status = tells && settings.buildStatus && bitbucket;
  return openReporter(
    {
      status: status ? openStatus(status, subject, { log, clock }) : undefined,
      insights: tells && settings.codeInsights ? insights : undefined,
      comments: tells && settings.pullRequestComment ? bitbucket : undefined,
      deployments: tells ? bitbucket?.setDeployment : undefined,
    },
    { log, clock },
  );
}

function branchOf(target: Target): string | undefined {
  return target.kind === 'pull-request' && target.pullRequest.fork ? undefined : tipOf(target)?.name;
}

/** What is live now: the address of what was deployed, and never any other. */
export async function readLive(
  id: string,
  outcome: DeploymentOutcome,
  { upsun, log }: Effects,
): Promise<Live> {
  if (!['deployed', 'unchanged', 'stored'].includes(outcome.kind)) return nothingLive;
  try {
    const [environment, routes] = await Promise.all([
      upsun.environment(id),
      outcome.kind === 'stored' ? [] : upsun.routes(id),
    ]);
    return { environment, routes };
  } catch (error) {
    log.warning(`The URL of ${id} could not be read: ${messageOf(error)}`);
    return nothingLive;
  }
}

/** Where the data of the environment comes from; only what is live has any. */
export function dataOf(
  { plan, facts, live }: { plan: Plan; facts: ReportedFacts; live: Live },
  now: number,
): CopiedData | undefined {
  const { environment, routes } = live;
  if (!environment?.clonesParentData || routes.length === 0) return undefined;
  const { parent, createdAt } = environment;
  return copiedData(parent ?? undefined, plan.actions, { activities: facts.activities, createdAt, now });
}

/** Everything that the reports are made of, with its secrets masked. */
export function reportOf(
  {
    described: { state, description, url: link },
    facts,
    plan,
    gathered,
    live,
  }: {
    described: ReturnType<typeof describeEnd>;
    facts: ReportedFacts;
    plan: Plan;
    gathered: Gathered;
    live: Live;
  },
  { log, clock, hosts }: Pick<Effects, 'log' | 'clock' | 'hosts'>,
): DeploymentReport {
  const { target, project, environments } = facts;
  const id = environmentId(target);
  const tip = tipOf(target);
  const { activity, started, queued } = gathered;
  const links = consoleLinks(hosts.console, project.id);
  const known = live.environment ?? environments.get(id);
  const desired = plan.actions.find((action) => 'desired' in action)?.desired;
  return {
    project: project.id,
    environment: id,
    state,
    description: log.redact(description),
    link,
    branch: tip?.name ?? id,
    sourceCommit: tip?.commit ?? '',
    commit: live.environment?.headCommit ?? desired?.commit ?? tip?.commit ?? '',
    pullRequest: target.kind === 'pull-request' ? target.pullRequest.id : undefined,
    url: live.routes[0]?.url,
    routes: live.routes,
    status: live.environment?.status,
    duration: clock.now() - started,
    queued,
    parent: live.environment?.parent ?? desired?.parent ?? known?.parent ?? undefined,
    data: dataOf({ plan, facts, live }, clock.now()),
    environmentPage: links.environment(id),
    logPage: activity && links.activity(id, activity.id),
    failedCommands: activity?.failedCommands ?? [],
    log: log.redact(gathered.log.join('')),
  };
}

/** A commit that others have overtaken gets an end as well, instead of a status that an earlier run left unfinished. */
export async function reportSuperseded(
  { target, commit, project }: ReportedFacts,
  { bitbucket, settings, hosts, log, clock }: Effects,
): Promise<void> {
  const tip = tipOf(target);
  if (!bitbucket || !settings.buildStatus || !commit || !tip?.commit || sameCommit(commit, tip.commit))
    return;
  const environment = environmentId(target);
  const subject = { commit, branch: branchOf(target), project: project.id, environment };
  const description = `${environment}: ${superseded(commit, tip.commit)}`;
  const page = consoleLinks(hosts.console, project.id).environment(environment);
  await openStatus(bitbucket, subject, { log, clock }).end('STOPPED', description, page);
}
