import type { Clock } from '../../src/clock.ts';

/** A clock that nobody has to wait for: sleeping only moves its hands. */
export function fakeClock(): Clock & { sleeps: number[] } {
  let time = Date.UTC(2026, 0, 1, 12);
  const sleeps: number[] = [];
  return {
    sleeps,
    now: () => time,
    sleep: async (milliseconds, signal) => {
      signal.throwIfAborted();
      sleeps.push(milliseconds);
      time += milliseconds;
    },
    timeout: () => new AbortController().signal,
  };
}
