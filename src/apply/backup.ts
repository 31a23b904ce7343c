import { inWords } from '../text/duration.ts';
import type { Backup } from '../upsun/upsun.ts';
import type { ApplyContext } from './context.ts';
import { follow } from './follow.ts';
import type { ActivityEnd, DeploymentOutcome } from './outcome.ts';

const backupTypes = ['environment.backup'];
/** Milliseconds for which a backup of the same commit still does: an earlier run may have been killed after it. */
const recent = 15 * 60_000;

/**
 * Backs an environment up and waits for that. `from`: the commit that it has. A consistent backup holds requests for some
 * seconds; a live one would not, but may not be fit to restore.
 * https://docs.upsun.com/environments/backup.html#backups-and-downtime (read 2026-11-29)
 */
export async function applyBackup(
  { id, from }: { id: string; from: string | null },
  context: ApplyContext,
): Promise<DeploymentOutcome> {
  const { upsun, writer, clock, log } = context;
  const quiet = { ...context, observer: {} };
  const activities = await upsun.activities(id, backupTypes);
  const running = activities.find(({ state }) => state === 'pending' || state === 'in_progress');
  if (running) {
    const end = await follow(id, running, quiet);
    if (end.kind === 'overdue') return notMade(whatHappened(end), end);
  }
  const before = await upsun.backups(id);
  const known = before.find(
    ({ commit, createdAt, isSafe, isAutomated }) =>
      isSafe && !isAutomated && commit === from && clock.now() - (createdAt ?? 0) < recent,
  );
  if (known) {
    log.info(`${id}: already backed up ${inWords(clock.now() - (known.createdAt ?? 0))} ago`);
    sayHowToRestore(id, known, context);
    return { kind: 'unchanged' };
  }
  const activity = await writer.operate(id, 'backup', { safe: true });
  if (!activity) return { kind: 'no-backup', reason: 'nothing was deployed, because no backup was begun' };
  const end = await follow(id, activity, quiet);
  const problem = whatHappened(end);
  if (problem) return notMade(problem, end);
  const ids = new Set(before.map((one) => one.id));
  const made = (await upsun.backups(id)).find((one) => !ids.has(one.id));
  sayHowToRestore(id, made, context);
  return { kind: 'unchanged' };
}

function sayHowToRestore(
  environment: string,
  made: Backup | undefined,
  { log, projectId }: Pick<ApplyContext, 'log' | 'projectId'>,
): void {
  const of = `--project ${projectId} --environment ${environment}`;
  const how = made
    ? `To restore backup ${made.id}, run: upsun backup:restore ${made.id} ${of}`
    : `To find the backup, run: upsun backup:list ${of}`;
  log.info(`${environment} is backed up. ${how}`);
}

function notMade(what: string | undefined, { activity }: ActivityEnd): DeploymentOutcome {
  return { kind: 'no-backup', activity, reason: `nothing was deployed, because its backup ${what}` };
}

/** What went wrong with a backup; `undefined` where nothing did. */
function whatHappened(end: ActivityEnd): string | undefined {
  switch (end.kind) {
    case 'succeeded':
      return undefined;
    case 'failed':
      return 'failed';
    case 'cancelled':
      return 'was cancelled on Upsun';
    case 'staged':
      return 'waits for a manual deployment in the console';
    case 'overdue': {
      const since = `${inWords(end.limit)} (${end.setting})`;
      return end.setting === 'QUEUE_TIMEOUT' ? `was still queued after ${since}` : `still ran after ${since}`;
    }
  }
}
