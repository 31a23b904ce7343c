import { applyCleanup, type CleanupSnapshot } from '../apply/cleanup.ts';
import type { Asked } from '../apply/confirm.ts';
import type { FollowSettings } from '../apply/context.ts';
import { objectionToRest } from '../apply/deactivate.ts';
import type { Changes, Effects } from '../effects.ts';
import { exitCodes, messageOf, PipeError } from '../errors.ts';
import { observeIdle, observeOpen, type OpenObservers } from '../observe/open.ts';
import { listEnvironments, observeProject } from '../observe/project.ts';
import { type CleanupPlan, planCleanup } from '../plan/cleanup.ts';
import type { Snapshot } from '../plan/desired.ts';
import type { CleanupPolicy } from '../plan/policy.ts';
import type { Open } from '../plan/reconciliation.ts';
import { simulate } from '../plan/simulate.ts';
import type { Environment } from '../plan/world.ts';
import { printError } from '../report/console/error.ts';
import { printHeader, printMissingCredentials } from '../report/console/header.ts';
import { printDryRun, printPlan } from '../report/console/plans.ts';
import { consoleLinks } from '../report/links.ts';
import { retractDeactivated, retractDeleted } from '../report/retract.ts';
import { retractResting } from '../report/unreported.ts';
import type { UpsunReader } from '../upsun/upsun.ts';
import { wordRefusal } from '../text/reasons.ts';

/** What cleaning up needs of the world. Without `changes` it only shows what it would do. */
export interface CleanupPorts
  extends OpenObservers, Asked, Pick<Effects, 'clock' | 'log' | 'signal' | 'journal'> {
  upsun: Pick<UpsunReader, 'environments' | 'environment' | 'activities' | 'activity' | 'log'>;
  bitbucket: (OpenObservers['bitbucket'] & Asked['bitbucket']) | undefined;
  reader: OpenObservers['reader'] & Asked['reader'];
  settings: CleanupPolicy & FollowSettings;
  changes: Pick<Changes, 'writer' | 'reports'> | undefined;
}

export interface CleanedUp {
  exitCode: number;
  /** Reads what is left; in a dry run, says what would be. */
  environments: () => Promise<ReadonlyMap<string, Environment>>;
}

/** The command `cleanup`. Returns the exit code. */
export async function cleanUpOnly(ports: Effects): Promise<number> {
  printMissingCredentials(ports);
  const project = await observeProject(ports);
  printHeader(ports.log, project);
  ports.journal.project = project.project;
  const open = await observeOpen(ports);
  if (ports.changes) await retractResting(project, open.openPullRequests, ports.changes.reports);
  return (await cleanUp(ports, project, open)).exitCode;
}

/**
 * Deletes the environments of what is gone from Bitbucket, and deactivates those that are idle for too long, but for those
 * that are to stay `awake`.
 */
async function cleanUp(
  ports: CleanupPorts,
  snapshot: CleanupSnapshot,
  known?: Open,
  awake?: ReadonlySet<string>,
): Promise<CleanedUp> {
  const { log, changes, journal } = ports;
  const plan = await planFor(ports, snapshot, known ?? (await observeOpen(ports)), awake);
  const rows = plan.kind === 'refused' ? plan.rows : plan.actions;
  if (rows.length === 0) {
    log.info('Nothing to clean up.');
    return { exitCode: exitCodes.done, environments: async () => snapshot.environments };
  }
  log.line();
  log.info('Cleaning up what is gone from Bitbucket:');
  printPlan(log, rows);
  journal.plan.push(...rows);
  if (plan.kind === 'refused') throw refusalOf(plan);
  if (!changes) {
    printDryRun(log);
    const environments = new Map(snapshot.environments);
    simulate(environments, plan.actions);
    return { exitCode: exitCodes.done, environments: async () => environments };
  }
  const { reports } = changes;
  const { project, repository } = snapshot;
  const { protectedEnvironments } = ports.settings;
  const failures = await applyCleanup(plan, snapshot, {
    ...ports,
    ...changes,
    observer: {},
    pageOf: consoleLinks(reports.hosts.console, project.id).activity,
    objectionToRest: (step) => objectionToRest(step, { repository, protectedEnvironments }, ports),
    onDeactivated: (environment, pullRequest) =>
      retractDeactivated(environment, pullRequest, project, reports),
    onDeleted: (environment, pullRequest) => retractDeleted(environment, pullRequest, project, reports),
    onFailure: (error) => printError(log, error),
  });
  if (failures > 0) log.error(`${failures} of ${rows.length} steps failed. The next run tries again.`);
  const exitCode = failures > 0 ? exitCodes.failure : exitCodes.done;
  return { exitCode, environments: () => listEnvironments(ports.upsun) };
}

/**
 * Cleaning up after a deployment, whose result stands whatever comes of this: a refused or failed clean-up is a warning,
 * and the next run tries again. What was just `deployed`, or found up to date, is in use: somebody asked for it.
 */
export async function cleanUpAfterwards(
  ports: CleanupPorts,
  snapshot: CleanupSnapshot,
  deployed: ReadonlySet<string>,
): Promise<void> {
  try {
    await cleanUp(ports, snapshot, undefined, deployed);
  } catch (error) {
    warnOf(error, ports);
  }
}

/** Cleaning up so that something else finds room. What cannot be deleted now is no reason not to try. */
export async function cleanUpFirst(
  ports: CleanupPorts,
  snapshot: CleanupSnapshot,
): Promise<ReadonlyMap<string, Environment>> {
  ports.log.info('Cleaning up first, because it may make way for this environment.');
  try {
    return await (await cleanUp(ports, snapshot)).environments();
  } catch (error) {
    warnOf(error, ports);
    return snapshot.environments;
  }
}

function warnOf(error: unknown, { log, signal }: CleanupPorts): void {
  if (signal.aborted) throw error;
  const what = isRefusal(error) ? 'Nothing was cleaned up' : 'Cleaning up did not finish';
  const remedy = error instanceof PipeError && error.remedy ? ` ${error.remedy}` : '';
  log.warning(`${what}: ${messageOf(error)}${remedy}`);
}

/** Too many deletions are refused, but what is new need not wait for that to be looked into. */
export async function cleanUpUnlessRefused(
  ports: CleanupPorts,
  snapshot: CleanupSnapshot,
  open?: Open,
): Promise<CleanedUp> {
  try {
    return await cleanUp(ports, snapshot, open);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    printError(ports.log, error);
    return { exitCode: exitCodes.refusal, environments: async () => snapshot.environments };
  }
}

async function planFor(
  { upsun, clock, log, settings }: CleanupPorts,
  snapshot: Snapshot,
  open: Open,
  awake: ReadonlySet<string> = new Set(),
): Promise<CleanupPlan> {
  const { pullRequestTtl, protectedEnvironments } = settings;
  const now = clock.now();
  const { openPullRequests } = open;
  if (pullRequestTtl !== undefined && !openPullRequests)
    log.warning('PULL_REQUEST_TTL has no effect without credentials for Bitbucket.');
  const idle =
    pullRequestTtl !== undefined && openPullRequests
      ? await observeIdle(upsun, snapshot, openPullRequests, protectedEnvironments, now - pullRequestTtl)
      : [];
  const resting = idle.filter(({ environment }) => !awake.has(environment.id));
  return planCleanup({ ...snapshot, ...open, idle: resting, now }, settings);
}

function isRefusal(error: unknown): boolean {
  return error instanceof PipeError && error.kind === 'refusal';
}

function refusalOf({ refusal, rows }: Extract<CleanupPlan, { kind: 'refused' }>): PipeError {
  const ids = rows.filter(({ kind }) => kind === 'delete').map(({ id }) => id);
  return new PipeError(
    'refusal',
    `${wordRefusal(refusal)} Nothing was deleted. It would have been: ${ids.join(', ')}`,
    {
      remedy:
        'If you want these deletions, re-run once with a higher MAX_DELETIONS. If not, find out why Bitbucket no longer lists so many branches and pull requests.',
    },
  );
}
