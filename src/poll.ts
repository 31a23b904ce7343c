import type { Clock } from './clock.ts';

/** Milliseconds between two looks: the first pause, and how far it may grow by half of itself each time. */
export interface Pauses {
  first: number;
  longest: number;
}

/** For what takes seconds at least. */
export const everySecond: Pauses = { first: 1000, longest: 1000 };

interface Rhythm {
  /** Milliseconds. */
  bound: number;
  pauses: Pauses;
  /** When it aborts, there is something new to see: the pause ends, and those after it are short again. */
  wake?: AbortSignal;
}

interface Ports {
  clock: Clock;
  signal: AbortSignal;
}

/**
 * Looks until there is something to see, and returns it. Returns `undefined` when `bound` milliseconds are over without
 * it; a look that is under way then is the last. Rejects when `signal` aborts, and with whatever a look throws.
 */
export async function poll<Seen>(
  look: (elapsed: number) => Promise<Seen | undefined>,
  { bound, pauses, wake }: Rhythm,
  ports: Ports,
): Promise<Seen | undefined> {
  const { clock } = ports;
  const started = clock.now();
  let pause = pauses.first;
  let pending = wake;
  for (;;) {
    const elapsed = clock.now() - started;
    const seen = await look(elapsed);
    if (seen !== undefined) return seen;
    if (clock.now() - started >= bound) return undefined;
    const isWoken = await rest(pause, pending, ports);
    if (isWoken) pending = undefined;
    pause = isWoken ? pauses.first : Math.min(pauses.longest, pause * 1.5);
  }
}

/** Pauses, and returns whether it was woken meanwhile. */
async function rest(
  pause: number,
  wake: AbortSignal | undefined,
  { clock, signal }: Ports,
): Promise<boolean> {
  if (!wake) {
    await clock.sleep(pause, signal);
    return false;
  }
  try {
    await clock.sleep(pause, AbortSignal.any([signal, wake]));
  } catch (error) {
    signal.throwIfAborted();
    if (!wake.aborted) throw error;
  }
  return wake.aborted;
}
