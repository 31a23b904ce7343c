import { git } from '../bitbucket/git.ts';
import {
  branchTips,
  commitMerge,
  type MergeOptions,
  type NewPullRequest,
  type PullRequestChanges,
  pullRequestById,
} from '../bitbucket/pull-request-changes.ts';
import { now } from '../bitbucket/state.ts';
import type { Action, PullRequest, State } from './state.ts';

/**
 * Opens a pull request and returns its id. Where a fork is not among those that the server has, its branch stands at
 * the target's commit.
 */
export async function openPullRequest(state: State, wanted: NewPullRequest): Promise<number> {
  const { source, target = state.mainBranch, title = `Change ${source}`, description = '', fork } = wanted;
  const targetCommit = await state.repository.tip(target);
  const sourceCommit =
    fork === undefined
      ? await state.repository.tip(source)
      : ((await tipInFork(state, source, fork)) ?? targetCommit);
  if (!targetCommit || !sourceCommit) throw new Error(`No branch ${targetCommit ? source : target}`);
  state.opened += 1;
  const pullRequest: PullRequest = {
    id: state.opened,
    version: 0,
    title,
    description,
    state: 'OPEN',
    draft: wanted.draft ?? false,
    source,
    sourceCommit,
    ...(fork === undefined ? {} : { fork }),
    target,
    targetCommit,
    createdOn: now(),
    updatedOn: now(),
  };
  state.pullRequests.push(pullRequest);
  note(state, pullRequest.id, 'OPENED');
  await writeRef(state, pullRequest);
  return pullRequest.id;
}

/** Changes a pull request as an edit or a push does. */
export function updatePullRequest(state: State, id: number, changes: PullRequestChanges): void {
  change(state, pullRequestById(state, id), 'UPDATED', changes);
}

/** Brings open pull requests up to date with their branches. One whose branch is gone keeps its last commit. */
export async function refresh(state: State): Promise<void> {
  const open = state.pullRequests.filter((pullRequest) => pullRequest.state === 'OPEN');
  if (open.length === 0) return;
  const tips = await branchTips(state);
  for (const pullRequest of open) {
    const { source, target, fork } = pullRequest;
    pullRequest.targetCommit = tips.get(target) ?? pullRequest.targetCommit;
    const sourceCommit = fork === undefined ? tips.get(source) : await tipInFork(state, source, fork);
    if (!sourceCommit || sourceCommit === pullRequest.sourceCommit) continue;
    change(state, pullRequest, 'RESCOPED', { sourceCommit });
  }
}

/**
 * Points the ref of a pull request at its commit. The server puts this off until somebody looks at the changes, so that
 * after a push the ref lags behind.
 */
export async function writeRef({ repository }: State, { id, sourceCommit }: PullRequest): Promise<void> {
  if (!(await repository.resolve(sourceCommit))) return;
  await git(repository.path, ['update-ref', `refs/pull-requests/${id}/from`, sourceCommit]);
}

export async function declinePullRequest(state: State, id: number): Promise<void> {
  const pullRequest = await inState(state, id, 'OPEN');
  change(state, pullRequest, 'DECLINED', { state: 'DECLINED', closedOn: now() });
}

export async function reopenPullRequest(state: State, id: number): Promise<void> {
  const pullRequest = await inState(state, id, 'DECLINED');
  delete pullRequest.closedOn;
  change(state, pullRequest, 'REOPENED', { state: 'OPEN' });
}

/** Deletes a pull request, which on Cloud nobody can. */
export function deletePullRequest(state: State, id: number): void {
  const pullRequest = pullRequestById(state, id);
  state.pullRequests = state.pullRequests.filter((one) => one !== pullRequest);
}

/** Merges a pull request into its target for real, and returns the commit that did it. */
export async function mergePullRequest(state: State, id: number, options: MergeOptions): Promise<string> {
  const { strategy = 'merge', closeSourceBranch = false } = options;
  const pullRequest = await inState(state, id, 'OPEN');
  const { source, sourceCommit, target, targetCommit, title } = pullRequest;
  requireBuilds(state, sourceCommit);
  const parents = strategy === 'squash' ? [targetCommit] : [targetCommit, sourceCommit];
  const message = `Pull request #${id}: ${title}`;
  const mergeCommit = await commitMerge(state, { targetCommit, sourceCommit, parents, message });
  await state.repository.setBranch(target, mergeCommit);
  if (closeSourceBranch) await state.repository.deleteBranch(source);
  change(state, pullRequest, 'MERGED', { state: 'MERGED', mergeCommit, closedOn: now() });
  return mergeCommit;
}

/** The merge check "required builds": the newest build of each such parent on the commit was successful. */
function requireBuilds({ statuses, settings }: State, commit: string): void {
  for (const parent of settings.requiredBuilds) {
    const last = statuses.findLast((status) => status.commit === commit && status.parent === parent);
    if (last?.state !== 'SUCCESSFUL') throw new Error(`No successful build of ${parent}`);
  }
}

/** Writes down that something happened to a pull request. */
export function note({ activities }: State, pullRequest: number, action: Action, comment?: number): void {
  const happened = { id: activities.length + 1, pullRequest, action, createdOn: now() };
  activities.push({ ...happened, ...(comment === undefined ? {} : { comment }) });
}

function change(state: State, pullRequest: PullRequest, action: Action, changes: Partial<PullRequest>): void {
  const version = pullRequest.version + 1;
  Object.assign(pullRequest, { updatedOn: now(), version, ...changes });
  note(state, pullRequest.id, action);
}

/** The tip of a fork's branch, with its objects in this repository: a server shares them. */
async function tipInFork(state: State, source: string, fork: string | null): Promise<string | undefined> {
  const repository = state.forks.get(fork ?? '');
  const tip = await repository?.tip(source);
  if (!repository || !tip) return undefined;
  if (!(await state.repository.resolve(tip))) {
    await git(state.repository.path, ['fetch', '--quiet', repository.path, `refs/heads/${source}`]);
  }
  return tip;
}

async function inState(state: State, id: number, wanted: PullRequest['state']): Promise<PullRequest> {
  await refresh(state);
  const pullRequest = pullRequestById(state, id);
  if (pullRequest.state !== wanted) throw new Error(`Pull request ${id} is ${pullRequest.state}`);
  return pullRequest;
}
