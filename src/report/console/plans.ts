import type { Log } from '../../log.ts';
import type { Action, CleanupAction } from '../../plan/actions.ts';
import { environmentId } from '../../plan/target.ts';
import { reasonKey } from '../../plan/reasons.ts';
import type { TargetPlan } from '../../plan/reconciliation.ts';
import { wordReason } from '../../text/reasons.ts';
import { printTable, type TableRow } from './plan-table.ts';

/** Prints each step of a plan with its environment and reason. */
export function printPlan(
  log: Log,
  steps: readonly Pick<Action | CleanupAction, 'id' | 'kind' | 'reason'>[],
): void {
  const rows = steps.map(({ id, kind, reason }) => ({ id, kind, details: wordReason(reason) }));
  printTable(log, ['ACTION', 'REASON'], rows);
}

/** Rows that are skipped for one and the same reason, and are worth no line each. */
const many = 4;

/** Prints the plans of a whole project. What is up to date, or skipped for the same reason, is only counted. */
export function printPlans(log: Log, plans: readonly TargetPlan[]): void {
  const actions = plans.flatMap((one) => one.actions);
  const skipped = Map.groupBy(
    actions.filter(({ kind }) => kind === 'skip'),
    ({ reason }) => reasonKey(reason),
  );
  const crowds = [...skipped.values()].filter((rows) => rows.length >= many);
  const inCrowds = new Set<Action>(crowds.flat());
  const rows = actions.filter((action) => action.kind !== 'keep' && !inCrowds.has(action));
  if (rows.length > 0) printPlan(log, rows);
  for (const crowd of crowds) {
    const [first] = crowd;
    if (first) log.info(`${crowd.length} are skipped: ${wordReason(first.reason)}.`);
  }
  const kept = actions.filter(({ kind }) => kind === 'keep').length;
  if (kept > 0) log.info(`${kept} environment${kept === 1 ? ' is' : 's are'} up to date.`);
}

/** Says which environments have a result that no run has reported. */
export function printUnreported(log: Log, plans: readonly TargetPlan[]): void {
  if (plans.length === 0) return;
  const ids = plans.map(({ target }) => environmentId(target)).join(', ');
  log.info(
    `The build status of their commit does not show that these are up to date, so it is set now: ${ids}`,
  );
}

/** Prints how the deployments of a whole project ended. */
export function printTally(
  log: Log,
  { due, failed, results }: { due: number; failed: readonly string[]; results: readonly TableRow[] },
): void {
  log.line();
  if (results.length > 0) printTable(log, ['RESULT', 'DETAILS'], results);
  if (due === 0) log.success('Nothing to deploy.');
  else if (failed.length === 0) log.success(`${due} of ${due} environments were brought in line.`);
  else
    log.error(`${failed.length} of ${due} environments could not be brought in line: ${failed.join(', ')}`);
}

/** Says that a dry run ends here. */
export function printDryRun(log: Log): void {
  log.info('DRY_RUN is on: nothing was changed.');
}
