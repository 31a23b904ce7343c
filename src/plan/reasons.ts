import type { OthersClaim, Purpose } from './ownership.ts';
import type { NoParent, Parent } from './parent.ts';
import type { EnvironmentChanges, EnvironmentStatus, Lack, PullRequest } from './world.ts';

/** Why a plan does what it does: a code with what it speaks of. `text/reasons.ts` gives it words. */
export type Reason = WhyNot | WhyWanted | Difference | WhyTaken | WhyKept;

/** Why a branch or pull request gets no environment, or none of its commit. */
type WhyNot =
  | { code: 'branches-off' | 'reserved-name' | 'branch-not-included' | 'branch-excluded' | 'branch-gone' }
  | { code: 'pull-requests-off' | 'fork' | 'skip-marker' | 'draft' | 'source-gone' }
  | { code: 'target-not-included'; target: string }
  | { code: 'source-not-included'; source: string }
  | { code: 'paths-not-included' }
  /** `unread`: its title and description are not known. */
  | { code: 'not-requested'; unread: boolean }
  | { code: 'files-unreadable'; problem: string }
  | NoParent
  | { code: 'pull-request-closed'; id: number; state: PullRequest['state'] }
  | { code: 'superseded'; commit: string; tip: string }
  | { code: 'follows-releases'; branch: string }
  | { code: 'tag-gone'; tag: string }
  | { code: 'tag-moved'; tag: string; commit: string; tip: string }
  /** Refused for safety. */
  | { code: 'not-forward'; tag: string; commit: string; live: string }
  | OthersClaim
  | { code: 'name-in-the-way'; id: string; other: string }
  | { code: 'merge-impossible'; problem: string }
  | { code: 'merge-conflict'; source: string; target: string; files: readonly string[] }
  | NoRoom;

interface NoRoom {
  code: 'no-room';
  room: Lack;
  /** Another one would have been deactivated, if there had been any that may be. */
  wantedToEvict: boolean;
}

/** Why an environment should exist. */
type WhyWanted =
  | { code: 'production' | 'branch' | 'active-branch' }
  | { code: 'pull-request'; id: number; parent: Parent; clonesParentData: boolean }
  /** The code of a branch is stored, and not deployed for want of room. */
  | { code: 'stored-without-room'; wanted: Reason; noRoom: NoRoom };

/** In what an environment differs from what it should be. */
type Difference =
  | { code: 'backup' | 'being-deleted' | 'up-to-date' | 'last-deployment-failed' | 'resting' }
  | { code: 'stored'; status: EnvironmentStatus }
  /** `withoutData`: the parent, where that has no data to copy though some was asked for. */
  | { code: 'not-active'; status: EnvironmentStatus; withoutData?: string }
  | { code: 'new-commit'; from: string | null; to: string; withoutData?: string }
  | { code: 'release'; tag: string; from: string | null; to: string; isHotfix: boolean }
  | { code: 'rollback'; rollback: Rollback }
  | { code: 'variables'; set: readonly string[]; removed: readonly string[] }
  | { code: 'resync'; parent: string }
  | { code: 'running'; activity: string; waiting: boolean }
  /** `adoptedFrom`: the repository that the environment belongs to so far. */
  | { code: 'changed'; changes: EnvironmentChanges; adoptedFrom?: string };

/** An older commit that is deployed on purpose, and what brings the newer one back. */
export interface Rollback {
  from: string;
  to: string;
  until: { next: 'run'; branch: string } | { next: 'release' };
}

/** Why something is deleted, deactivated or moved. */
type WhyTaken =
  | { code: 'expired' }
  | { code: 'gone'; purpose: Purpose }
  | { code: 'evicted'; heir: string }
  | { code: 'orphaned'; parent: string; heir: string }
  | { code: 'parent-stays'; parent: string };

/** Why something stays although what it was made for does not exist any more. */
type WhyKept =
  | { code: 'default-environment' | 'protected-by-name' | 'prune-off' | 'deletions-off' }
  | { code: 'cannot-be-confirmed' | 'already-being-deleted' }
  | { code: 'child-being-deleted'; child: string }
  | { code: 'left-behind'; repository: string }
  | { code: 'protected-type'; type: string };

/** Why nothing of a plan to clean up may be applied. */
export type Refusal =
  | { code: 'list-without-main-branch'; mainBranch: string | undefined }
  | { code: 'too-many-deletions'; count: number; limit: number };

/** What is odd about the project as a whole. */
export type Note = {
  code: 'default-branch-differs';
  mainBranch: string;
  defaultBranch: string;
  project: string;
};

/** A text that is the same for the same reason, to group by. */
export function reasonKey(reason: Reason): string {
  return JSON.stringify(reason);
}
