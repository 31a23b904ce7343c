/** What a CI says of a run. What it does not say, or says of something else, is left out and asked of Bitbucket. */
export interface Ci {
  name: 'Bitbucket Pipelines' | 'Jenkins' | 'Bamboo' | 'TeamCity';
  /** `workspace/slug`, on Data Center `PROJECT/slug` or `~user/slug` */
  repository?: string | undefined;
  repositoryUuid?: string | undefined;
  /** The source branch where there is a pull request; nothing where that branch is in another repository. */
  branch?: string | undefined;
  tag?: string | undefined;
  /** The tip of that branch, never a commit that only the CI has. */
  commit?: string | undefined;
  pullRequest?: { id: number; target: string | undefined } | undefined;
  /** The run is for a branch, and nothing shows that this CI starts any for pull requests. */
  branchesOnly?: boolean;
  sourceDirectory?: string | undefined;
  /** The page of this step, for links. */
  runUrl?: string | undefined;
  insidePipe?: boolean;
}

/** The part of it that a run was started for. */
export type Subject = Pick<Ci, 'branch' | 'tag' | 'commit' | 'pullRequest' | 'branchesOnly'>;

export function present(value: string | undefined): string | undefined {
  return value?.trim() || undefined;
}

export function pullRequestId(value: string | undefined): number | undefined {
  return /^[1-9]\d*$/.test(value?.trim() ?? '') ? Number(value) : undefined;
}

/** Webhooks of Bitbucket Cloud abbreviate hashes, and what is pushed takes a whole one. */
export function wholeHash(value: string | undefined): string | undefined {
  const hash = value?.trim() ?? '';
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(hash) ? hash : undefined;
}
