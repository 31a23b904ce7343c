import type { Clock } from '../clock.ts';
import { PipeError } from '../errors.ts';
import { poll } from '../poll.ts';
import { inWords, noticeable } from '../text/duration.ts';
import type { UpsunActivity } from '../upsun/upsun.ts';
import type { FollowContext, FollowSettings } from './context.ts';
import type { ActivityEnd } from './outcome.ts';

/** Milliseconds between two looks at an activity: soon at first, because many are short, then as the vendor's client. */
const pauses = { first: 250, longest: 3000 };
/** Milliseconds after the activity for which the rest of its log may be silent, and may take to arrive. */
const logGrace = { silence: 10_000, longest: 300_000 };

/** Milliseconds without a sign of life after which a line says how far it is. */
const silence = 30_000;

/** Milliseconds that an activity may be missing for: a list can show it before it can be read. */
const longestAbsence = 60_000;

/** What happened so far while an activity is waited for. Moments are in milliseconds since 1970. */
interface Wait {
  started: number;
  runningSince?: number;
  /** When the last line was shown. */
  lastWord: number;
  /** Since when the activity cannot be found. */
  missingSince?: number | undefined;
  /** When the last line of the log was shown. */
  lastLine: number;
  /** Resolves at the end of the log, to whether that was all of it. */
  shown?: Promise<boolean>;
  /** Aborted at the end of the log, which is the moment to look again. */
  logEnd: AbortController;
}

/**
 * Waits for an activity, showing its log meanwhile, and returns what it came to. The activity alone decides: neither
 * its log nor git's exit code does.
 */
export async function follow(
  environment: string,
  first: UpsunActivity,
  context: FollowContext,
): Promise<ActivityEnd> {
  const { clock, log, signal, settings } = context;
  context.observer.onActivity?.(environment, first);
  const reading = new AbortController();
  const reads = AbortSignal.any([signal, reading.signal]);
  const started = clock.now();
  const wait: Wait = { started, lastWord: started, lastLine: started, logEnd: new AbortController() };
  let latest = first;
  let isFresh = true;

  log.info(`${environment}: ${first.type} (activity ${first.id})`);
  try {
    const end = await poll(
      async () => {
        if (!isFresh) latest = (await lookAgain(environment, first.id, wait, context)) ?? latest;
        isFresh = false;
        const activity = latest;
        if (activity.state !== 'pending' && wait.runningSince === undefined)
          beginToShow(environment, activity, wait, context, reads);
        const reached = endOf(activity) ?? overdue(activity, wait, clock.now(), settings);
        if (!reached) sayHowFar(environment, activity, wait, context);
        return reached;
      },
      { bound: settings.queueTimeout + settings.deployTimeout, pauses, wake: wait.logEnd.signal },
      { clock, signal },
    );
    if (!end)
      return { kind: 'overdue', activity: latest, setting: 'DEPLOY_TIMEOUT', limit: settings.deployTimeout };
    if (end.kind !== 'overdue' && !(await isShown(wait, clock, reads))) {
      const page = context.pageOf(environment, first.id);
      log.warning(`The rest of the log of ${environment} did not arrive. Read it in the console: ${page}`);
    }
    return end;
  } finally {
    reading.abort();
  }
}

/** Whether all of the log was shown: it may arrive after its activity is over, and its reader may be slow. */
function isShown(wait: Wait, clock: Clock, signal: AbortSignal): Promise<boolean> {
  const over = clock.now();
  const isSilent = async () => clock.now() - Math.max(over, wait.lastLine) >= logGrace.silence || undefined;
  const given = poll(isSilent, { bound: logGrace.longest, pauses }, { clock, signal });
  return Promise.race([wait.shown ?? true, given.then(() => false)]);
}

/** The activity as it is now; `undefined` where it cannot be found. Throws where that lasts too long. */
async function lookAgain(
  environment: string,
  id: string,
  wait: Wait,
  { upsun, clock }: FollowContext,
): Promise<UpsunActivity | undefined> {
  const found = await upsun.activity(id);
  const now = clock.now();
  if (found) wait.missingSince = undefined;
  else wait.missingSince ??= now;
  if (now - (wait.missingSince ?? now) >= longestAbsence) throw lost(environment, id);
  return found;
}

function lost(environment: string, id: string): PipeError {
  return new PipeError(
    'failure',
    `Upsun has not found activity ${id} of environment ${environment} for ${inWords(longestAbsence)}.`,
    {
      remedy:
        'Look at the activities of the environment in the console. If the deployment is not among them, re-run the step.',
    },
  );
}

function beginToShow(
  environment: string,
  activity: UpsunActivity,
  wait: Wait,
  context: FollowContext,
  signal: AbortSignal,
): void {
  const now = context.clock.now();
  const queued = now - wait.started;
  wait.runningSince = now;
  context.observer.onRunning?.(queued);
  if (queued > noticeable)
    context.log.info(`${environment}: runs now, after ${inWords(queued)} in the queue`);
  const shown = showLog(activity, context, signal, () => {
    wait.lastLine = context.clock.now();
    wait.lastWord = wait.lastLine;
  });
  wait.shown = shown.finally(() => wait.logEnd.abort());
}

/** How far an activity is, after a silence: time in the queue is told apart from time that it runs. */
function sayHowFar(
  environment: string,
  { percent }: UpsunActivity,
  wait: Wait,
  { clock, log }: FollowContext,
): void {
  const now = clock.now();
  if (now - wait.lastWord <= silence) return;
  wait.lastWord = now;
  const progress =
    wait.runningSince === undefined
      ? `waits for its turn, for ${inWords(now - wait.started)} so far`
      : `${percent} % after ${inWords(now - wait.runningSince)}`;
  log.info(`${environment}: ${progress}`);
}

/** Shows a log to its end. Returns whether that was all of it. */
async function showLog(
  activity: UpsunActivity,
  { upsun, log, observer }: FollowContext,
  signal: AbortSignal,
  onLine: () => void,
): Promise<boolean> {
  try {
    for await (const message of upsun.log(activity, signal)) {
      log.quoted(message);
      observer.onLog?.(message);
      onLine();
      await log.drained();
    }
    return true;
  } catch (error) {
    if (error instanceof PipeError) return false;
    throw error;
  }
}

/** What a finished activity came to; `undefined` for one that is not over. */
function endOf(activity: UpsunActivity): ActivityEnd | undefined {
  const { state, result } = activity;
  if (state === 'staged' || state === 'cancelled') return { kind: state, activity };
  if (state !== 'complete' && result === null) return undefined;
  return { kind: result === 'failure' ? 'failed' : 'succeeded', activity };
}

function overdue(
  activity: UpsunActivity,
  { started, runningSince }: Wait,
  now: number,
  { queueTimeout, deployTimeout }: FollowSettings,
): ActivityEnd | undefined {
  if (activity.state === 'pending' && now - started > queueTimeout)
    return { kind: 'overdue', activity, setting: 'QUEUE_TIMEOUT', limit: queueTimeout };
  if (runningSince !== undefined && now - runningSince > deployTimeout)
    return { kind: 'overdue', activity, setting: 'DEPLOY_TIMEOUT', limit: deployTimeout };
  return undefined;
}
