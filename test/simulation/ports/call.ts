/** Every call that a run makes passes here: it waits for its turn, and may go wrong. */
import type { Scheduler } from '../scheduler.ts';
import type { Random } from '../random.ts';
import { Refusal } from '../world/world.ts';

/** What may go wrong with a call. Only after `lost` and `killed after` has it done what it was for. */
export const faults = [
  'unreachable',
  'forbidden',
  'absent',
  'conflict',
  'rate limit',
  'broken',
  'wrong page',
  'lost',
  'late',
  'killed before',
  'killed after',
  'signal',
] as const;

export type Fault = (typeof faults)[number];

/** One process of the pipe. */
export interface Process {
  number: number;
  scheduler: Scheduler;
  latency: Random;
  /** By the number of the call. */
  faults: ReadonlyMap<number, Fault>;
  calls: number;
  /** When its last calls were made, the newest first. */
  recent: number[];
  /** Something went wrong with a call. */
  disturbed: boolean;
  /** It was killed: nothing of it ever goes on. */
  dead: boolean;
  stopping: AbortController;
  /** What waits and is given up when the process is stopped. */
  waiting: Set<(reason: unknown) => void>;
}

const never = new Promise<never>(() => {});
/** Milliseconds that a process has left after a signal. */
const lastMoment = 2800;

export interface CallOptions {
  /** Ends the call instead of the process's own signal. */
  signal?: AbortSignal | undefined;
  /** What the pipe is told where it goes wrong. */
  failure: (what: number | 'unreachable') => unknown;
}

const statuses = {
  forbidden: 403,
  absent: 404,
  conflict: 409,
  'rate limit': 429,
  broken: 500,
  'wrong page': 502,
};

/** Does `effect` when it is its turn, and resolves to what came of it. */
export function call<Value>(process: Process, effect: () => Value, options: CallOptions): Promise<Value> {
  const { scheduler, latency } = process;
  if (process.dead) return never;
  const signal = options.signal ?? process.stopping.signal;
  if (signal.aborted) return Promise.reject(signal.reason as Error);
  process.calls += 1;
  process.recent = [scheduler.now(), ...process.recent.slice(0, 11)];
  const fault = process.faults.get(process.calls);
  if (fault) process.disturbed = true;
  return new Promise((resolve, reject) => {
    const waiting = unlessAborted(process, options.signal, reject);
    const delay = fault === 'late' ? 45_000 : 1 + latency.below(400);
    scheduler.after(delay, () => {
      if (!waiting.end() || process.dead) return;
      switch (fault) {
        case 'killed before':
          process.dead = true;
          return;
        case undefined:
        case 'late':
          return settle(effect, options, resolve, reject);
        case 'killed after':
          settle(
            effect,
            options,
            () => {},
            () => {},
          );
          process.dead = true;
          return;
        case 'lost':
          return settle(effect, options, () => reject(options.failure('unreachable')), reject);
        case 'signal':
          settle(effect, options, resolve, reject);
          return stop(process);
        case 'unreachable':
          return reject(options.failure('unreachable'));
        default:
          return reject(options.failure(statuses[fault]));
      }
    });
  });
}

function settle<Value>(
  effect: () => Value,
  { failure }: CallOptions,
  resolve: (value: Value) => void,
  reject: (error: unknown) => void,
): void {
  try {
    resolve(effect());
  } catch (error) {
    reject(error instanceof Refusal ? failure(error.status) : error);
  }
}

/** Gives something up as soon as its signal aborts. `end` tells whether that has not happened. */
function unlessAborted(process: Process, signal: AbortSignal | undefined, reject: (reason: unknown) => void) {
  if (signal) {
    const giveUp = () => reject(signal.reason);
    signal.addEventListener('abort', giveUp, { once: true });
    return {
      end() {
        signal.removeEventListener('abort', giveUp);
        return !signal.aborted;
      },
    };
  }
  process.waiting.add(reject);
  return { end: () => process.waiting.delete(reject) };
}

/** What SIGTERM does: whatever waits is given up, and the process is gone soon. */
function stop(process: Process): void {
  if (process.stopping.signal.aborted) return;
  process.stopping.abort(new Error('Stopped by SIGTERM.'));
  for (const reject of process.waiting) reject(process.stopping.signal.reason);
  process.waiting.clear();
  process.scheduler.after(lastMoment, () => {
    process.dead = true;
  });
}

/** The clock of a process, in virtual time. */
export function clockOf(process: Process) {
  const { scheduler } = process;
  return {
    now: scheduler.now,
    sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
      if (process.dead) return never;
      if (signal.aborted) return Promise.reject(signal.reason as Error);
      return new Promise((resolve, reject) => {
        const own = signal === process.stopping.signal ? undefined : signal;
        const waiting = unlessAborted(process, own, reject);
        scheduler.after(milliseconds, () => {
          if (waiting.end() && !process.dead) resolve();
        });
      });
    },
    timeout(milliseconds: number): AbortSignal {
      const ending = new AbortController();
      scheduler.after(milliseconds, () => ending.abort(new Error('It took too long.')));
      return ending.signal;
    },
  };
}
