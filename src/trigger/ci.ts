import type { CommitHash } from '../plan/commit.ts';

/**
 * What a CI started a run for. What it does not say, or says of something else, is left out and asked of Bitbucket.
 */
export interface BuildTarget {
  /** The source branch where there is a pull request; nothing where that branch is in another repository. */
  branch?: string | undefined;
  tag?: string | undefined;
  /** The tip of that branch or the commit of that tag, never a commit that only the CI has. */
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
  advice?: Partial<CiAdvice>;
}

/** What a user changes in a CI, each as an imperative in the words of that CI. */
export interface CiAdvice {
  /** Where there is no clone. */
  noClone: string;
  /** Where the history of the clone is cut off. */
  shallow: string;
  /** Where several runs change one environment at a time. */
  overlapping: string;
}

/** In the words of no CI. */
export const usualAdvice: CiAdvice = {
  noClone: 'Have the CI check out the repository with git, or set SOURCE_DIR to the directory of the clone.',
  shallow: 'Have the CI clone the whole history, without a limit on its depth.',
  overlapping: 'Let only one build at a time deploy it.',
};

/** The value without the blanks around it; `undefined` where nothing else is in it. */
export function nonEmpty(value: string | undefined): string | undefined {
  return value?.trim() || undefined;
}

export function pullRequestId(value: string | undefined): number | undefined {
  return /^[1-9]\d*$/.test(value?.trim() ?? '') ? Number(value) : undefined;
}
