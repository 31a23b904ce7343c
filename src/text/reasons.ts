import type { EnvironmentChanges } from '../plan/world.ts';
import type { OthersClaim } from '../plan/ownership.ts';
import type { Parent } from '../plan/parent.ts';
import type { Note, Reason, Refusal, Rollback } from '../plan/reasons.ts';
import { short } from './commits.ts';
import { oneLine } from './plain-text.ts';

/** A reason of a plan in the words of its table. */
export function wordReason(reason: Reason): string {
  switch (reason.code) {
    case 'branches-off':
      return 'FETCH_BRANCHES is off';
    case 'reserved-name':
      return 'branches named pr-<number> get no environment: the name is kept for pull requests';
    case 'branch-not-included':
      return 'not matched by BRANCHES';
    case 'branch-excluded':
      return 'matched by EXCLUDE_BRANCHES';
    case 'branch-gone':
      return 'the branch no longer exists on Bitbucket';
    case 'pull-requests-off':
      return 'BUILD_PULL_REQUESTS is off';
    case 'fork':
      return 'it comes from a fork, whose code would get the data of this project';
    case 'skip-marker':
      return 'marked [skip env]';
    case 'draft':
      return 'a draft, and BUILD_DRAFT_PULL_REQUESTS is off';
    case 'source-gone':
      return 'its source branch is gone, though the pull request is open';
    case 'target-not-included':
      return `its target ${reason.target} is not matched by PULL_REQUEST_TARGETS`;
    case 'source-not-included':
      return `its source ${reason.source} is not matched by PULL_REQUEST_SOURCES`;
    case 'paths-not-included':
      return 'it changes no file that PULL_REQUEST_PATHS matches';
    case 'not-requested':
      return reason.unread
        ? 'BUILD_PULL_REQUESTS is on-request, and without credentials for Bitbucket nothing tells whether it is marked [env]'
        : 'not marked [env], and BUILD_PULL_REQUESTS is on-request';
    case 'files-unreadable':
      return reason.problem;
    case 'parent-missing':
      return `the environment ${reason.parent}, which PULL_REQUEST_PARENT names, does not exist on Upsun. Create it, or change PULL_REQUEST_PARENT`;
    case 'parent-descends':
      return `the environment ${reason.parent}, which PULL_REQUEST_PARENT names, cannot be its parent: it is this environment itself or below it. Change PULL_REQUEST_PARENT`;
    case 'pull-request-closed':
      return `pull request ${reason.id} is ${reason.state.toLowerCase()}`;
    case 'superseded':
      return `${short(reason.commit)} is superseded by ${short(reason.tip)}`;
    case 'follows-releases':
      return `production follows the tags of RELEASE_TAGS; a push to ${reason.branch} does not deploy it`;
    case 'tag-gone':
      return `the tag ${reason.tag} no longer exists on Bitbucket`;
    case 'tag-moved': {
      const { tag, commit, tip } = reason;
      return `the tag ${tag} was moved from ${short(commit)} to ${short(tip)}`;
    }
    case 'not-forward': {
      const { tag, commit, live } = reason;
      return `refused: ${tag} (${short(commit)}) does not descend from ${short(live)}, which is live`;
    }
    case 'owned-by-other':
      return `it belongs to ${wordOwner(reason)}; if this repository replaces that one, set TAKE_OVER to its name`;
    case 'made-for-another':
      return `it belongs to ${wordOwner(reason)}, where it was made for something else; delete it on Upsun if nobody needs it`;
    case 'name-in-the-way': {
      const { id, other } = reason;
      return `Git cannot have a branch ${id} beside the branch ${other}, which Upsun already has. Rename the branch ${id}, or delete the environment ${other} if it is no longer needed`;
    }
    case 'merge-impossible':
      return reason.problem;
    case 'merge-conflict': {
      const { source, target, files } = reason;
      return `${source} does not merge into ${target}: conflict in ${files.map(oneLine).join(', ')}. Merge ${target} into it and push`;
    }
    case 'no-room': {
      const { room, wantedToEvict } = reason;
      const found = wantedToEvict ? ', and none that may make room' : '';
      if ('said' in room) return `no room: Upsun says "${room.said}"${found}`;
      return `no room: ${room.taken} of the ${room.limit} environments that the plan allows are active or paused${found}`;
    }
    case 'production':
      return "the project's default branch";
    case 'branch':
      return 'a branch of the repository; its environment starts inactive';
    case 'active-branch':
      return 'a branch matched by ACTIVATE_BRANCHES';
    case 'pull-request': {
      const { id, parent, clonesParentData } = reason;
      const hasData = clonesParentData && parent.because !== 'it is set and has no data';
      return `pull request ${id} is open; ${hasData ? 'data' : 'no data'} from ${parent.id}${wordParent(parent)}`;
    }
    case 'stored-without-room':
      return `${wordReason(reason.wanted)}; ${wordReason(reason.noRoom)}`;
    case 'backup':
      return 'BACKUP is on: before anything is pushed';
    case 'being-deleted':
      return 'it is being deleted on Upsun, and made anew when it is gone';
    case 'up-to-date':
      return 'up to date';
    case 'last-deployment-failed':
      return 'the last deployment of this commit failed';
    case 'resting':
      return 'deactivated because it was idle; the next push brings it back';
    case 'stored':
      return `up to date and ${reason.status}`;
    case 'not-active':
      return `it is ${reason.status} and should be active${wordLack(reason.withoutData)}`;
    case 'new-commit':
      return reason.from
        ? `${short(reason.from)} → ${short(reason.to)}${wordLack(reason.withoutData)}`
        : `first commit ${short(reason.to)}`;
    case 'release': {
      const { tag, from, to, isHotfix } = reason;
      const what = from ? `${short(from)} → ${short(to)}` : `first commit ${short(to)}`;
      return `release ${tag}: ${what}${isHotfix ? ', which is on no branch' : ''}`;
    }
    case 'rollback':
      return wordRollback(reason.rollback);
    case 'resync':
      return `the data of ${reason.parent} again`;
    case 'variables':
      return wordVariables(reason.set, reason.removed);
    case 'running':
      return `${reason.activity} of this commit is ${reason.waiting ? 'waiting for its turn' : 'running'}`;
    case 'changed':
      return wordChanges(reason.changes, reason.adoptedFrom);
    case 'expired':
      return 'idle for longer than PULL_REQUEST_TTL; the next push brings it back';
    case 'gone':
      return reason.purpose.kind === 'branch'
        ? 'its branch no longer exists on Bitbucket'
        : `pull request ${reason.purpose.id} is no longer open`;
    case 'evicted':
      return `the longest idle one: it makes room for ${reason.heir}; the next push brings it back`;
    case 'orphaned':
      return `its parent ${reason.parent} is deleted; ${reason.heir} takes its place`;
    case 'parent-stays':
      return `moved back below ${reason.parent}, which stays`;
    case 'default-environment':
      return 'it is the default environment, which is never deleted';
    case 'protected-by-name':
      return 'matched by PROTECTED_ENVIRONMENTS';
    case 'prune-off':
      return 'its branch is gone, but PRUNE_BRANCHES or FETCH_BRANCHES is off';
    case 'deletions-off':
      return 'it would be deleted, but MAX_DELETIONS is 0';
    case 'cannot-be-confirmed':
      return 'without credentials Bitbucket cannot confirm that its pull request is closed';
    case 'already-being-deleted':
      return 'it is being deleted already';
    case 'child-being-deleted':
      return `its child ${reason.child} is still being deleted; the next run deletes it`;
    case 'left-behind':
      return `it belongs to ${reason.repository}, which TAKE_OVER names, and no branch or open pull request here matches it; delete it on Upsun if nobody needs it`;
    case 'protected-type':
      return `its type is ${reason.type}, and only development environments are deleted`;
  }
}

/** What was taken back, and for how long. */
export function wordRollback({ from, to, until }: Rollback): string {
  const next = until.next === 'release' ? 'release' : `run for ${until.branch}, reconcile included`;
  return `rollback from ${short(from)} to ${short(to)}, until the next ${next}`;
}

function wordParent({ because, target }: Parent): string {
  switch (because) {
    case 'target has data':
      return '';
    case 'target has no environment':
      return ` (${target} has no environment)`;
    case 'target descends from it':
      return ` (${target} descends from it)`;
    case 'target has no data':
      return ` (${target} is not active and has no data to copy)`;
    case 'it is set':
      return ' (PULL_REQUEST_PARENT)';
    case 'it is set and has no data':
      return ' (PULL_REQUEST_PARENT), which is not active and has none to copy';
  }
}

function wordLack(parent: string | undefined): string {
  return parent === undefined ? '' : `; no data from ${parent}, which is not active and has none to copy`;
}

function wordOwner({ repository, isFormer }: OthersClaim): string {
  return isFormer ? `an earlier repository of the name ${repository}` : `the repository ${repository}`;
}

function wordChanges(
  { parent, title, clonesParentData, httpAccess, attributes }: EnvironmentChanges,
  adoptedFrom: string | undefined,
): string {
  return [
    ...(adoptedFrom ? [`adopt from ${adoptedFrom}, which TAKE_OVER names`] : []),
    ...(parent === undefined ? [] : [`parent becomes ${parent}`]),
    ...(title === undefined ? [] : [`title becomes "${title}"`]),
    ...(clonesParentData === undefined
      ? []
      : [clonesParentData ? "takes the parent's data" : "takes none of the parent's data"]),
    ...(httpAccess ? ['asks for the user and password of HTTP_AUTH'] : []),
    ...(attributes && !adoptedFrom ? ['records that this pipe keeps it'] : []),
  ].join(', ');
}

function wordVariables(set: readonly string[], removed: readonly string[]): string {
  const words = [
    ...(set.length > 0 ? [`sets ${set.join(', ')}`] : []),
    ...(removed.length > 0 ? [`removes ${removed.join(', ')}`] : []),
  ];
  return words.join('; ') || 'records which variables this pipe keeps';
}

/** Why a whole plan to clean up is refused, as a sentence. */
export function wordRefusal(refusal: Refusal): string {
  switch (refusal.code) {
    case 'list-without-main-branch': {
      const name = refusal.mainBranch ?? 'which is unknown';
      return `Bitbucket's list of branches lacks the main branch (${name}), so it cannot be relied on.`;
    }
    case 'too-many-deletions':
      return `The plan would delete ${refusal.count} environments, and MAX_DELETIONS is ${refusal.limit}.`;
  }
}

/** What is odd about the project, with the command that fixes it. */
export function wordNote({ mainBranch, defaultBranch, project }: Note): string {
  return (
    `Bitbucket's main branch is ${mainBranch}, the default branch of Upsun project ${project} is ${defaultBranch}. ` +
    `Until the names match, ${mainBranch} is treated like any other branch. To fix this, run: ` +
    `upsun project:info default_branch ${mainBranch} --project ${project}`
  );
}
