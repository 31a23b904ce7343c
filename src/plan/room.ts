import type { Action } from './actions.ts';
import type { DesiredEnvironment, Policy, Snapshot } from './desired.ts';
import type { IdleEnvironment } from './idle.ts';
import * as reasons from './reasons.ts';
import type { Environment } from './world.ts';

/** What of a setting decides how much room there is. */
type Occupation = Omit<Snapshot, 'repository'>;

/** How many environments the project has room for, and how many of them are taken; `undefined` without a limit. */
export function roomOf(snapshot: Occupation): { taken: number; limit: number } | undefined {
  const { environmentLimit: limit } = snapshot.project;
  if (limit === undefined) return undefined;
  return { taken: snapshot.taken ?? countTaken(snapshot.environments.keys(), snapshot), limit };
}

/** How many of these environments count in the limit of the project. */
export function countTaken(ids: Iterable<string>, { project, environments }: Occupation): number {
  return [...ids].filter((id) => {
    const environment = environments.get(id);
    return environment && id !== project.defaultBranch && takesRoom(environment);
  }).length;
}

/** Whether making this environment active would exceed the project's limit. */
export function lacksRoom(id: string, snapshot: Snapshot): boolean {
  const room = roomOf(snapshot);
  if (!room || id === snapshot.project.defaultBranch) return false;
  const existing = snapshot.environments.get(id);
  return !(existing && takesRoom(existing)) && room.taken >= room.limit;
}

/**
 * Whether something else must go before this environment can be: there is no room for it, or git cannot have a branch
 * of this name beside the one of another environment, as `a` and `a/b`.
 */
export function isBlocked(id: string, snapshot: Snapshot): boolean {
  if (lacksRoom(id, snapshot)) return true;
  if (snapshot.environments.has(id)) return false;
  return [...snapshot.environments.keys()].some(
    (other) => id.startsWith(`${other}/`) || other.startsWith(`${id}/`),
  );
}

/** Paused environments count as active ones do, and what is being deployed for the first time will. */
function takesRoom({ status }: Environment): boolean {
  return status === 'active' || status === 'paused' || status === 'dirty';
}

/**
 * What is done where there is no room for a pull request's environment: it is left out, or the longest idle one makes
 * room. Nothing where there is room.
 */
export function withinLimit(
  desired: DesiredEnvironment,
  snapshot: Snapshot,
  policy: Policy,
  { evictable, idleBefore }: { evictable: Iterable<IdleEnvironment>; idleBefore: number },
): { makeRoom: Action } | { instead: Action } | undefined {
  const { id } = desired;
  const room = desired.active && lacksRoom(id, snapshot) ? roomOf(snapshot) : undefined;
  if (!room) return undefined;
  const longest = Iterator.from(evictable).find(({ environment }) => environment.id !== id);
  if (policy.onLimit === 'evict' && longest && longest.since < idleBefore) {
    const { environment, pullRequest } = longest;
    const reason = reasons.evicted(id);
    return { makeRoom: { kind: 'deactivate', id: environment.id, pullRequest, reason } };
  }
  const kind = policy.onLimit === 'fail' ? 'fail' : 'skip';
  const reason = reasons.noRoom(room, policy.onLimit);
  return { instead: { kind, id, reason } };
}
