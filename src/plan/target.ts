import { previewId } from './preview.ts';
import type { Branch, ChangedFiles, Merge, PullRequest, Tip } from './world.ts';

/** What an environment is for. */
export type Target =
  /** `newest`: the tip of the branch, where `tip` is an older commit that is deployed on purpose. */
  | { kind: 'branch'; name: string; tip: Branch | undefined; newest?: string }
  | Release
  /**
   * `merge`: what merging it comes to, where that is to be built. `files`: what it changes, where that decides whether
   * it gets an environment.
   */
  | { kind: 'pull-request'; pullRequest: PullRequest; merge?: Merge; files?: ChangedFiles };

/** Production at the commit of a tag. */
export interface Release {
  kind: 'release';
  tag: string;
  /** The default environment. */
  environment: string;
  /** `ref` is where the commit is fetched from. Without a commit, the tag no longer exists. */
  tip: Tip & { ref: string };
  /** How its commit stands to what is live; only where it is the one that the run is for. */
  standing?: Standing | undefined;
}

/** `forward`: it descends from what is live, or is that. `hotfix`: the same, and it is on no branch. */
export type Standing = 'forward' | 'hotfix' | 'elsewhere';

export function environmentId(target: Target): string {
  switch (target.kind) {
    case 'branch':
      return target.name;
    case 'pull-request':
      return previewId(target.pullRequest.id);
    case 'release':
      return target.environment;
  }
}

export function tipOf(target: Target): Tip | undefined {
  return target.kind === 'pull-request' ? target.pullRequest.source : target.tip;
}
