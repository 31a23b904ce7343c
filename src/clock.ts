import { setTimeout as delay } from 'node:timers/promises';

/** Time as an effect, so that nothing else waits or looks at the time by itself. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Rejects with the reason of `signal` when that aborts. */
  sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** A signal that aborts when the time is over. */
  timeout: (milliseconds: number) => AbortSignal;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(milliseconds, signal) {
    await delay(milliseconds, undefined, { signal }).catch(() => signal.throwIfAborted());
  },
  timeout: (milliseconds) => AbortSignal.timeout(milliseconds),
};
