import type { Action } from './actions.ts';
import { withBackup } from './backup.ts';
import {
  type Desire,
  type DesiredEnvironment,
  desireBranch,
  desireProduction,
  desirePullRequest,
  type Snapshot,
} from './desired.ts';
import type { Policy } from './policy.ts';
import { differences } from './differences.ts';
import { type IdleEnvironment, isResting } from './idle.ts';
import { claim, ownershipMap, type Purpose, withoutMark } from './ownership.ts';
import type { Reason } from './reasons.ts';
import { obstacleToRelease, whyMoved } from './release.ts';
import { nameInTheWay, roomLackedBy, roomOf, withinLimit } from './room.ts';
import { sameCommit } from './commit.ts';
import { environmentId, type Release, type Target, tipOf } from './target.ts';
import { withVariables } from './variable-step.ts';
import type { Activity, Environment, EnvironmentVariable, PullRequest, Room } from './world.ts';

/** What is known of one environment beside the project. */
export interface TargetFacts {
  target: Target;
  /** The commit this run was started for; unknown where nobody named one, and then the tip is meant. */
  commit: string | undefined;
  /** It is deployed though a newer one is there. */
  rollback?: boolean | undefined;
  /** Those of the target's environment, newest first. */
  activities: readonly Activity[];
  /** Its own variables, where they can make a difference. */
  variables?: readonly EnvironmentVariable[] | undefined;
  /** What may make room, the longest idle one first. */
  evictable: Iterable<IdleEnvironment>;
  /** What Upsun said when this run tried it and the project had no room, though none seemed to be lacking. */
  refusal?: string | undefined;
}

/** What should exist for a target, without regard to what exists. */
export function desireTarget(target: Target, snapshot: Snapshot, policy: Policy): Desire {
  if (target.kind === 'pull-request') return desirePullRequest(target.pullRequest, snapshot, policy, target);
  if (target.kind === 'release') return desireRelease(target);
  if (!target.tip) return { kind: 'unwanted', id: target.name, reason: { code: 'branch-gone' } };
  return desireBranch(target.tip, snapshot, policy);
}

function desireRelease({ environment: id, tag, tip }: Release): Desire {
  if (tip.commit) return desireProduction(id, tip.commit);
  return { kind: 'unwanted', id, reason: { code: 'tag-gone', tag } };
}

/**
 * When somebody last worked on it, in milliseconds since 1970; 0 where nobody says so, as of branches. A run that nobody
 * asked for gives it the place only of what was idle before that; else the next such run would give that place to
 * another one, and so on.
 */
function touchedAt(target: Target): number {
  return (target.kind === 'pull-request' ? target.pullRequest.updatedAt : undefined) ?? 0;
}

/** What must be done for one branch or pull request. `room`: what the project has, where it is limited. */
export function planEnvironment(
  facts: TargetFacts,
  snapshot: Snapshot,
  policy: Policy,
  room = roomOf(snapshot),
): readonly Action[] {
  const { target } = facts;
  const id = environmentId(target);
  const existing = snapshot.environments.get(id);

  const desire = desireTarget(target, snapshot, policy);
  if (desire.kind === 'unwanted') return [{ kind: 'skip', id, reason: desire.reason }];
  const { commit } = desire.environment;
  const obstacle = obstacleTo(facts, commit, existing);
  if (obstacle) return [{ kind: 'skip', id, reason: obstacle }];
  const moved = whyMoved(target, commit, existing);
  const desired = { ...desire.environment, ...(moved ? { whyMoved: moved } : {}) };
  if (!existing) return planOwn(desired, undefined, facts, snapshot, policy, room);

  const { repository } = snapshot;
  const purpose = purposeOf(target);
  const claimed = claim(existing, purpose, repository, policy.takeOver);
  switch (claimed.kind) {
    case 'free':
      return planOwn(desired, existing, facts, snapshot, policy, room);
    case 'refused':
      return [{ kind: 'skip', id, reason: claimed.reason }];
    case 'adopted': {
      // Production too: it is marked already, and would belong to nobody here once TAKE_OVER is unset.
      const marked = { ...desired, attributes: ownershipMap(repository, id, purpose) };
      const actions = planOwn(marked, withoutMark(existing), facts, snapshot, policy, room);
      return actions.map((action) => namingOwner(action, claimed.from));
    }
  }
}

/** Why the commit that is wanted is not deployed by this run; `undefined` where it is. */
function obstacleTo(
  { target, commit, rollback }: TargetFacts,
  wanted: string,
  existing: Environment | undefined,
): Reason | undefined {
  if (target.kind === 'release') return obstacleToRelease(target, wanted, { commit, rollback }, existing);
  const tip = tipOf(target)?.commit;
  return commit && tip && !sameCommit(commit, tip) ? { code: 'superseded', commit, tip } : undefined;
}

function purposeOf(target: Target): Purpose {
  if (target.kind !== 'pull-request') return { kind: 'branch', branch: environmentId(target) };
  const { id, source } = target.pullRequest;
  return { kind: 'pull-request', id, branch: source.name };
}

function namingOwner(action: Action, adoptedFrom: string): Action {
  if (action.kind !== 'edit') return action;
  return { ...action, reason: { code: 'changed', changes: action.changes, adoptedFrom } };
}

/** What must be done for an environment that is nobody else's. */
function planOwn(
  desired: DesiredEnvironment,
  existing: Environment | undefined,
  { target, activities, variables, evictable, refusal }: TargetFacts,
  snapshot: Snapshot,
  policy: Policy,
  room: Room | undefined,
): readonly Action[] {
  const { id } = desired;
  const only = (kind: 'skip' | 'keep' | 'fail', reason: Reason): Action[] => [{ kind, id, reason }];
  const inTheWay = nameInTheWay(id, snapshot);
  if (inTheWay !== undefined) return only('fail', { code: 'name-in-the-way', id, other: inTheWay });
  const actions = withBackup(
    withVariables(differences(desired, existing, activities, policy), desired, existing, variables),
    existing,
    snapshot.project,
    policy,
  );
  if (target.kind === 'pull-request') {
    const { pullRequest, merge, files } = target;
    if (files?.kind === 'unreadable')
      return only('fail', { code: 'files-unreadable', problem: files.problem });
    if (merge?.kind === 'conflict') return only('fail', conflictOf(pullRequest, merge.files));
    if (merge?.kind === 'impossible')
      return only('fail', { code: 'merge-impossible', problem: merge.problem });
    if (!policy.wakesIdle && isResting(existing, pullRequest)) {
      const marking = actions.filter((action) => action.kind === 'edit' && action.changes.attributes);
      return marking.length > 0 ? marking : only('keep', { code: 'resting' });
    }
    if (desired.noParent && actions.some(takesParent)) return only('fail', desired.noParent);
  }
  const idleBefore = policy.wakesIdle ? Infinity : touchedAt(target);
  // Somebody may have made it active since it was refused.
  const isRefused = refusal !== undefined && existing?.status !== 'active';
  const lacked = isRefused ? { said: refusal } : roomLackedBy(id, snapshot, room);
  const limited = withinLimit(desired, lacked, policy, { evictable, idleBefore });
  switch (limited.kind) {
    case 'enough':
      return actions;
    case 'after':
      return [limited.makeRoom, ...actions];
    case 'none': {
      if (target.kind === 'pull-request') return only(limited.instead, limited.reason);
      // A branch is stored all the same: its code must not wait for room.
      const reason = { code: 'stored-without-room', wanted: desired.reason, noRoom: limited.reason } as const;
      const storing = differences({ ...desired, active: false, reason }, existing, activities, policy);
      return storing.map((action) => (action.kind === 'keep' ? { ...action, reason } : action));
    }
  }
}

/** What is live with its commit does without a parent; anything else would bring code or data to it. */
function takesParent({ kind }: Action): boolean {
  return kind === 'create' || kind === 'push' || kind === 'activate' || kind === 'wait';
}

function conflictOf({ source, target }: PullRequest, files: readonly string[]): Reason {
  return { code: 'merge-conflict', source: source.name, target, files };
}
