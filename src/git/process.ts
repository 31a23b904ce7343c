/** How a program is started, watched and ended. */
import { Readable } from 'node:stream';
import { execa } from 'execa';

/** How long a program that talks to a server may go without a sign of life from it, in milliseconds. */
export interface Patience {
  /** Until the first: a server answers at once, however long it takes to do what it is asked for. */
  first: number;
  /** Between two: long enough for what git does by itself and in silence, such as checking a history that it fetched. */
  next: number;
}

export const usualPatience: Patience = { first: 45_000, next: 600_000 };

/** Milliseconds that a program and what it started may take to end by themselves when the run is stopped. */
const untilKilled = 500;

/** Starts a program, in a group with all that it starts itself. */
export function startProgram(
  name: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
) {
  return execa(name, args, {
    cwd,
    env,
    extendEnv: false,
    // The last one is for signs of life, which nobody keeps.
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    buffer: { fd3: false },
    reject: false,
    // It would raise a signal of this process again while a program runs, and end it before it has reported that.
    cleanup: false,
    // In a group of its own, so that the ssh that git starts can be ended with it.
    detached: true,
    stripFinalNewline: true,
  });
}

/** Waits for a program. Ends it when `signal` aborts, and when its server is silent for longer than `patience`. */
export async function supervise(
  running: ReturnType<typeof startProgram>,
  signal: AbortSignal,
  patience: Patience | undefined,
) {
  let silence: number | undefined;
  const stop = () => endGroup(running.pid);
  const streams = running.stdio.filter((stream) => stream instanceof Readable);
  const stopWatching = watchForLife(streams, patience, (milliseconds) => {
    silence = milliseconds;
    stop();
  });
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  const result = await running;
  stopWatching();
  signal.removeEventListener('abort', stop);
  return { result, silence };
}

/**
 * Calls `giveUp`, with the milliseconds of the silence, once nothing has come out of any of these streams for too long;
 * never without `patience`. Returns what ends the watch.
 */
function watchForLife(
  streams: readonly Readable[],
  patience: Patience | undefined,
  giveUp: (silence: number) => void,
): () => void {
  let timer: NodeJS.Timeout | undefined;
  const waitFor = (silence: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => giveUp(silence), silence);
  };
  for (const stream of streams) stream.on('data', () => patience && waitFor(patience.next));
  if (patience) waitFor(patience.first);
  return () => clearTimeout(timer);
}

/** Ends a program with all that it started: git waits for its ssh, and that for a server that may never answer. */
function endGroup(leader: number | undefined): void {
  if (leader === undefined) return;
  kill(leader, 'SIGTERM');
  setTimeout(() => kill(leader, 'SIGKILL'), untilKilled);
}

function kill(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal);
  } catch {
    // Nobody of the group is left.
  }
}
