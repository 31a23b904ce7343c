/** The settings that decide what should exist, each under its own name. */
export interface Policy {
  fetchBranches: boolean;
  branches: readonly string[];
  excludeBranches: readonly string[];
  activateBranches: readonly string[];
  /** `on-request`: only of those that ask for it. */
  buildPullRequests: boolean | 'on-request';
  buildDraftPullRequests: boolean;
  buildForkPullRequests: boolean;
  buildPullRequestsPostMerge: boolean;
  pullRequestTargets: readonly string[];
  pullRequestSources: readonly string[];
  pullRequestPaths: readonly string[];
  pullRequestParent: string | undefined;
  pullRequestsCloneParentData: boolean;
  resyncPullRequests: boolean;
  httpAuth: HttpAuth | undefined;
  previewVariables: readonly PreviewVariable[];
  /** Production is backed up before a deployment to it. */
  backup: boolean;
  failOnHookError: boolean;
  /** Production follows these tags, if there are any, and no branch. */
  releaseTags: readonly string[];
  onLimit: 'warn' | 'fail' | 'evict';
  /** Repositories that this one replaces. */
  takeOver: readonly string[];
  /**
   * No setting, but a trait of the command: bring back what was deactivated because nobody used it, and take the place
   * of another, although nothing was pushed since.
   */
  wakesIdle: boolean;
}

/** A variable of every pull request environment, before its placeholders are filled in. */
export interface PreviewVariable {
  name: string;
  value: string;
  /** Of a secret value, to compare it with one that cannot be read. */
  fingerprint: string | undefined;
}

/** Whom the site of an environment lets in. */
export interface HttpAuth {
  user: string;
  password: string;
}

/** The settings that decide what may be deleted, each under its own name. */
export interface CleanupPolicy {
  fetchBranches: boolean;
  pruneBranches: boolean;
  pruneUnmanaged: boolean;
  /** Repositories that this one replaces. */
  takeOver: readonly string[];
  protectedEnvironments: readonly string[];
  maxDeletions: number;
  /** How long the environment of a pull request may be idle, in milliseconds. */
  pullRequestTtl: number | undefined;
}
