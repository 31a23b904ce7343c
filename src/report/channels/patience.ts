import type { Clock } from '../../clock.ts';
import { messageOf } from '../../errors.ts';
import { isDueTo } from '../../http/errors.ts';
import type { Log } from '../../log.ts';

/** Milliseconds that one report can take; the step does not wait longer for it. */
export const patience = 30_000;

/** Writes a report, named by `what`. One that cannot be written is a warning, and never fails a deployment. */
export async function writeWithPatience(
  what: string,
  { log, clock }: { log: Log; clock: Clock },
  write: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  try {
    await write(clock.timeout(patience));
  } catch (error) {
    log.warning(`${what} could not be written: ${messageOf(error)}`);
  }
}

/** Milliseconds between the tries of a report that is refused. */
const pauses = [500, 1000, 2000];

/**
 * Sends what nobody would send later, again where it is refused: Bitbucket answers 401, 404, 409 or 500 to what it takes
 * a moment later. Only what it calls malformed stays so. Rejects with the last refusal.
 */
export async function persistently(
  send: (signal: AbortSignal) => Promise<void>,
  { clock, signal }: { clock: Clock; signal: AbortSignal },
): Promise<void> {
  for (const pause of pauses) {
    try {
      return await send(signal);
    } catch (error) {
      if (signal.aborted || isDueTo(error, 400)) throw error;
      await clock.sleep(pause, signal).catch(() => {
        throw error;
      });
    }
  }
  return send(signal);
}
