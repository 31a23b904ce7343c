/** The wording of every reason that a plan gives. */
import type { Purpose } from './ownership.ts';
import type { Parent } from './parent.ts';
import type { Activity, EnvironmentStatus, PullRequest } from './world.ts';

export const branchesOff = 'FETCH_BRANCHES is off';
export const reservedName =
  'branches named pr-<number> get no environment: the name is kept for pull requests';
export const branchNotIncluded = 'not matched by BRANCHES';
export const branchExcluded = 'matched by EXCLUDE_BRANCHES';
export const production = "the project's default branch";
export const branch = 'a branch of the repository; its environment starts inactive';
export const activeBranch = 'a branch matched by ACTIVATE_BRANCHES';
export const branchGone = 'the branch no longer exists on Bitbucket';

export const pullRequestsOff = 'BUILD_PULL_REQUESTS is off';
export const fork = 'it comes from a fork, whose code would get the data of this project';
export const skipMarker = 'marked [skip env]';
export const draft = 'a draft, and BUILD_DRAFT_PULL_REQUESTS is off';
export const beingDeleted = 'it is being deleted on Upsun, and made anew when it is gone';
export const inLine = 'up to date';
export const marks = 'records that this pipe keeps it';
export const httpAuth = 'asks for the user and password of HTTP_AUTH';
export const resting = 'deactivated because it was idle; the next push brings it back';
export const expired = 'idle for longer than PULL_REQUEST_TTL; the next push brings it back';
export const sourceGone = 'its source branch is gone, though the pull request is open';
export const lastDeploymentFailed = 'the last deployment of this commit failed';

export function ownedByOther(repository: string): string {
  return `it belongs to the repository ${repository}`;
}

export const defaultEnvironment = 'it is the default environment, which is never deleted';
export const protectedByName = 'matched by PROTECTED_ENVIRONMENTS';
export const pruneOff = 'its branch is gone, but PRUNE_BRANCHES or FETCH_BRANCHES is off';
export const cannotBeConfirmed =
  'without credentials Bitbucket cannot confirm that its pull request is closed';
export const alreadyBeingDeleted = 'it is being deleted already';

export function childBeingDeleted(child: string): string {
  return `its child ${child} is still being deleted; the next run deletes it`;
}

export function protectedType(type: string): string {
  return `its type is ${type}, and only development environments are deleted`;
}

export function gone(purpose: Purpose): string {
  return purpose.kind === 'branch'
    ? 'its branch no longer exists on Bitbucket'
    : `pull request ${purpose.id} is no longer open`;
}

export function orphaned(parent: string, heir: string): string {
  return `its parent ${parent} is deleted; ${heir} takes its place`;
}

export function listWithoutMainBranch(mainBranch: string | undefined): string {
  return `Bitbucket's list of branches lacks the main branch (${mainBranch ?? 'which is unknown'}), so it cannot be relied on.`;
}

/** `limit` counts environments beside production, active and paused ones together. */
export function noRoom({ taken, limit }: { taken: number; limit: number }, onLimit: string): string {
  const found = onLimit === 'evict' ? ', and none that may make room' : '';
  return `no room: ${taken} of the ${limit} environments that the plan allows are active or paused${found}`;
}

export function evicted(heir: string): string {
  return `the longest idle one: it makes room for ${heir}; the next push brings it back`;
}

export function resync(parent: string): string {
  return `the data of ${parent} again`;
}

export function mergeConflict({ source, target }: PullRequest, files: readonly string[]): string {
  return `${source.name} does not merge into ${target}: conflict in ${files.join(', ')}. Merge ${target} into it and push`;
}

export function tooManyDeletions(count: number, limit: number): string {
  return `The plan would delete ${count} environments, and MAX_DELETIONS is ${limit}.`;
}

export function targetNotIncluded(target: string): string {
  return `its target ${target} is not matched by PULL_REQUEST_TARGETS`;
}

export function pullRequestClosed({ id, state }: PullRequest): string {
  return `pull request ${id} is ${state.toLowerCase()}`;
}

export function pullRequest(id: number, parent: Parent, clonesData: boolean): string {
  const data = clonesData ? `data from ${parent.id}` : `no data from ${parent.id}`;
  const explanation = {
    'target has data': '',
    'target has no environment': ` (${parent.target} has no environment)`,
    'target descends from it': ` (${parent.target} descends from it)`,
    'target has no data': ` (${parent.target} is not active and has no data to copy)`,
  }[parent.because];
  return `pull request ${id} is open; ${data}${explanation}`;
}

export function superseded(commit: string, tip: string): string {
  return `${short(commit)} is superseded by ${short(tip)}`;
}

export function newCommit(from: string | null, to: string): string {
  return from ? `${short(from)} → ${short(to)}` : `first commit ${short(to)}`;
}

export function notActive(status: EnvironmentStatus): string {
  return `it is ${status} and should be active`;
}

export function running(activity: Activity): string {
  return `${activity.type} of this commit is ${activity.state === 'pending' ? 'waiting for its turn' : 'running'}`;
}

export function stored(status: EnvironmentStatus): string {
  return `up to date and ${status}`;
}

export function changed(what: readonly string[]): string {
  return what.join(', ');
}

export function defaultBranchDiffers(mainBranch: string, defaultBranch: string, project: string): string {
  return (
    `Bitbucket's main branch is ${mainBranch}, the default branch of Upsun project ${project} is ${defaultBranch}. ` +
    `Until they bear one name, ${mainBranch} is treated as any branch. To mend it: ` +
    `upsun project:info default_branch ${mainBranch} --project ${project}`
  );
}
