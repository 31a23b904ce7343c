/** A repository on Bitbucket, as it is and not as anybody reads it. */

export interface Commit {
  hash: string;
  /** What of its deployment fails, however often it is tried. */
  fails: 'build' | 'deploy' | 'post_deploy' | undefined;
  parent?: string | undefined;
}

export interface PullRequest {
  id: number;
  title: string;
  state: 'OPEN' | 'MERGED' | 'DECLINED' | 'SUPERSEDED';
  draft: boolean;
  source: string;
  target: string;
  /** Tip of the source; kept when the branch is deleted. */
  commit: string;
  /** The source is a branch of another repository. */
  fork: boolean;
  updatedAt: number;
  /** Since when it is no longer open. */
  closedAt: number | undefined;
}

export interface Status {
  key: string;
  state: 'INPROGRESS' | 'SUCCESSFUL' | 'FAILED' | 'STOPPED';
  description: string;
  url: string;
  /** The run that wrote it. */
  by: number;
}

export interface Repository {
  fullName: string;
  uuid: string;
  mainBranch: string;
  branches: Map<string, string>;
  /** When a branch of this name was last deleted, and last made. */
  deletedAt: Map<string, number>;
  madeAt: Map<string, number>;
  /** Every tip that a branch, or a pull request such as `#1`, ever had, oldest first. */
  tips: Map<string, string[]>;
  tags: Map<string, string>;
  /** Every commit that a tag ever named. */
  tagged: Set<string>;
  commits: Map<string, Commit>;
  pullRequests: Map<number, PullRequest>;
  /** By commit and key. */
  statuses: Map<string, Map<string, Status>>;
  comments: Map<number, { id: number; text: string }[]>;
}

export function createRepository(fullName: string, uuid: string): Repository {
  return {
    fullName,
    uuid,
    mainBranch: 'main',
    branches: new Map(),
    deletedAt: new Map(),
    madeAt: new Map(),
    tips: new Map(),
    tags: new Map(),
    tagged: new Set(),
    commits: new Map(),
    pullRequests: new Map(),
    statuses: new Map(),
    comments: new Map(),
  };
}

/** What a pull request changes, for as long as it is open. */
export function filesOf({ id }: Pick<PullRequest, 'id'>): string[] {
  return id % 2 === 0 ? ['docs/index.md'] : ['apps/shop/index.html', 'README.md'];
}

/** Moves a branch, or makes it, and with it the pull requests that come from it. */
export function moveBranch(repository: Repository, name: string, commit: Commit, now: number): void {
  if (!repository.branches.has(name)) repository.madeAt.set(name, now);
  commit.parent = repository.branches.get(name) ?? repository.branches.get(repository.mainBranch);
  repository.branches.set(name, commit.hash);
  repository.commits.set(commit.hash, commit);
  remember(repository, name, commit.hash);
  for (const pullRequest of repository.pullRequests.values()) {
    if (pullRequest.state === 'OPEN' && !pullRequest.fork && pullRequest.source === name)
      moveSource(repository, pullRequest, commit, now);
  }
}

export function moveSource(
  repository: Repository,
  pullRequest: PullRequest,
  commit: Commit,
  now: number,
): void {
  repository.commits.set(commit.hash, commit);
  pullRequest.commit = commit.hash;
  pullRequest.updatedAt = now;
  remember(repository, `#${pullRequest.id}`, commit.hash);
}

/** Points a tag at the tip of a branch, or at one that it had before. */
export function setTag(repository: Repository, tag: string, branch: string, back: number): void {
  const commit = repository.tips.get(branch)?.at(-1 - back);
  if (commit === undefined) return;
  repository.tags.set(tag, commit);
  repository.tagged.add(commit);
}

/** Whether a commit is another one, or came after it. */
export function descends({ commits }: Repository, commit: string, ancestor: string): boolean {
  for (let at: string | undefined = commit; at !== undefined; at = commits.get(at)?.parent)
    if (at === ancestor) return true;
  return false;
}

function remember({ tips }: Repository, name: string, hash: string): void {
  tips.set(name, [...(tips.get(name) ?? []), hash]);
}

export function deleteBranch(repository: Repository, name: string, now: number): void {
  if (repository.branches.delete(name)) repository.deletedAt.set(name, now);
}

export function openPullRequest(
  repository: Repository,
  opened: Pick<PullRequest, 'source' | 'target' | 'title' | 'draft' | 'fork'>,
  now: number,
  forkCommit: Commit,
): void {
  const id = repository.pullRequests.size + 1;
  const commit = opened.fork ? forkCommit.hash : repository.branches.get(opened.source);
  if (commit === undefined || !repository.branches.has(opened.target)) return;
  if (opened.fork) repository.commits.set(forkCommit.hash, forkCommit);
  repository.pullRequests.set(id, {
    ...opened,
    id,
    commit,
    state: 'OPEN',
    updatedAt: now,
    closedAt: undefined,
  });
  remember(repository, `#${id}`, commit);
}
