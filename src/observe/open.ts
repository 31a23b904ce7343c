import type { BitbucketReader, RepositoryReader } from '../bitbucket/bitbucket.ts';
import { inParallel } from '../parallel.ts';
import type { Snapshot } from '../plan/desired.ts';
import type { Policy } from '../plan/policy.ts';
import { tellingTypes, usingTypes } from '../plan/activities.ts';
import { isAt } from '../plan/differences.ts';
import { desireTarget } from '../plan/environment.ts';
import { environmentId, type Target } from '../plan/target.ts';
import { type IdleEnvironment, idleEnvironments } from '../plan/idle.ts';
import { previewId } from '../plan/preview.ts';
import type { Open } from '../plan/reconciliation.ts';
import type { Activity, PullRequest } from '../plan/world.ts';
import type { UpsunReader } from '../upsun/upsun.ts';

/** Requests to Upsun that are under way at once. */
const requestsAtOnce = 8;

/** Who tells what is open on Bitbucket. */
export interface OpenObservers {
  /** `undefined` without credentials. */
  bitbucket: Pick<BitbucketReader, 'openPullRequests'> | undefined;
  reader: Pick<RepositoryReader, 'branches'>;
}

/**
 * Reads what is open on Bitbucket. A list that could not be read to its end throws, so that nothing is ever taken for
 * gone because a page failed.
 */
export async function observeOpen({ bitbucket, reader }: OpenObservers): Promise<Open> {
  const [branches, openPullRequests] = await Promise.all([reader.branches(), bitbucket?.openPullRequests()]);
  return { branches, openPullRequests };
}

/**
 * Reads since when the environments of open pull requests are idle, the longest idle one first. Only those can be meant
 * whose last deployment and last change in Bitbucket lie before `before` (milliseconds since 1970).
 */
export async function observeIdle(
  upsun: Pick<UpsunReader, 'activities'>,
  snapshot: Snapshot,
  openPullRequests: readonly PullRequest[],
  protectedEnvironments: readonly string[],
  before = Infinity,
): Promise<IdleEnvironment[]> {
  // Nothing is older than what has no activity at all.
  const everything = new Map(openPullRequests.map(({ id }) => [previewId(id), 0]));
  const candidates = idleEnvironments(snapshot, openPullRequests, everything, protectedEnvironments).filter(
    ({ since }) => since < before,
  );
  const lastActivities = new Map<string, number>();
  await inParallel(candidates, requestsAtOnce, async ({ environment: { id } }) => {
    const activities = await upsun.activities(id, usingTypes);
    lastActivities.set(id, Math.max(0, ...activities.map(({ at }) => at ?? 0)));
  });
  return idleEnvironments(snapshot, openPullRequests, lastActivities, protectedEnvironments);
}

/**
 * Reads the activities of the environments whose code is right already: only there do they tell whether something is
 * left to be done.
 */
export async function observeActivities(
  upsun: Pick<UpsunReader, 'activities'>,
  targets: readonly Target[],
  snapshot: Snapshot,
  policy: Policy,
): Promise<Map<string, Activity[]>> {
  const ids = targets.flatMap((target) => {
    const existing = snapshot.environments.get(environmentId(target));
    if (existing?.status !== 'active' && existing?.status !== 'dirty') return [];
    const desire = desireTarget(target, snapshot, policy);
    return desire.kind === 'wanted' && isAt(existing, desire.environment.commit) ? [existing.id] : [];
  });
  const activities = new Map<string, Activity[]>();
  await inParallel(ids, requestsAtOnce, async (id) => {
    activities.set(id, await upsun.activities(id, tellingTypes));
  });
  return activities;
}
