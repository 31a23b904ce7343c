import { PipeError } from '../errors.ts';
import { HttpError } from '../http/errors.ts';
import { unexpectedAnswer } from '../http/unexpected.ts';
import type { Check } from './checks.ts';
import type { CheckName } from './table.ts';

/** What a check looked at, or the failed check where it could not be read. */
export type Look<Value> = { kind: 'found'; found: Value } | { kind: 'problem'; problem: Check };

/** Reads something, and turns an error that is meant for the user into a failed check, so that the others go on. */
export async function look<Value>(
  name: CheckName,
  signal: AbortSignal,
  read: () => Value | Promise<Value>,
): Promise<Look<Value>> {
  try {
    return { kind: 'found', found: await read() };
  } catch (error) {
    // A run that is stopped found nothing out.
    signal.throwIfAborted();
    return { kind: 'problem', problem: problemOf(name, error) };
  }
}

/** The checks of something that was read, or the one that failed. */
export function whenFound<Value>(looked: Look<Value>, check: (found: Value) => Check[]): Check[] {
  return looked.kind === 'found' ? check(looked.found) : [looked.problem];
}

/** What was read, where it could be. */
export function foundOf<Value>(looked: Look<Value>): Value | undefined {
  return looked.kind === 'found' ? looked.found : undefined;
}

export function skipped(name: CheckName, detail: string): Check {
  return { name, result: 'skipped', detail };
}

/** The failed check that an error comes to. Throws what is no error of the user's set-up. */
export function problemOf(name: CheckName, error: unknown): Check {
  const told = error instanceof HttpError ? unexpectedAnswer(error) : error;
  if (!(told instanceof PipeError)) throw told;
  const { kind, message: detail, remedy } = told;
  return {
    name,
    result: kind === 'refusal' ? 'conflict' : 'missing',
    detail,
    ...(remedy ? { remedy } : {}),
  };
}
