import { exitCodes } from '../errors.ts';
import type { Log } from '../log.ts';
import type { CheckName } from './table.ts';

/** One thing that was looked at in a user's set-up, and what was found. */
export interface Check {
  name: CheckName;
  /**
   * `missing`: a run would fail or leave out what the settings ask for. `conflict`: somebody else manages the same
   * environments. `note`: works, and could be better. `skipped`: not asked for, or nothing to look at.
   */
  result: 'ok' | 'missing' | 'conflict' | 'note' | 'skipped';
  /** Where it is written. */
  place?: Place;
  detail: string;
  remedy?: string;
}

/** A line of a file of the repository. */
export interface Place {
  file: string;
  line: number;
}

/** Prints a line for each check, with what to do about it below. */
export function printChecks(log: Log, checks: readonly Check[]): void {
  for (const { name, result, place, detail, remedy } of checks) {
    const text = `${name}: ${place ? `${place.file}:${place.line}: ` : ''}${detail}`;
    if (result === 'ok') log.success(text);
    else if (result === 'note') log.line(log.style('yellow', `– ${text}`));
    else if (result === 'skipped') log.line(log.style('gray', `– ${text}`));
    else log.error(text);
    if (remedy) log.line(`  ${remedy}`);
  }
}

/** The exit code of a list of checks. A conflict goes first, because nothing may be changed while it lasts. */
export function exitCodeOf(checks: readonly Check[]): number {
  const has = (result: Check['result']) => checks.some((check) => check.result === result);
  if (has('conflict')) return exitCodes.refusal;
  return has('missing') ? exitCodes.configuration : exitCodes.done;
}
