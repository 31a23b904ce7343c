import type { PushRequest, PushResult } from '../git/push.ts';
import { poll } from '../poll.ts';
import type { ApplyContext } from './context.ts';

/** A push that has arrived, or has not. */
export interface Sent {
  result: PushResult;
  /** Ends git if the server still keeps it waiting, and resolves once git has ended. */
  release: () => Promise<void>;
}

/** The types of the activities that pushes begin. */
export const pushes = ['environment.push'];
const pauses = { first: 1000, longest: 3000 };
/** Milliseconds after which a push is looked for on Upsun. Most have come back by then. */
const heldAfter = 3000;

/**
 * Pushes, and resolves once git has come back, or Upsun has the commit: a server that does not know
 * PLATFORMSH_PUSH_NO_WAIT holds git until the deployment is over. `seen` are the activities from before. Whoever calls
 * this releases git in the end, so that none is left running.
 */
export async function send(
  request: PushRequest,
  seen: ReadonlySet<string>,
  context: Pick<ApplyContext, 'upsun' | 'push' | 'clock' | 'log' | 'signal'>,
): Promise<Sent> {
  const stopping = new AbortController();
  const pushing = context.push(request, stopping.signal);
  const watching = new AbortController();
  const signal = AbortSignal.any([context.signal, watching.signal]);
  const arrived = arrivalOf(request, seen, { ...context, signal })
    .catch(() => undefined)
    .then((arrival) => arrival ?? pushing);
  const result = await Promise.race([pushing, arrived]).finally(() => watching.abort());
  return {
    result,
    async release() {
      stopping.abort();
      await pushing.catch(() => {});
    },
  };
}

/**
 * Looks for the commit on Upsun until it is there, or `signal` aborts. What cannot be read meanwhile is no reason to give
 * up the push.
 */
async function arrivalOf(
  request: PushRequest,
  seen: ReadonlySet<string>,
  { upsun, clock, log, signal }: Pick<ApplyContext, 'upsun' | 'clock' | 'log' | 'signal'>,
): Promise<PushResult | undefined> {
  return poll(
    async (elapsed) => {
      if (elapsed < heldAfter) return undefined;
      return lookFor(request, seen, upsun).catch((error: unknown) => {
        log.debug(String(error));
        return undefined;
      });
    },
    // That of git itself.
    { bound: Infinity, pauses },
    { clock, signal },
  );
}

async function lookFor(
  { branch, commit }: PushRequest,
  seen: ReadonlySet<string>,
  upsun: Pick<ApplyContext['upsun'], 'activities' | 'environment'>,
): Promise<PushResult | undefined> {
  const [activities, environment] = await Promise.all([
    upsun.activities(branch, pushes),
    upsun.environment(branch),
  ]);
  const isThere =
    environment?.headCommit === commit ||
    activities.some((one) => !seen.has(one.id) && one.commit === commit);
  if (!isThere) return undefined;
  // Somebody else pushed it just before.
  const [newest] = activities;
  if (newest && seen.has(newest.id) && newest.commit === commit) return { kind: 'up-to-date' };
  // The options of a push are not told apart from here, but what they come to is.
  return { kind: 'pushed', withOptions: environment?.status !== 'inactive' };
}
