import { failed, hookFailed } from '../plan/differences.ts';
import { noticeable } from '../report/deployment.ts';
import { inWords } from '../text/duration.ts';
import type { UpsunActivity } from '../upsun/upsun.ts';
import type { FollowContext } from './context.ts';
import type { DeploymentOutcome } from './outcome.ts';

/** Milliseconds between two looks at an activity: soon at first, because many are short, then as the vendor's client. */
const shortestPause = 250;
const longestPause = 3000;
/** Milliseconds that the log may take to arrive after the activity is over. */
const logGrace = 2000;

/** Milliseconds without a sign of life after which a line says how far it is. */
const silence = 30_000;

/**
 * Waits for an activity, showing its log meanwhile, and returns what it came to. The activity alone decides: neither
 * its log nor git's exit code does.
 */
export async function follow(
  environment: string,
  first: UpsunActivity,
  context: FollowContext,
): Promise<DeploymentOutcome> {
  const { upsun, clock, log, signal, options, observer } = context;
  observer.onActivity?.(environment, first);
  const started = clock.now();
  const reading = new AbortController();
  let shown: Promise<void> | undefined;
  let runningSince: number | undefined;
  let pause = shortestPause;
  let lastWord = started;

  log.info(`${environment}: ${first.type} (activity ${first.id})`);
  for (let activity = first; ; activity = await upsun.activity(first.id)) {
    if (activity.state !== 'pending' && runningSince === undefined) {
      runningSince = clock.now();
      observer.onRunning?.(runningSince - started);
      if (runningSince - started > noticeable)
        log.info(`${environment}: runs now, after ${inWords(runningSince - started)} in the queue`);
      shown = showLog(activity, context, AbortSignal.any([signal, reading.signal]), () => {
        lastWord = clock.now();
      });
    }
    if (isOver(activity)) {
      await Promise.race([shown, clock.sleep(logGrace, signal)]);
      reading.abort();
      return verdict(activity, options.failOnHookError);
    }
    const reason = overdue(activity, clock.now(), started, runningSince, options);
    if (reason) {
      reading.abort();
      return { kind: 'failed', activity, reason };
    }
    if (clock.now() - lastWord > silence) {
      lastWord = clock.now();
      log.info(`${environment}: ${progress(activity, clock.now(), started, runningSince)}`);
    }
    await clock.sleep(pause, signal);
    pause = Math.min(longestPause, pause * 1.5);
  }
}

/** How far an activity is: time in the queue is told apart from time that it runs. */
function progress(
  { percent }: UpsunActivity,
  now: number,
  started: number,
  runningSince: number | undefined,
): string {
  if (runningSince === undefined) return `waits for its turn, for ${inWords(now - started)} so far`;
  return `${percent} % after ${inWords(now - runningSince)}`;
}

/** With WAIT=false nobody waits: the deployment is left to itself. */
export async function followUnlessQueued(
  environment: string,
  activity: UpsunActivity,
  context: FollowContext,
): Promise<DeploymentOutcome> {
  if (context.options.wait) return follow(environment, activity, context);
  context.observer.onActivity?.(environment, activity);
  return { kind: 'queued' };
}

async function showLog(
  activity: UpsunActivity,
  { upsun, log, observer }: FollowContext,
  signal: AbortSignal,
  onLine: () => void,
): Promise<void> {
  for await (const message of upsun.log(activity, signal)) {
    log.quoted(message);
    observer.onLog?.(message);
    onLine();
  }
}

function isOver({ state, result }: UpsunActivity): boolean {
  return state === 'complete' || state === 'cancelled' || state === 'staged' || result !== null;
}

function overdue(
  { state }: UpsunActivity,
  now: number,
  started: number,
  runningSince: number | undefined,
  { queueTimeout, deployTimeout }: FollowContext['options'],
): string | undefined {
  const goesOn = 'Upsun goes on with it';
  if (state === 'pending' && now - started > queueTimeout) {
    return `it waited for its turn longer than QUEUE_TIMEOUT (${inWords(queueTimeout)}); ${goesOn}`;
  }
  if (runningSince !== undefined && now - runningSince > deployTimeout) {
    return `it ran longer than DEPLOY_TIMEOUT (${inWords(deployTimeout)}); ${goesOn}`;
  }
  return undefined;
}

function verdict(activity: UpsunActivity, failOnHookError: boolean): DeploymentOutcome {
  if (activity.state === 'staged') return { kind: 'staged', activity };
  if (activity.state === 'cancelled')
    return { kind: 'cancelled', activity, reason: 'it was cancelled on Upsun' };
  const command = activity.failedCommand;
  const warning = hookFailed(activity)
    ? `${command ?? 'a deploy or post-deploy hook'} failed although the environment is live`
    : undefined;
  if (failed(activity, failOnHookError)) {
    const reason = warning ?? `the deployment failed${command ? `: ${command}` : ''}`;
    return { kind: 'failed', activity, reason };
  }
  return { kind: 'deployed', activity, ...(warning ? { warning } : {}) };
}
