import type { MergeOptions, NewPullRequest, PullRequestChanges } from '../bitbucket/pull-request-changes.ts';
import type { BuildStatus, Comment, PullRequest, Report } from '../bitbucket/state.ts';

/** What the sandboxes of Bitbucket Cloud and Data Center have in common: enough for scenarios to run on either. */
export interface AnyBitbucket {
  accessToken: string;
  slug: string;
  fullName: string;
  /** Of the repository: it outlives a new name. */
  uuid: string;
  projectKey: string;
  setMainBranch: (branch: string) => void;
  openPullRequest: (wanted: NewPullRequest) => Promise<number>;
  updatePullRequest: (id: number, changes: PullRequestChanges) => void;
  mergePullRequest: (id: number, options?: MergeOptions) => Promise<string>;
  declinePullRequest: (id: number) => Promise<void>;
  pullRequests: () => Promise<Omit<PullRequest, 'closeSourceBranch'>[]>;
  /** Every build status that was sent for a commit, in order. */
  statuses: (commit: string) => Omit<BuildStatus, 'uuid'>[];
  latestStatus: (commit: string, key?: string) => Omit<BuildStatus, 'uuid'> | undefined;
  comments: (id: number) => Comment[];
  reports: (commit: string) => Omit<Report, 'uuid'>[];
  close: () => Promise<void>;
}
