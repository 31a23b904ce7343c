import type { Effects } from '../effects.ts';
import { exitCodes, PipeError } from '../errors.ts';
import { observeActivities, observeIdle, observeOpen } from '../observe/open.ts';
import { type ObservedProject, observeProject, listEnvironments } from '../observe/project.ts';
import { type DeployTrigger, withMerge } from '../observe/target.ts';
import { inParallel } from '../parallel.ts';
import { notesOn } from '../plan/deployment.ts';
import { environmentId, type Target } from '../plan/environment.ts';
import { type Open, planReconciliation, quiet, type TargetPlan, targetsOf } from '../plan/reconciliation.ts';
import { roomOf } from '../plan/room.ts';
import type { Merge } from '../plan/world.ts';
import { printHeader } from '../report/console/header.ts';
import { printError } from '../report/console/error.ts';
import { withLabel } from '../log.ts';
import { printPlan, printResults } from '../report/console/plan-table.ts';
import { cleanUp, cleanUpAfterwards } from './cleanup.ts';
import { deploy, observe } from './deploy.ts';
import { policyOf } from './policy.ts';

/** How the environments ended. */
interface Tally {
  exitCode: number;
  failed: string[];
  /** For the closing table. */
  results: { id: string; kind: string; reason: string }[];
  /** A pull request was closed while its environment was deployed. */
  closed: boolean;
}

/**
 * The command `reconcile`: brings the environments of every branch and open pull request in line. What is gone is
 * cleaned up first, because it may stand in the way of what is new. Returns the exit code.
 */
export async function reconcile(effects: Effects): Promise<number> {
  const { log, settings } = effects;
  const [project, open] = await Promise.all([observeProject(effects), observeOpen(effects)]);
  printHeader(log, project);
  for (const note of notesOn(project)) log.warning(note);
  const cleaned = await cleanUpUnlessRefused(effects, project, open);
  const snapshot = { ...project, environments: cleaned.environments };
  const plans = await plan(effects, snapshot, open);
  printPlans(effects, plans);
  const changes = plans.filter(({ actions }) => actions.some(({ kind }) => !quiet.includes(kind)));
  if (settings.dryRun) {
    log.info('DRY_RUN is on: nothing was changed.');
    return cleaned.exitCode;
  }
  const tally: Tally = { exitCode: cleaned.exitCode, failed: [], results: [], closed: false };
  // Branches go first: pull requests take their data.
  for (const kind of ['branch', 'pull-request'] as const) {
    const ofKind = changes.filter(({ target }) => target.kind === kind);
    await inParallel(ofKind, snapshot.concurrency, ({ target }) =>
      bringInLine(target, snapshot, effects, tally),
    );
  }
  if (tally.closed) {
    const environments = await listEnvironments(effects.upsun);
    tally.exitCode = Math.max(
      tally.exitCode,
      await cleanUpAfterwards(effects, { ...snapshot, environments }),
    );
  }
  printTally(effects, changes.length, tally);
  return tally.exitCode;
}

/** Too many deletions are refused, but what is new need not wait for that to be looked into. */
async function cleanUpUnlessRefused(effects: Effects, snapshot: ObservedProject, open: Open) {
  try {
    return await cleanUp(effects, snapshot, open);
  } catch (error) {
    if (!(error instanceof PipeError) || error.kind !== 'refusal') throw error;
    printError(effects.log, error);
    return { exitCode: exitCodes.refusal, environments: snapshot.environments };
  }
}

async function plan(effects: Effects, snapshot: ObservedProject, open: Open): Promise<TargetPlan[]> {
  const { upsun, settings } = effects;
  const policy = policyOf(settings);
  const merges = new Map<number, Merge>();
  for (const target of targetsOf({ ...snapshot, ...open })) {
    const merged = await withMerge(target, snapshot, policy, effects);
    if (merged.kind === 'pull-request' && merged.merge) merges.set(merged.pullRequest.id, merged.merge);
  }
  const facts = { ...snapshot, ...open, merges };
  const room = roomOf(snapshot);
  const [activities, evictable] = await Promise.all([
    observeActivities(upsun, targetsOf(facts, merges), snapshot, policy),
    policy.onLimit === 'evict' && room && open.openPullRequests
      ? observeIdle(upsun, snapshot, open.openPullRequests, settings.protectedEnvironments)
      : [],
  ]);
  return planReconciliation({ ...facts, activities, evictable }, policy);
}

/** Plans once more for this one, because it may have had to wait for its turn for long. */
async function bringInLine(
  target: Target,
  snapshot: ObservedProject,
  all: Effects,
  tally: Tally,
): Promise<void> {
  const id = environmentId(target);
  const effects = { ...all, log: withLabel(all.log, id) };
  const trigger = triggerOf(target);
  try {
    const environments = await listEnvironments(effects.upsun);
    const observed = await observe(trigger, effects, { ...snapshot, environments });
    const { exitCode, outcome, report } = await deploy(trigger, observed, effects, { quiet: true });
    tally.closed ||= outcome === 'closed';
    if (report) tally.results.push({ id, kind: report.state, reason: report.url ?? report.description });
    count(id, exitCode, tally);
  } catch (error) {
    if (effects.signal.aborted) throw error;
    printError(effects.log, error);
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    tally.results.push({ id, kind: 'failed', reason });
    count(id, error instanceof PipeError ? exitCodes[error.kind] : exitCodes.failure, tally);
  }
}

function count(id: string, exitCode: number, tally: Tally): void {
  tally.exitCode = Math.max(tally.exitCode, exitCode);
  if (exitCode !== exitCodes.done) tally.failed.push(id);
}

function triggerOf(target: Target): DeployTrigger {
  if (target.kind === 'branch') return { kind: 'branch', branch: target.name, commit: undefined };
  const { id, source, target: base } = target.pullRequest;
  return { kind: 'pull-request', id, branch: source.name, target: base, commit: undefined };
}

/** Rows that are skipped for one and the same reason, and are worth no line each. */
const many = 4;

/** What is in line already, or skipped for the same reason, is only counted: there may be thousands. */
function printPlans({ log }: Effects, plans: readonly TargetPlan[]): void {
  const actions = plans.flatMap((one) => one.actions);
  const skipped = Map.groupBy(
    actions.filter(({ kind }) => kind === 'skip'),
    ({ reason }) => reason,
  );
  const crowds = new Set([...skipped].filter(([, rows]) => rows.length >= many).map(([reason]) => reason));
  const rows = actions.filter(
    ({ kind, reason }) => kind !== 'keep' && !(kind === 'skip' && crowds.has(reason)),
  );
  if (rows.length > 0) printPlan(log, rows);
  for (const reason of crowds) log.info(`${skipped.get(reason)?.length} are skipped: ${reason}.`);
  const kept = actions.filter(({ kind }) => kind === 'keep').length;
  if (kept > 0) log.info(`${kept} environment${kept === 1 ? ' is' : 's are'} up to date.`);
}

function printTally({ log }: Effects, all: number, { failed, results }: Tally): void {
  log.line();
  if (results.length > 0) printResults(log, results);
  if (all === 0) log.success('Nothing to deploy.');
  else if (failed.length === 0) log.success(`${all} of ${all} environments were brought in line.`);
  else
    log.error(`${failed.length} of ${all} environments could not be brought in line: ${failed.join(', ')}`);
}
