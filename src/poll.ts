import type { Clock } from './clock.ts';

/** Milliseconds between two looks: the first pause, and how far it may grow by half of itself each time. */
export interface Pauses {
  first: number;
  longest: number;
}

/** For what takes seconds at least. */
export const everySecond: Pauses = { first: 1000, longest: 1000 };

/**
 * Looks until there is something to see, and returns it. Returns `undefined` when `bound` milliseconds are over without
 * it; a look that is under way then is the last. Rejects when `signal` aborts, and with whatever a look throws.
 */
export async function poll<Seen>(
  look: (elapsed: number) => Promise<Seen | undefined>,
  { bound, pauses }: { bound: number; pauses: Pauses },
  { clock, signal }: { clock: Clock; signal: AbortSignal },
): Promise<Seen | undefined> {
  const started = clock.now();
  for (let pause = pauses.first; ; pause = Math.min(pauses.longest, pause * 1.5)) {
    const elapsed = clock.now() - started;
    const seen = await look(elapsed);
    if (seen !== undefined) return seen;
    if (clock.now() - started >= bound) return undefined;
    await clock.sleep(pause, signal);
  }
}
