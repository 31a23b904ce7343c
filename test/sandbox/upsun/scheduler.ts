import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { takeFailure, type Activity, type Job, type Outcome, type Run } from './activity.ts';
import { letCronsFollow } from './crons.ts';
import { sealLog, writeLog } from './log.ts';
import { timestamp, type Durations, type UpsunState } from './state.ts';

/** Queues an activity; its work begins when the project and the environment have room for it. */
export function queueActivity(
  upsun: UpsunState,
  activity: Activity,
  work: Job['work'],
  takesRoom = false,
): Activity {
  const controller = new AbortController();
  const job: Job = { work, controller, ready: false, cancellable: true, takesRoom };
  upsun.activities.push(activity);
  upsun.jobs.set(activity.id, job);
  void becomeReady(upsun, job);
  return activity;
}

/** Ends an activity that waits or builds. */
export function cancelActivity(upsun: UpsunState, activity: Activity): void {
  upsun.jobs.get(activity.id)?.controller.abort();
  markCancelled(upsun, activity);
}

/** Writes the lines of a phase, spread over its duration, and counts its share of the work. */
export async function narrate(
  upsun: UpsunState,
  { activity, signal }: Run,
  phase: keyof Durations,
  lines: string[],
  upTo: number,
): Promise<void> {
  const duration = upsun.controls.durations[phase];
  const from = activity.completionPercent;
  while (upsun.controls.goesOnWhen[phase]?.() === false) await sleep(20, undefined, { signal });
  for (const [index, line] of lines.entries()) {
    await sleep(duration / lines.length, undefined, { signal });
    writeLog(activity.log, line);
    activity.completionPercent = Math.round(from + ((upTo - from) * (index + 1)) / lines.length);
    activity.updatedAt = timestamp();
  }
  activity.timings[phase] = (activity.timings[phase] ?? 0) + duration / 1000;
}

async function becomeReady(upsun: UpsunState, job: Job): Promise<void> {
  const signal = AbortSignal.any([job.controller.signal, upsun.closing.signal]);
  try {
    await sleep(upsun.controls.durations.queue, undefined, { signal });
  } catch {
    return;
  }
  job.ready = true;
  startWhatFits(upsun);
}

function startWhatFits(upsun: UpsunState): void {
  const unfinished = upsun.activities.filter(({ state }) => state === 'pending' || state === 'in_progress');
  const waiting = unfinished.filter(({ state }) => state === 'pending');
  const production = (activity: Activity) => activity.environments.includes(upsun.defaultBranch);
  for (const activity of waiting.toSorted((a, b) => Number(production(b)) - Number(production(a)))) {
    const running = unfinished.filter(({ state }) => state === 'in_progress').length;
    const job = upsun.jobs.get(activity.id);
    if (running >= upsun.controls.concurrency) return;
    if (job?.ready && isFirstOfItsEnvironment(unfinished, activity)) void start(upsun, activity, job);
  }
}

function isFirstOfItsEnvironment(unfinished: Activity[], activity: Activity): boolean {
  const shares = (other: Activity) => other.environments.some((id) => activity.environments.includes(id));
  return unfinished.find((other) => shares(other)) === activity;
}

async function start(upsun: UpsunState, activity: Activity, job: Job): Promise<void> {
  activity.state = 'in_progress';
  activity.startedAt = timestamp();
  activity.updatedAt = activity.startedAt;
  activity.timings['wait'] = (Date.parse(activity.startedAt) - Date.parse(activity.createdAt)) / 1000;
  const signal = AbortSignal.any([job.controller.signal, upsun.closing.signal]);
  try {
    const outcome = await perform(upsun, { activity, signal }, job);
    if (activity.state === 'in_progress') conclude(upsun, activity, outcome);
  } catch (error) {
    // Cancelled, or the whole sandbox closes: nothing is left to say.
    if (signal.aborted) return;
    writeLog(activity.log, `E: Internal error: ${String(error)}`);
    conclude(upsun, activity, { kind: 'failure', reason: 'error', commands: [] });
  }
}

async function perform(upsun: UpsunState, run: Run, job: Job): Promise<Outcome> {
  const failure = takeFailure(upsun, run.activity, ['hang', 'cancelled']);
  if (failure) await narrate(upsun, run, 'build', [`Processing activity: ${run.activity.text}`], 20);
  if (failure === 'cancelled') cancelActivity(upsun, run.activity);
  if (failure === 'hang') await new Promise((resolve) => run.signal.addEventListener('abort', resolve));
  run.signal.throwIfAborted();
  return job.work(run);
}

/** Ends an activity with what its work came to. */
export function conclude(upsun: UpsunState, activity: Activity, outcome: Outcome): void {
  activity.updatedAt = timestamp();
  if (outcome.kind === 'staged') {
    activity.state = 'staged';
    sealLog(activity.log, 'The activity is staged: it waits for a manual deployment.');
  } else {
    activity.state = 'complete';
    activity.result = outcome.kind;
    activity.failureReason = outcome.kind === 'failure' ? outcome.reason : null;
    activity.commands = outcome.commands;
    activity.completedAt = activity.updatedAt;
    activity.completionPercent = 100;
    upsun.jobs.delete(activity.id);
    sealLog(activity.log, outcome.kind === 'success' ? 'Done.' : 'The activity failed.');
    letCronsFollow(upsun, activity);
  }
  goOn(upsun);
}

function markCancelled(upsun: UpsunState, activity: Activity): void {
  activity.state = 'cancelled';
  activity.result = 'failure';
  activity.cancelledAt = timestamp();
  activity.updatedAt = activity.cancelledAt;
  upsun.jobs.delete(activity.id);
  writeLog(activity.log, 'The activity was cancelled.');
  sealLog(activity.log);
  goOn(upsun);
}

function goOn(upsun: UpsunState): void {
  startWhatFits(upsun);
  upsun.idle.emit('ended');
}

/** Resolves once no activity waits or runs. */
export async function settled(upsun: UpsunState): Promise<void> {
  const busy = () =>
    upsun.activities.some(({ state }) => state === 'pending' || state === 'in_progress') &&
    !upsun.closing.signal.aborted;
  while (busy()) {
    await once(upsun.idle, 'ended');
  }
}
