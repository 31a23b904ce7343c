import { messageOf } from '../../errors.ts';
import type { Log } from '../../log.ts';

/** Milliseconds that one report can take; the step does not wait longer for it. */
export const patience = 30_000;

/** Writes a report, named by `what`. One that cannot be written is a warning, and never fails a deployment. */
export async function writeWithPatience(
  what: string,
  log: Log,
  write: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  try {
    await write(AbortSignal.timeout(patience));
  } catch (error) {
    log.warning(`${what} could not be written: ${messageOf(error)}`);
  }
}
