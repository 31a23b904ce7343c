import type { CommitHash } from '../plan/commit.ts';

/**
 * What a CI started a run for. What it does not say, or says of something else, is left out and asked of Bitbucket.
 */
export interface BuildTarget {
  /** The source branch where there is a pull request; nothing where that branch is in another repository. */
  branch?: string | undefined;
  tag?: string | undefined;
  /** The tip of that branch, never a commit that only the CI has. */
  commit?: CommitHash | undefined;
  pullRequest?: { id: number; target: string | undefined } | undefined;
  /** The run is for a branch, and nothing shows that this CI starts any for pull requests. */
  branchesOnly?: boolean;
}

/** All that a CI says of a run. */
export interface Ci extends BuildTarget {
  name: string;
  /** `workspace/slug`, on Data Center `PROJECT/slug` or `~user/slug` */
  repository?: string | undefined;
  repositoryUuid?: string | undefined;
  sourceDirectory?: string | undefined;
  /** The page of this step, for links. */
  runUrl?: string | undefined;
  insidePipe?: boolean;
  /** How a user has a run name what to deploy, where starting it on a branch is not enough. */
  howToName?: string;
}

/** The value without the blanks around it; `undefined` where nothing else is in it. */
export function nonEmpty(value: string | undefined): string | undefined {
  return value?.trim() || undefined;
}

export function pullRequestId(value: string | undefined): number | undefined {
  return /^[1-9]\d*$/.test(value?.trim() ?? '') ? Number(value) : undefined;
}
