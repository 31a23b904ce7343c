import { messageOf, PipeError } from '../errors.ts';
import type { PushResult } from '../git/push.ts';
import type { CommitHash } from '../plan/commit.ts';
import { poll } from '../poll.ts';
import type { Action } from '../plan/actions.ts';
import type { DesiredEnvironment } from '../plan/desired.ts';
import { short } from '../text/commits.ts';
import type { UpsunActivity } from '../upsun/upsun.ts';
import type { ApplyContext } from './context.ts';
import type { DeploymentOutcome } from './outcome.ts';
import { waitForDeployment } from './deploying.ts';
import { movedAway } from './parent.ts';
import { pushOptions } from './push-options.ts';
import { pushes, send } from './send.ts';
import { editWhatDiffers, settle } from './settle.ts';

/** An environment as it should be, with the whole hash of what was pushed to it. */
type Pushed = DesiredEnvironment & { commit: CommitHash };

type PushAction = Extract<Action, { kind: 'create' | 'push' }>;

const pauses = { first: 200, longest: 3000 };
/** Milliseconds until the activity of a push must have appeared. */
const activityTimeout = 60_000;
/** Milliseconds after which a push that only stores code may do without one. */
const storedAfter = 10_000;

/** Pushes the commit, follows the activity that carries it, and brings the rest of the environment in line. */
export async function applyPush(action: PushAction, context: ApplyContext): Promise<DeploymentOutcome> {
  const { upsun, log } = context;
  const { id, desired: wanted } = action;
  if (action.kind === 'create') {
    const moved = await movedAway({ id, onlyFrom: wanted.dataOnlyFrom?.parent }, context);
    if (moved) return moved;
  }
  const source = await context.source();
  const [known, commit] = await Promise.all([
    upsun.activities(id, pushes),
    source.complete(wanted.commit, context.fetchFrom),
  ]);
  const desired: Pushed = { ...wanted, commit };

  await context.noteOutside(commit);
  log.info(`Pushing ${short(commit)} to ${id}`);
  const seen = new Set(known.map((one) => one.id));
  const storedFirst = await isStoredFirst(action, context);
  const request = {
    directory: source.directory,
    url: context.pushUrl,
    commit,
    branch: id,
    expected: action.from,
    options: pushOptions(action.desired, storedFirst, context.settings),
  };
  const { result: said, release } = await send(request, seen, context);
  try {
    if (await isOvertaken(said, { ...action, commit }, context))
      return { kind: 'outdated', reason: `${id} was changed by somebody else meanwhile` };
    // Somebody else pushed it just before.
    const isOld = said.kind === 'unclear' && known[0]?.commit === commit;
    const result: PushResult = isOld ? { kind: 'up-to-date' } : said;
    const activity =
      result.kind === 'up-to-date'
        ? await findEarlierActivity(desired, context)
        : await findActivity(desired, seen, context);
    return await followPush(action, { desired, result, activity, storedFirst }, context);
  } finally {
    await release();
  }
}

/** Waits for what a push began, or has it go on by itself with WAIT=false, and settles the environment. */
async function followPush(
  action: PushAction,
  {
    desired,
    result,
    activity,
    storedFirst,
  }: { desired: Pushed; result: PushResult; activity: UpsunActivity | undefined; storedFirst: boolean },
  context: ApplyContext,
): Promise<DeploymentOutcome> {
  const { id } = action;
  const isThere = result.kind === 'up-to-date';
  // Without push options a new environment only stores the code, and is still to be activated.
  const storesOnly =
    storedFirst || (action.kind === 'create' && result.kind === 'pushed' && !result.withOptions);
  const isQueued = isThere ? activity?.result === null : !storesOnly;
  if (!context.settings.wait && isQueued) {
    if (activity) context.observer.onActivity?.(id, activity);
    await editWhatDiffers(desired, context);
    return { kind: 'queued' };
  }
  const [outcome] = await Promise.all([
    activity && waitForDeployment(id, activity, context),
    markEarly(desired, context),
  ]);
  if (outcome && outcome.kind !== 'deployed') return outcome;
  return settle(desired, outcome ?? { kind: isThere ? 'unchanged' : 'stored' }, context);
}

/** Whether somebody else pushed meanwhile. Throws where the commit did not arrive for another reason. */
async function isOvertaken(
  result: PushResult,
  { id, from, commit }: { id: string; from: string | null; commit: CommitHash },
  { upsun }: ApplyContext,
): Promise<boolean> {
  if (result.kind !== 'unclear') return result.kind === 'lease-lost';
  const head = (await upsun.environment(id))?.headCommit;
  if (head === commit) return false;
  // git may be cut off while it says that somebody else was faster.
  if (head && head !== from) return true;
  throw result.error;
}

/**
 * Marks the environment as ours while its deployment runs, so that a run that is killed leaves none unmarked. What
 * does not work now is done, or fails, after the deployment.
 */
async function markEarly(desired: DesiredEnvironment, context: ApplyContext): Promise<void> {
  await editWhatDiffers(desired, context).catch((error: unknown) => context.log.debug(messageOf(error)));
}

/** The activity of a push that was just made, and not `seen` before; `undefined` where the code was only stored. */
async function findActivity(
  desired: Pushed,
  seen: ReadonlySet<string>,
  { upsun, clock, signal }: ApplyContext,
): Promise<UpsunActivity | undefined> {
  const { id, commit } = desired;
  const found = await poll(
    async (elapsed): Promise<{ activity: UpsunActivity | undefined } | undefined> => {
      const activities = await upsun.activities(id, pushes);
      const activity = activities.find(
        (one) => !seen.has(one.id) && one.type === 'environment.push' && (one.commit ?? commit) === commit,
      );
      if (activity) return { activity };
      if (elapsed <= storedAfter) return undefined;
      const environment = await upsun.environment(id);
      const isStored = environment?.status === 'inactive' && environment.headCommit === commit;
      return isStored ? { activity: undefined } : undefined;
    },
    { bound: activityTimeout, pauses },
    { clock, signal },
  );
  if (!found) throw noActivity(desired);
  return found.activity;
}

/**
 * The activity of a push of this commit that somebody else made; `undefined` where none appears. That push may have
 * been only a moment ago.
 */
async function findEarlierActivity(
  { id, commit }: Pushed,
  { upsun, clock, signal }: ApplyContext,
): Promise<UpsunActivity | undefined> {
  return poll(
    async () => (await upsun.activities(id, pushes)).find((one) => one.commit === commit),
    { bound: storedAfter, pauses },
    { clock, signal },
  );
}

function noActivity({ id, commit }: DesiredEnvironment): PipeError {
  return new PipeError('failure', `Upsun took ${short(commit)} for ${id}, but began no activity for it.`, {
    remedy: 'Look at the activities of the environment in the console, then run the step again.',
  });
}

/**
 * What nobody may see without a password, what has variables to be built with, or whose data may come from one
 * environment only, is stored at first. It only goes live when all that is in place.
 */
async function isStoredFirst({ kind, id, desired }: PushAction, { upsun }: ApplyContext): Promise<boolean> {
  const { httpAuth, dataOnlyFrom, variables } = desired;
  if (kind === 'create') return httpAuth !== undefined || dataOnlyFrom !== undefined || variables.length > 0;
  return dataOnlyFrom !== undefined && (await upsun.environment(id))?.status === 'inactive';
}
