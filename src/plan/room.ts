import type { Action } from './actions.ts';
import type { DesiredEnvironment, Snapshot } from './desired.ts';
import type { IdleEnvironment } from './idle.ts';
import type { Policy } from './policy.ts';
import type { Reason } from './reasons.ts';
import type { Environment, Lack, Room } from './world.ts';

/** What of a project decides how much room there is. */
type Occupation = Omit<Snapshot, 'repository'>;

/** `undefined` where nothing limits the number of environments. */
export function roomOf(snapshot: Occupation): Room | undefined {
  const { environmentLimit: limit } = snapshot.project;
  if (limit === undefined) return undefined;
  const { allotted, environments } = snapshot;
  if (!allotted) return { taken: countTaken(environments.keys(), snapshot), limit };
  // What is dirty may be deployed by this very run, and has its place in the plan already, or only stores code.
  const settled = [...environments.values()].filter(({ status }) => status !== 'dirty');
  const ids = settled.map(({ id }) => id);
  return { taken: Math.max(allotted.taken, countTaken(ids, snapshot)), limit };
}

/** How many of these environments count in the limit of the project. */
export function countTaken(ids: Iterable<string>, { project, environments }: Occupation): number {
  return [...ids].filter((id) => {
    const environment = environments.get(id);
    return environment && id !== project.defaultBranch && takesRoom(environment);
  }).length;
}

/** The room that a project has, where making this environment active would exceed it; otherwise `undefined`. */
export function roomLackedBy(id: string, snapshot: Snapshot, room = roomOf(snapshot)): Room | undefined {
  if (!room || id === snapshot.project.defaultBranch) return undefined;
  const existing = snapshot.environments.get(id);
  const counts = existing !== undefined && takesRoom(existing);
  return !counts && room.taken >= room.limit ? room : undefined;
}

/**
 * Whether something else must go before this environment can be: there is no room for it, or git cannot have a branch
 * of this name beside the one of another environment, as `a` and `a/b`.
 */
export function isBlocked(id: string, snapshot: Snapshot): boolean {
  return roomLackedBy(id, snapshot) !== undefined || nameInTheWay(id, snapshot) !== undefined;
}

/** The environment beside which git cannot have a new branch of this name. */
export function nameInTheWay(
  id: string,
  { environments }: Pick<Snapshot, 'environments'>,
): string | undefined {
  if (environments.has(id)) return undefined;
  return environments.keys().find((other) => id.startsWith(`${other}/`) || other.startsWith(`${id}/`));
}

/** Paused environments count as active ones do, and what is being deployed for the first time will. */
function takesRoom({ status }: Environment): boolean {
  return status === 'active' || status === 'paused' || status === 'dirty';
}

/** What the limit of the project means for an environment. */
export type WithinLimit =
  | { kind: 'enough' }
  /** Once this step is taken. */
  | { kind: 'after'; makeRoom: Action }
  | { kind: 'none'; instead: 'skip' | 'fail'; reason: Extract<Reason, { code: 'no-room' }> };

/**
 * What is done where there is no room for an environment: it is left out, or the longest idle one makes room.
 * `lacked`: what there is none of, where the room does not suffice.
 */
export function withinLimit(
  desired: DesiredEnvironment,
  lacked: Lack | undefined,
  { onLimit }: Pick<Policy, 'onLimit'>,
  { evictable, idleBefore }: { evictable: Iterable<IdleEnvironment>; idleBefore: number },
): WithinLimit {
  const { id } = desired;
  if (!desired.active || !lacked) return { kind: 'enough' };
  const longest = Iterator.from(evictable).find(({ environment }) => environment.id !== id);
  if (onLimit === 'evict' && longest && longest.since < idleBefore) {
    const { environment, pullRequest, since } = longest;
    const reason = { code: 'evicted', heir: id } as const;
    return {
      kind: 'after',
      makeRoom: { kind: 'deactivate', id: environment.id, pullRequest, since, reason },
    };
  }
  const reason = { code: 'no-room', room: { ...lacked }, wantedToEvict: onLimit === 'evict' } as const;
  return { kind: 'none', instead: onLimit === 'fail' ? 'fail' : 'skip', reason };
}
