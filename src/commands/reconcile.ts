import type { Changes, Effects } from '../effects.ts';
import { exitCodes, firstLineOf, PipeError } from '../errors.ts';
import { withLabel } from '../log.ts';
import { withFiles } from '../observe/files.ts';
import { observeActivities, observeIdle, observeOpen } from '../observe/open.ts';
import { listEnvironments, type ObservedProject, observeProject } from '../observe/project.ts';
import { withMerge } from '../observe/target.ts';
import { observeAllVariables } from '../observe/variables.ts';
import { inParallel } from '../parallel.ts';
import { changesSomething, isUpToDate } from '../plan/actions.ts';
import { notesOn } from '../plan/deployment.ts';
import { environmentId, type Target } from '../plan/target.ts';
import {
  afterEdits,
  lostItsSource,
  type Open,
  planReconciliation,
  type TargetPlan,
  targetsOf,
} from '../plan/reconciliation.ts';
import { roomOf } from '../plan/room.ts';
import type { ChangedFiles, Merge } from '../plan/world.ts';
import { printError } from '../report/console/error.ts';
import { printHeader, printMissingCredentials } from '../report/console/header.ts';
import { printDryRun, printPlans, printTally, printUnreported } from '../report/console/plans.ts';
import type { TableRow } from '../report/console/plan-table.ts';
import { reportLeftOut } from '../report/left-out.ts';
import { findUnreported, retractResting } from '../report/unreported.ts';
import { wordNote } from '../text/reasons.ts';
import type { Trigger } from '../trigger/trigger.ts';
import { cleanUpUnlessRefused } from './cleanup.ts';
import { deploy, observe, policyOf } from './deployment.ts';

/** How the environments ended. */
interface Tally {
  exitCode: number;
  failed: string[];
  /** For the closing table. */
  results: TableRow[];
  /** A pull request was closed while its environment was deployed. */
  closed: boolean;
}

/**
 * The command `reconcile`: brings the environments of every branch and open pull request in line. What is gone is
 * cleaned up first, because it may stand in the way of what is new. Returns the exit code.
 */
export async function reconcile(effects: Effects): Promise<number> {
  const { log, changes, journal } = effects;
  printMissingCredentials(effects);
  const [project, open] = await Promise.all([observeProject(effects), observeOpen(effects)]);
  printHeader(log, project);
  journal.project = project.project;
  for (const note of notesOn(project, effects.settings)) log.warning(wordNote(note));

  const cleaned = await cleanUpUnlessRefused(effects, project, open);
  const snapshot = { ...project, environments: await cleaned.environments() };
  const plans = await plan(effects, snapshot, open);
  printPlans(log, plans);
  journal.plan.push(...plans.flatMap(({ actions }) => actions));
  if (!changes) {
    printDryRun(log);
    return cleaned.exitCode;
  }
  const due = plans.filter(({ actions }) => actions.some(changesSomething));
  const tally: Tally = { exitCode: cleaned.exitCode, failed: [], results: [], closed: false };
  await deployAll(due, snapshot, effects, changes, tally);
  const unsettled = await findUnsettled(plans, snapshot, effects, changes);
  await deployAll(unsettled, snapshot, effects, changes, tally);
  await retractResting(project, open.openPullRequests, changes.reports);
  await reportLeftOut(plans, snapshot, effects.surroundings.runUrl, changes.reports);
  if (tally.closed) {
    const environments = await listEnvironments(effects.upsun);
    const again = await cleanUpUnlessRefused(effects, { ...snapshot, environments });
    tally.exitCode = Math.max(tally.exitCode, again.exitCode);
  }
  printTally(log, { ...tally, due: due.length + unsettled.length });
  return tally.exitCode;
}

/** What is up to date, and must be looked at all the same: its site is to be asked, or nobody has reported it. */
async function findUnsettled(
  plans: readonly TargetPlan[],
  snapshot: ObservedProject,
  { settings, log }: Pick<Effects, 'settings' | 'log'>,
  { reports }: Changes,
): Promise<TargetPlan[]> {
  if (settings.readyPath && settings.wait) return plans.filter(({ actions }) => isUpToDate(actions));
  const unreported = await findUnreported(plans, snapshot, reports);
  printUnreported(log, unreported);
  return unreported;
}

async function plan(effects: Effects, snapshot: ObservedProject, open: Open): Promise<TargetPlan[]> {
  const { upsun, settings } = effects;
  const policy = policyOf(effects);
  const merges = new Map<number, Merge>();
  const files = new Map<number, ChangedFiles>();
  const branches = new Set(open.branches.map(({ name }) => name));
  for (const target of targetsOf({ ...snapshot, ...open })) {
    const lost = lostItsSource(target, branches);
    const filed = lost ? target : await withFiles(target, snapshot, policy, effects);
    const merged = await withMerge(filed, snapshot, policy, effects);
    if (merged.kind !== 'pull-request') continue;
    const { id } = merged.pullRequest;
    if (merged.files) files.set(id, merged.files);
    if (merged.merge) merges.set(id, merged.merge);
  }
  const known = { ...snapshot, ...open, merges, files };
  const activities = await observeActivities(upsun, targetsOf(known, merges), snapshot, policy);
  const variables = await observeAllVariables(targetsOf(known, merges), snapshot, policy, upsun);
  const facts = { ...known, activities, variables, evictable: [] };
  const plans = planReconciliation(facts, policy);
  if (policy.onLimit !== 'evict' || !roomOf(snapshot) || !open.openPullRequests) return plans;
  const later = { ...snapshot, environments: afterEdits(snapshot.environments, plans) };
  const protectedOnes = settings.protectedEnvironments;
  const evictable = await observeIdle(upsun, later, open.openPullRequests, protectedOnes);
  return planReconciliation({ ...facts, evictable }, policy);
}

/** Branches go first: pull requests take their data. */
async function deployAll(
  plans: readonly TargetPlan[],
  snapshot: ObservedProject,
  effects: Effects,
  changes: Changes,
  tally: Tally,
): Promise<void> {
  for (const kind of ['branch', 'pull-request'] as const) {
    const ofKind = plans.filter(({ target }) => target.kind === kind);
    await inParallel(ofKind, snapshot.concurrency, ({ target, room }) =>
      deployOne(target, room ? { ...snapshot, allotted: room } : snapshot, effects, changes, tally),
    );
  }
}

/** Plans once more for this one, because it may have had to wait for its turn for long. */
async function deployOne(
  target: Target,
  snapshot: ObservedProject,
  effects: Effects,
  changes: Changes,
  tally: Tally,
): Promise<void> {
  const id = environmentId(target);
  const ports = { ...effects, log: withLabel(effects.log, id) };
  const trigger = triggerOf(target);
  try {
    const environments = await listEnvironments(ports.upsun);
    const observed = await observe(trigger, ports, { ...snapshot, environments });
    const { exitCode, outcome, report } = await deploy(trigger, observed, ports, changes);
    tally.closed ||= outcome === 'closed';
    if (report) tally.results.push({ id, kind: report.state, details: report.url ?? report.description });
    count(id, exitCode, tally);
  } catch (error) {
    if (ports.signal.aborted) throw error;
    printError(ports.log, error);
    tally.results.push({ id, kind: 'failed', details: firstLineOf(error) });
    count(id, error instanceof PipeError ? exitCodes[error.kind] : exitCodes.failure, tally);
  }
}

function count(id: string, exitCode: number, tally: Tally): void {
  tally.exitCode = Math.max(tally.exitCode, exitCode);
  if (exitCode !== exitCodes.done) tally.failed.push(id);
}

function triggerOf(target: Target): Trigger {
  if (target.kind !== 'pull-request')
    return { kind: 'branch', branch: environmentId(target), commit: undefined };
  const { id, source, target: base } = target.pullRequest;
  return { kind: 'pull-request', id, branch: source.name, target: base, commit: undefined };
}
