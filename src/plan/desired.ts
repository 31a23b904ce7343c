import { matches } from './globs.ts';
import { ownershipMap } from './ownership.ts';
import { chooseParent } from './parent.ts';
import { isPreviewId, previewId } from './preview.ts';
import type { HttpAuth, Policy } from './policy.ts';
import type { Reason } from './reasons.ts';
import type { Branch, Environment, Merge, Project, PullRequest, Repository, Room } from './world.ts';

/** An environment as it should be. What is `undefined` is left as it is. */
export interface DesiredEnvironment {
  id: string;
  commit: string;
  active: boolean;
  /** `undefined` for production, which has none. */
  parent: string | undefined;
  /** Somebody who moves it while it is made has the last word. */
  keepsParent?: true;
  title: string | undefined;
  clonesParentData: boolean | undefined;
  /** The parent's data is copied again before a push. */
  resyncPullRequests: boolean;
  attributes: Readonly<Record<string, string>>;
  httpAuth: HttpAuth | undefined;
  reason: Reason;
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

/** What is being deleted would have to be created again. */
function isThere(environment: Environment | undefined): boolean {
  return environment !== undefined && environment.status !== 'deleting';
}

/** What should exist for a branch. */
export function desireBranch(branch: Branch, snapshot: Snapshot, policy: Policy): Desire {
  const id = branch.name;
  const { defaultBranch } = snapshot.project;
  if (!policy.fetchBranches) return unwanted(id, { code: 'branches-off' });
  if (isPreviewId(id)) return unwanted(id, { code: 'reserved-name' });
  if (!matches(id, policy.branches)) return unwanted(id, { code: 'branch-not-included' });
  if (matches(id, policy.excludeBranches)) return unwanted(id, { code: 'branch-excluded' });

  const isProduction = id === defaultBranch;
  const active = isProduction || matches(id, policy.activateBranches);
  const purpose = { kind: 'branch', branch: id } as const;
  return wanted({
    id,
    commit: branch.commit,
    active,
    // Production is pushed to and otherwise left alone: it is never ours to mark, move or title. An environment that is
    // there keeps its parent: below production, the next previews would take production's data.
    parent: isProduction || isThere(snapshot.environments.get(id)) ? undefined : defaultBranch,
    keepsParent: true,
    attributes: isProduction ? {} : ownershipMap(snapshot.repository, id, purpose),
    title: undefined,
    clonesParentData: undefined,
    resyncPullRequests: false,
    httpAuth: undefined,
    reason: { code: isProduction ? 'production' : active ? 'active-branch' : 'branch' },
  });
}

/** What should exist for a pull request. `merge` is its merge result, where that is what shall be built. */
export function desirePullRequest(
  pullRequest: PullRequest,
  snapshot: Snapshot,
  policy: Policy,
  merge?: Merge,
): Desire {
  const id = previewId(pullRequest.id);
  const { commit } = pullRequest.source;
  if (!commit) return unwanted(id, { code: 'branch-gone' });
  const exists = isThere(snapshot.environments.get(id));
  const refusal = refusePullRequest(pullRequest, exists, policy);
  if (refusal) return unwanted(id, refusal);

  const { environments, project } = snapshot;
  const parent = chooseParent(id, pullRequest.target, environments, project.defaultBranch);
  return wanted({
    id,
    commit: merge?.kind === 'merged' ? merge.commit : commit,
    active: true,
    parent: parent.id,
    title: titleOf(pullRequest, exists),
    clonesParentData: policy.pullRequestsCloneParentData,
    resyncPullRequests: policy.resyncPullRequests,
    attributes: ownershipMap(snapshot.repository, id, {
      kind: 'pull-request',
      id: pullRequest.id,
      branch: pullRequest.source.name,
    }),
    httpAuth: policy.httpAuth,
    reason: {
      code: 'pull-request',
      id: pullRequest.id,
      parent,
      clonesParentData: policy.pullRequestsCloneParentData,
    },
  });
}

function refusePullRequest(pullRequest: PullRequest, exists: boolean, policy: Policy): Reason | undefined {
  if (pullRequest.state !== 'OPEN')
    return { code: 'pull-request-closed', id: pullRequest.id, state: pullRequest.state };
  if (!policy.buildPullRequests) return { code: 'pull-requests-off' };
  if (pullRequest.fork && !policy.buildForkPullRequests) return { code: 'fork' };
  if (hasMarker(pullRequest, 'skip env')) return { code: 'skip-marker' };
  if (!matches(pullRequest.target, policy.pullRequestTargets))
    return { code: 'target-not-included', target: pullRequest.target };
  // Work taken back to draft keeps its preview: an off switch for drafts decides only what is created.
  if (pullRequest.draft && !policy.buildDraftPullRequests && !exists) return { code: 'draft' };
  return undefined;
}

/** Whether a pull request carries a word in brackets, in its title or description. */
export function hasMarker({ title, description }: PullRequest, marker: 'skip env' | 'keep env'): boolean {
  return `${title ?? ''} ${description}`.toLowerCase().includes(`[${marker}]`);
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
