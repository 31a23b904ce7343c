/** The deployment of one branch or pull request: what it is planned from, and how its plan is carried out. */
import type { DeploymentOutcome } from '../apply/outcome.ts';
import type { Changes, Effects } from '../effects.ts';
import { exitCodes, PipeError } from '../errors.ts';
import { withFiles } from '../observe/files.ts';
import { observeIdle } from '../observe/open.ts';
import { listEnvironments, type ObservedProject, observeProject } from '../observe/project.ts';
import { observeRelease } from '../observe/release.ts';
import { observeTarget, withMerge } from '../observe/target.ts';
import { observeVariables } from '../observe/variables.ts';
import type { Action } from '../plan/actions.ts';
import { tellingTypes } from '../plan/activities.ts';
import { type DeploymentFacts, type Plan, planDeployment } from '../plan/deployment.ts';
import type { IdleEnvironment } from '../plan/idle.ts';
import type { Policy } from '../plan/policy.ts';
import { previewId } from '../plan/preview.ts';
import { whyOvertaken, whyRefused } from '../plan/release.ts';
import { countTaken, roomLackedBy } from '../plan/room.ts';
import type { DeploymentReport } from '../report/deployment.ts';
import { reportLeftOut } from '../report/left-out.ts';
import { retractOvertaken } from '../report/retract.ts';
import { short } from '../text/commits.ts';
import type { Trigger } from '../trigger/trigger.ts';
import { applyAndReport, type ApplyPorts } from './apply-and-report.ts';
import { commandTraits } from './traits.ts';

/** What the deployment of one environment needs of the world. */
export type DeploymentPorts = ApplyPorts & Pick<Effects, 'reader'>;

/** What one deployment is planned from. */
export type Observed = DeploymentFacts & ObservedProject;

/** Production never goes back by itself. */
export function refuseBackward(actions: readonly Action[]): void {
  const refused = whyRefused(actions);
  if (!refused) return;
  const { tag, commit, live } = refused;
  throw new PipeError(
    'refusal',
    `${tag} was not deployed: its commit ${short(commit)} does not descend from ${short(live)}, which is live in production.`,
    {
      remedy:
        'Tag a commit that contains what is live. To replace what is live, re-run this step with ROLLBACK=true.',
    },
  );
}

/** How the deployment of one environment ended. */
export interface Deployed {
  exitCode: number;
  outcome: DeploymentOutcome['kind'] | 'skipped' | 'superseded';
  /** Missing where nothing was applied. */
  report?: DeploymentReport;
}

/** The settings that a plan depends on, with what the command adds. */
export function policyOf({ settings }: Pick<Effects, 'settings'>): Policy {
  return { ...settings, wakesIdle: commandTraits[settings.command].wakesIdle };
}

/** The environment that a run is for; `undefined` where only the project tells which one production is. */
export function environmentOf(trigger: Trigger): string | undefined {
  switch (trigger.kind) {
    case 'branch':
      return trigger.branch;
    case 'pull-request':
      return previewId(trigger.id);
    case 'tag':
      return undefined;
  }
}

/** Reads everything that one deployment is planned from, side by side. */
export async function observe(
  trigger: Trigger,
  ports: DeploymentPorts,
  known?: ObservedProject,
  refusal?: string,
): Promise<Observed> {
  const policy = policyOf(ports);
  const reading = Promise.resolve(known ?? observeProject(ports));
  const id = environmentOf(trigger) ?? (await reading).project.defaultBranch;
  const [snapshot, target, activities] = await Promise.all([
    reading,
    trigger.kind === 'tag'
      ? reading.then((project) => observeRelease(trigger, project, ports))
      : observeTarget(trigger, ports),
    ports.upsun.activities(id, tellingTypes),
  ]);
  const lacksRoom = refusal !== undefined || roomLackedBy(id, snapshot) !== undefined;
  const evicts = policy.onLimit === 'evict' && lacksRoom;
  const filed = await withFiles(target, snapshot, policy, ports, trigger.commit);
  return {
    ...snapshot,
    target: await withMerge(filed, snapshot, policy, ports),
    // What is taken back on purpose is what the target is.
    commit: target.kind === 'branch' && target.newest !== undefined ? target.tip?.commit : trigger.commit,
    rollback: trigger.kind === 'tag' && trigger.rollback,
    activities,
    variables: await observeVariables(target, snapshot, policy, ports.upsun),
    evictable: evicts ? await observeEvictable(snapshot, ports) : [],
    refusal,
  };
}

async function observeEvictable(
  snapshot: ObservedProject,
  ports: DeploymentPorts,
): Promise<IdleEnvironment[]> {
  const openPullRequests = await ports.bitbucket?.openPullRequests();
  if (!openPullRequests) return [];
  return observeIdle(ports.upsun, snapshot, openPullRequests, ports.settings.protectedEnvironments);
}

/** Milliseconds that Upsun's API is given to show a push that its git server has accepted. */
const catchUpTime = 1000;

/** How a deployment is carried out. */
interface DeployOptions {
  /** Is given each plan. */
  show?: (plan: Plan) => void;
  /** How often it is planned again where something else was faster. */
  repeatsLeft?: number;
  /** Takes away what is gone from Bitbucket, where Upsun has no room, and returns what is left. */
  makeWay?: (observed: Observed) => Promise<Observed['environments']>;
}

/** Carries a plan out and reports how it ended. Plans again where things turn out to be otherwise. */
export async function deploy(
  trigger: Trigger,
  observed: Observed,
  ports: DeploymentPorts,
  changes: Changes,
  options: DeployOptions = {},
): Promise<Deployed> {
  const { log, clock, signal } = ports;
  const { show, repeatsLeft = 1 } = options;
  const plan = planDeployment(observed, policyOf(ports));
  show?.(plan);
  const { actions } = plan;
  if (actions.every(({ kind }) => kind === 'skip')) {
    await retractOvertaken(observed, actions, changes.reports);
    await reportLeftOut([{ ...observed, actions }], observed, ports.surroundings.runUrl, changes.reports);
    refuseBackward(actions);
    log.success('Nothing to deploy.');
    return { exitCode: exitCodes.done, outcome: whyOvertaken(actions) ? 'superseded' : 'skipped' };
  }
  const { outcome, report } = await applyAndReport(plan, observed, ports, changes, repeatsLeft === 0);
  if (outcome.kind === 'outdated') {
    log.info(`${outcome.reason}; planning again.`);
    await clock.sleep(catchUpTime, signal);
    const environments = await listEnvironments(ports.upsun);
    const again = await observe(trigger, ports, { ...observed, environments }, observed.refusal);
    return deploy(trigger, again, ports, changes, { ...options, repeatsLeft: repeatsLeft - 1 });
  }
  if (outcome.kind === 'no-room') {
    const { again, rest } = await afterRefusal(outcome.said, plan, trigger, observed, ports, options);
    const ended = await deploy(trigger, again, ports, changes, rest);
    // It was reported already that it has no room, where no more than that comes of it.
    return report ? { report, ...ended } : ended;
  }
  const failed = ['failed', 'no-backup', 'unready', 'cancelled'].includes(outcome.kind);
  const exitCode = failed ? exitCodes.failure : exitCodes.done;
  return { exitCode, outcome: outcome.kind, ...(report ? { report } : {}) };
}

/**
 * What is planned from after Upsun had no room: it is tried again once where cleaning up made some, and once where
 * another environment makes way. Else the plan is the one for a project that is seen to be full.
 */
async function afterRefusal(
  said: string,
  { actions }: Plan,
  trigger: Trigger,
  observed: Observed,
  ports: DeploymentPorts,
  { makeWay, ...rest }: DeployOptions,
): Promise<{ again: Observed; rest: DeployOptions }> {
  ports.log.info('Planning again for a project without room.');
  const before = await listEnvironments(ports.upsun);
  const environments = (await makeWay?.({ ...observed, environments: before })) ?? before;
  const taken = (map: Observed['environments']) =>
    countTaken(map.keys(), { project: observed.project, environments: map });
  const refusal = taken(environments) < taken(before) ? undefined : said;
  const again = await observe(trigger, ports, { ...observed, environments }, refusal);
  const wasEvicted = actions.some(({ kind }) => kind === 'deactivate');
  return { again: wasEvicted ? { ...again, evictable: [] } : again, rest };
}
