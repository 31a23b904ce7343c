import type {
  BuildStatus as CloudBuildStatus,
  Comment as CloudComment,
  PullRequest as CloudPullRequest,
  Report as CloudReport,
} from '../bitbucket/state.ts';
import type { Repository } from '../git/repository.ts';

export type Level = 'READ' | 'WRITE' | 'ADMIN';
export type Permission = `REPO_${Level}` | `PROJECT_${Level}`;

/** Something that proves who asks: an HTTP access token, or a password. */
export interface Token {
  type: 'repository_token' | 'project_token' | 'user_token' | 'password';
  token: string;
  /** Whom it acts as. */
  username: string;
  /** On the repository and its project; the forks of other people are no part of that. */
  permissions: Permission[];
  revoked: boolean;
}

/** What an administrator decides. A test may change it at any time. */
export interface Settings {
  /** Where people and programs reach the server, with its context path: its own address, unless something stands before it. */
  baseUrl: string;
  /** As in `9.4.3`. */
  version: string;
  /** New installations of 10 refuse it on the REST API. */
  basicAuthentication: boolean;
  deployments: boolean;
  /** Anybody may read the repository. */
  public: boolean;
  archived: boolean;
  /** No page gets longer, whatever is asked for. */
  longestPage: number;
  /** Of a pull request no more are listed. */
  mostChanges: number;
  /** The database stores them: emoji, most of all. A MySQL without utf8mb4 does not. */
  fourByteCharacters: boolean;
  /** Parents of which a pull request needs a successful build before it can be merged. */
  requiredBuilds: string[];
}

/** With the names of Cloud's sandbox where the idea is the same. */
export interface PullRequest extends Omit<CloudPullRequest, 'state' | 'closeSourceBranch'> {
  state: 'OPEN' | 'MERGED' | 'DECLINED';
  /** Counts the changes. */
  version: number;
  /** When it was merged or declined. */
  closedOn?: string;
}

export interface Comment extends CloudComment {
  version: number;
}

export interface BuildStatus extends Omit<CloudBuildStatus, 'uuid' | 'refname'> {
  ref?: string;
  /** What required builds match on: the plan or the job of which this is a build. */
  parent?: string;
  /** The fields as they were sent. */
  content: Record<string, unknown>;
}

export interface Report extends Omit<CloudReport, 'uuid'> {
  /** The token that wrote it: nobody else may replace it. */
  author: string;
}

export interface Deployment {
  commit: string;
  key: string;
  environmentKey: string;
  deploymentSequenceNumber: number;
  state: string;
  /** The fields as they were sent. */
  content: Record<string, unknown>;
}

export type Action = 'OPENED' | 'RESCOPED' | 'UPDATED' | 'COMMENTED' | 'MERGED' | 'DECLINED' | 'REOPENED';

export interface Activity {
  id: number;
  pullRequest: number;
  action: Action;
  createdOn: string;
  /** The id of the comment that was added. */
  comment?: number;
}

/** Everything this server knows beside the git repositories. */
export interface State {
  repository: Repository;
  projectKey: string;
  slug: string;
  fullName: string;
  /** Shared by a repository and its forks. */
  hierarchyId: string;
  mainBranch: string;
  settings: Settings;
  tokens: Token[];
  /** Other people's copies of the repository, by full name. */
  forks: Map<string, Repository>;
  pullRequests: PullRequest[];
  /** Pull requests that were ever opened: the ids of those that are deleted are not given again. */
  opened: number;
  activities: Activity[];
  comments: Comment[];
  /** Every build status as it was after each POST, oldest first. */
  statuses: BuildStatus[];
  reports: Report[];
  /** The last version of each deployment. */
  deployments: Deployment[];
}

/** Whether the server is of this release or a newer one. */
export function isAtLeast({ settings }: State, major: number, minor: number): boolean {
  const [actualMajor = 0, actualMinor = 0] = settings.version.split('.').map(Number);
  return actualMajor > major || (actualMajor === major && actualMinor >= minor);
}

/** A time as Data Center writes it: milliseconds since 1970. */
export function timestamp(date: string): number {
  return Date.parse(date);
}
