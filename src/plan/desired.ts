import { matches } from './globs.ts';
import { ownershipMap } from './ownership.ts';
import { isThere } from './live.ts';
import { type Placement, place } from './placement.ts';
import { refuse, refuseCreation } from './eligibility.ts';
import { isPreviewId, previewId } from './preview.ts';
import type { HttpAuth, Policy } from './policy.ts';
import type { Reason } from './reasons.ts';
import { sameCommit } from './commit.ts';
import { type DesiredVariable, variablesFor } from './variables.ts';
import type {
  Branch,
  ChangedFiles,
  Environment,
  Merge,
  Project,
  PullRequest,
  Repository,
  Room,
} from './world.ts';

/** An environment as it should be. What is `undefined` is left as it is. */
export interface DesiredEnvironment extends Placement {
  id: string;
  commit: string;
  active: boolean;
  /** Somebody who moves it while it is made has the last word. */
  keepsParent?: true;
  title: string | undefined;
  /** The parent's data is copied again before a push. */
  resyncPullRequests: boolean;
  attributes: Readonly<Record<string, string>>;
  httpAuth: HttpAuth | undefined;
  /** Those of PREVIEW_VARIABLES, filled in. */
  variables: readonly DesiredVariable[];
  reason: Reason;
  /** Why it gets another commit, where that is more than a new one of its branch. */
  whyMoved?: Reason;
}

export type Desire =
  | { kind: 'wanted'; environment: DesiredEnvironment }
  | { kind: 'unwanted'; id: string; reason: Reason };

/** What a plan is made for: the project and repository, and the environments that exist, by id. */
export interface Snapshot {
  project: Project;
  repository: Repository;
  environments: ReadonlyMap<string, Environment>;
  /** What a plan for the whole project leaves for one environment. */
  allotted?: Room;
}

/** What should exist for a branch. */
export function desireBranch(branch: Branch, snapshot: Snapshot, policy: Policy): Desire {
  const id = branch.name;
  const { defaultBranch } = snapshot.project;
  const isProduction = id === defaultBranch;
  if (isProduction && policy.releaseTags.length > 0)
    return unwanted(id, { code: 'follows-releases', branch: id });
  if (!policy.fetchBranches) return unwanted(id, { code: 'branches-off' });
  if (isPreviewId(id)) return unwanted(id, { code: 'reserved-name' });
  if (!matches(id, policy.branches)) return unwanted(id, { code: 'branch-not-included' });
  if (matches(id, policy.excludeBranches)) return unwanted(id, { code: 'branch-excluded' });

  if (isProduction) return desireProduction(id, branch.commit);
  const active = matches(id, policy.activateBranches);
  const purpose = { kind: 'branch', branch: id } as const;
  return wanted({
    id,
    commit: branch.commit,
    active,
    // An environment that is there keeps its parent: below production, the next previews would take production's data.
    parent: isThere(snapshot.environments.get(id)) ? undefined : defaultBranch,
    keepsParent: true,
    attributes: ownershipMap(snapshot.repository, id, purpose),
    ...ofNoPreview,
    reason: { code: active ? 'active-branch' : 'branch' },
  });
}

/** Production is pushed to and otherwise left alone: it is never ours to mark, move or title. */
export function desireProduction(id: string, commit: string): Desire {
  const parent = undefined;
  const reason = { code: 'production' } as const;
  return wanted({
    id,
    commit,
    active: true,
    parent,
    keepsParent: true,
    attributes: {},
    ...ofNoPreview,
    reason,
  });
}

const ofNoPreview = {
  title: undefined,
  clonesParentData: undefined,
  resyncPullRequests: false,
  httpAuth: undefined,
  variables: [],
} as const;

/** What should exist for a pull request. `merge` is its merge result, where that is what shall be built. */
export function desirePullRequest(
  pullRequest: PullRequest,
  snapshot: Snapshot,
  policy: Policy,
  { merge, files }: { merge?: Merge; files?: ChangedFiles } = {},
): Desire {
  const id = previewId(pullRequest.id);
  const { commit } = pullRequest.source;
  if (!commit) return unwanted(id, { code: 'branch-gone' });
  const exists = isThere(snapshot.environments.get(id));
  const refusal =
    refuse(pullRequest, policy) ?? (exists ? undefined : refuseCreation(pullRequest, files, policy));
  if (refusal) return unwanted(id, refusal);

  const built = merge?.kind === 'merged' ? merge.commit : commit;
  // Lists of pull requests abbreviate commits, and what is there already is no difference.
  const head = snapshot.environments.get(id)?.headCommit;
  const wholeCommit = head && sameCommit(head, built) ? head : built;
  return wanted({
    ...place(pullRequest, snapshot.environments, snapshot.project.defaultBranch, policy),
    id,
    commit: built,
    active: true,
    title: titleOf(pullRequest, exists),
    resyncPullRequests: policy.resyncPullRequests,
    attributes: ownershipMap(snapshot.repository, id, {
      kind: 'pull-request',
      id: pullRequest.id,
      branch: pullRequest.source.name,
    }),
    httpAuth: policy.httpAuth,
    variables: variablesFor(pullRequest, wholeCommit, policy.previewVariables),
  });
}

function titleOf({ id, title }: PullRequest, exists: boolean): string | undefined {
  if (title === undefined) return exists ? undefined : `PR ${id}`;
  // A push option cannot carry a line break, and no page shows other control characters.
  return `PR ${id}: ${title.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim()}`;
}

function wanted(environment: DesiredEnvironment): Desire {
  return { kind: 'wanted', environment };
}

function unwanted(id: string, reason: Reason): Desire {
  return { kind: 'unwanted', id, reason };
}
