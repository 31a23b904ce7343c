import type { DeploymentOutcome } from '../apply/outcome.ts';
import type { Clock } from '../clock.ts';
import { messageOf } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Action } from '../plan/actions.ts';
import { failedCommands } from '../plan/activities.ts';
import type { Command } from '../plan/world.ts';
import type { DeploymentFacts } from '../plan/deployment.ts';
import type { DesiredEnvironment } from '../plan/desired.ts';
import { environmentId, tipOf } from '../plan/target.ts';
import { oneLine } from '../text/plain-text.ts';
import type { Route, UpsunActivity, UpsunEnvironment, UpsunReader } from '../upsun/upsun.ts';
import type { Hosts } from '../upsun/vendors.ts';
import { type CopiedData, copiedData } from './copied-data.ts';
import { consoleLinks } from './links.ts';

/** How a run ended for an environment, in the words of ENVIRONMENT_RESULT. */
export type Result = 'deployed' | 'unchanged' | 'stored' | 'skipped' | 'superseded' | 'queued' | 'failed';

/** What a reader wants to know of one environment's run. Every channel tells it, so its secrets are masked. */
export interface DeploymentReport {
  project: string;
  projectTitle: string;
  environment: string;
  state: 'successful' | 'failed' | 'stopped';
  result: Result;
  /** Something was deployed, or at least begun to be: the environment may be another one than before. */
  deployed: boolean;
  /** One line, which names the environment. */
  description: string;
  /** The page to look at next: the site where it is live, else whatever tells why not. */
  link: string;
  /** The source branch, or the tag. */
  branch: string;
  /** Where that is what is deployed. */
  tag: string | undefined;
  /** What is deployed: the tip of the branch, or the result of merging it. */
  commit: string | undefined;
  pullRequest: number | undefined;
  /** Primary route of the environment's current deployment. */
  url: string | undefined;
  /** Those of the current deployment, the one to show first in front. */
  routes: readonly Route[];
  /** As Upsun says it: active, inactive, paused. */
  status: string | undefined;
  /** Milliseconds. */
  duration: number;
  /** Milliseconds that the deployment waited for its turn. */
  queued: number | undefined;
  parent: string | undefined;
  data: CopiedData | undefined;
  /** Pages of the console. */
  projectPage: string;
  environmentPage: string;
  logPage: string | undefined;
  /** Builds and hooks that failed, also those that left the environment live. */
  failedCommands: readonly Command[];
  /** The end of the activity's log, as Upsun wrote it. */
  log: string;
}

/** What is learned while a plan is applied. */
export interface Gathered {
  /** Milliseconds since 1970. */
  started: number;
  /** Milliseconds. */
  queued: number | undefined;
  activity: UpsunActivity | undefined;
  /** What a report may show of the log. */
  log: string;
}

/** The environment as it was read back after the deployment. Only what is live with this commit has routes. */
export interface Live {
  environment: UpsunEnvironment | undefined;
  routes: readonly Route[];
}

export const nothingLive: Live = { environment: undefined, routes: [] };

/** What a plan was made from and comes to, as far as its report shows that. */
export interface Planned {
  facts: Pick<DeploymentFacts, 'target' | 'project' | 'environments' | 'activities'>;
  plan: { actions: readonly Action[] };
}

/** What is live now: the address of what was deployed, and never any other. */
export async function readLive(
  id: string,
  outcome: DeploymentOutcome,
  { upsun, log }: { upsun: Pick<UpsunReader, 'environment' | 'routes'>; log: Log },
): Promise<Live> {
  const { kind } = outcome;
  if (kind !== 'deployed' && kind !== 'unchanged' && kind !== 'stored') return nothingLive;
  try {
    const [environment, routes] = await Promise.all([
      upsun.environment(id),
      kind === 'stored' ? [] : upsun.routes(id),
    ]);
    return { environment, routes };
  } catch (error) {
    log.warning(`The URL of ${id} could not be read: ${messageOf(error)}`);
    return nothingLive;
  }
}

/** Where the data of the environment comes from; only what is live has any. */
export function dataOf({ plan, facts, live }: Planned & { live: Live }, now: number): CopiedData | undefined {
  const { environment, routes } = live;
  if (!environment?.clonesParentData || routes.length === 0) return undefined;
  const { parent, createdAt } = environment;
  return copiedData(parent ?? undefined, plan.actions, { activities: facts.activities, createdAt, now });
}

/** Everything that the channels tell, with its secrets masked. */
export function deploymentReport(
  run: Planned & {
    /** Its end may have changed what is live. */
    deploys: boolean;
    result: Result;
    /** How it ended, as `describeEnd` words it. */
    described: Pick<DeploymentReport, 'state' | 'description' | 'link'>;
    gathered: Gathered;
    live: Live;
  },
  { log, clock, hosts }: { log: Log; clock: Clock; hosts: Pick<Hosts, 'console'> },
): DeploymentReport {
  const { facts, plan, gathered, live } = run;
  const { target, project, environments } = facts;
  const { activity, started, queued } = gathered;
  const id = environmentId(target);
  const tip = tipOf(target);
  const desired = desiredIn(plan.actions);
  const links = consoleLinks(hosts.console, project.id);
  return {
    ...run.described,
    result: run.result,
    deployed: run.deploys && activity !== undefined,
    description: log.redact(oneLine(run.described.description)),
    project: project.id,
    projectTitle: log.redact(project.title),
    environment: id,
    branch: tip?.name ?? id,
    tag: target.kind === 'release' ? target.tag : undefined,
    commit: live.environment?.headCommit ?? desired?.commit ?? tip?.commit,
    pullRequest: target.kind === 'pull-request' ? target.pullRequest.id : undefined,
    url: live.routes[0]?.url,
    routes: live.routes,
    status: live.environment?.status,
    duration: clock.now() - started,
    queued,
    parent: live.environment?.parent ?? desired?.parent ?? environments.get(id)?.parent ?? undefined,
    data: dataOf(run, clock.now()),
    projectPage: links.project,
    environmentPage: links.environment(id),
    logPage: activity && links.activity(id, activity.id),
    failedCommands: activity ? failedCommands(activity) : [],
    log: log.redact(gathered.log),
  };
}

/** What the plan wants the environment to be, where it pushes to it. */
function desiredIn(actions: readonly Action[]): DesiredEnvironment | undefined {
  for (const action of actions) {
    if (action.kind === 'create' || action.kind === 'push' || action.kind === 'wait') return action.desired;
  }
  return undefined;
}
