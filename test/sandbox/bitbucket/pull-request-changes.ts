import { git } from './git.ts';
import { now, type PullRequest, type State } from './state.ts';

export interface NewPullRequest {
  source: string;
  /** The main branch where it is left out. */
  target?: string;
  title?: string;
  description?: string;
  draft?: boolean;
  /** The full name of the fork that the source branch lies in; `null`: a fork that is deleted since. */
  fork?: string | null;
}

export interface PullRequestChanges {
  title?: string;
  description?: string;
  draft?: boolean;
  target?: string;
  fork?: string | null;
  /** The tip of a fork's branch, which only the fork knows. */
  sourceCommit?: string;
  /** Pretends that the last change was at another time than now. */
  updatedOn?: string;
}

export interface MergeOptions {
  strategy?: 'merge' | 'squash';
  closeSourceBranch?: boolean;
}

/**
 * Opens a pull request and returns its id. Where only a fork knows the source branch, that stands at the target's
 * commit.
 */
export async function openPullRequest(state: State, wanted: NewPullRequest): Promise<number> {
  return addPullRequest(state, wanted, await branchTips(state));
}

/** Opens any number of pull requests, asking git only once, and returns their ids. */
export async function openPullRequests(state: State, wanted: readonly NewPullRequest[]): Promise<number[]> {
  const tips = await branchTips(state);
  return wanted.map((one) => addPullRequest(state, one, tips));
}

function addPullRequest(state: State, wanted: NewPullRequest, tips: ReadonlyMap<string, string>): number {
  const { source, target = state.mainBranch, title = `Change ${source}`, description = '' } = wanted;
  const targetCommit = tips.get(target);
  const sourceTip = tips.get(source);
  const sourceCommit = wanted.fork === undefined ? sourceTip : (sourceTip ?? targetCommit);
  if (!targetCommit || !sourceCommit) throw new Error(`No branch ${targetCommit ? source : target}`);
  const id = state.pullRequests.length + 1;
  state.pullRequests.push({
    id,
    title,
    description,
    state: 'OPEN',
    draft: wanted.draft ?? false,
    source,
    sourceCommit,
    ...(wanted.fork === undefined ? {} : { fork: wanted.fork }),
    target,
    targetCommit,
    closeSourceBranch: false,
    createdOn: now(),
    updatedOn: now(),
  });
  return id;
}

/** Brings open pull requests up to date with their branches. One whose branch is gone keeps its last commit. */
export async function refresh(state: State): Promise<void> {
  const open = state.pullRequests.filter((pullRequest) => pullRequest.state === 'OPEN');
  if (open.length === 0) return;
  const tips = await branchTips(state);
  for (const pullRequest of open) {
    pullRequest.targetCommit = tips.get(pullRequest.target) ?? pullRequest.targetCommit;
    const tip = pullRequest.fork === undefined ? tips.get(pullRequest.source) : undefined;
    if (!tip || tip === pullRequest.sourceCommit) continue;
    pullRequest.sourceCommit = tip;
    pullRequest.updatedOn = now();
  }
}

/** Closes a pull request without merging it. */
export async function closePullRequest(
  state: State,
  id: number,
  outcome: 'DECLINED' | 'SUPERSEDED',
): Promise<void> {
  const pullRequest = await openOne(state, id);
  Object.assign(pullRequest, { state: outcome, updatedOn: now() });
}

/** Merges a pull request into its target for real, and returns the commit that did it. */
export async function mergePullRequest(state: State, id: number, options: MergeOptions): Promise<string> {
  const { strategy = 'merge', closeSourceBranch = false } = options;
  const pullRequest = await openOne(state, id);
  const { source, sourceCommit, target, targetCommit } = pullRequest;
  const parents = strategy === 'squash' ? [targetCommit] : [targetCommit, sourceCommit];
  const message = `Merged in ${source} (pull request #${id})\n\n${pullRequest.title}`;
  const mergeCommit = await commitMerge(state, { targetCommit, sourceCommit, parents, message });
  await state.repository.setBranch(target, mergeCommit);
  if (closeSourceBranch) await state.repository.deleteBranch(source);
  Object.assign(pullRequest, { state: 'MERGED', mergeCommit, closeSourceBranch, updatedOn: now() });
  return mergeCommit;
}

/** The tip of each branch, by its name. */
export async function branchTips({ repository }: Pick<State, 'repository'>): Promise<Map<string, string>> {
  const branches = await repository.branches();
  return new Map(branches.map(({ name, commit }) => [name, commit]));
}

/** Makes the commit that merges one commit into another, whatever parents it gets. */
export async function commitMerge(
  { repository }: Pick<State, 'repository'>,
  merge: { targetCommit: string; sourceCommit: string; parents: string[]; message: string },
): Promise<string> {
  const tree = await git(repository.path, [
    'merge-tree',
    '--write-tree',
    merge.targetCommit,
    merge.sourceCommit,
  ]);
  const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com'];
  const parents = merge.parents.flatMap((parent) => ['-p', parent]);
  return git(repository.path, [...identity, 'commit-tree', tree, '-m', merge.message, ...parents]);
}

async function openOne(state: State, id: number): Promise<PullRequest> {
  await refresh(state);
  const pullRequest = pullRequestById(state, id);
  if (pullRequest.state !== 'OPEN') throw new Error(`Pull request ${id} is ${pullRequest.state}`);
  return pullRequest;
}

/** A pull request that the caller knows to exist. */
export function pullRequestById<Known extends { id: number }>(
  { pullRequests }: { pullRequests: readonly Known[] },
  id: number,
): Known {
  const found = pullRequests.find((pullRequest) => pullRequest.id === id);
  if (!found) throw new Error(`No pull request ${id}`);
  return found;
}
