import type { Repository } from '../git/repository.ts';

export type PullRequestState = 'OPEN' | 'MERGED' | 'DECLINED' | 'SUPERSEDED';

export interface PullRequest {
  id: number;
  title: string;
  description: string;
  state: PullRequestState;
  draft: boolean;
  source: string;
  sourceCommit: string;
  /** The full name of the fork that holds the source branch; `null` once that fork is deleted. */
  fork?: string | null;
  target: string;
  targetCommit: string;
  mergeCommit?: string;
  closeSourceBranch: boolean;
  createdOn: string;
  updatedOn: string;
}

export interface Comment {
  id: number;
  pullRequest: number;
  /** The token that wrote it: nobody else may change it. */
  author: string;
  raw: string;
  deleted: boolean;
  createdOn: string;
  updatedOn: string;
}

export interface BuildStatus {
  uuid: string;
  commit: string;
  key: string;
  state: string;
  url: string;
  name?: string;
  description?: string;
  refname?: string;
  createdOn: string;
  updatedOn: string;
}

export interface Report {
  uuid: string;
  commit: string;
  externalId: string;
  /** The fields as they were sent. */
  content: Record<string, unknown>;
  annotations: Record<string, unknown>[];
  createdOn: string;
  updatedOn: string;
}

export interface Token {
  /** As Bitbucket names it in X-Credential-Type. */
  type: 'repo_access_token' | 'api_token' | 'oauth2';
  token: string;
  /** An API token is sent with the e-mail address of its owner. */
  email?: string;
  scopes: string[];
  /** `false`: answers do not name the scopes. */
  listsScopes?: boolean;
  revoked: boolean;
}

/** Everything this Bitbucket knows beside the git repository. */
export interface State {
  repository: Repository;
  workspace: string;
  workspaceUuid: string;
  slug: string;
  uuid: string;
  fullName: string;
  projectKey: string;
  projectUuid: string;
  mainBranch: string;
  createdOn: string;
  /** Base of the links in answers; known once the server listens. */
  apiUrl: string;
  tokens: Token[];
  pullRequests: PullRequest[];
  comments: Comment[];
  /** Every build status as it was after each POST and PUT, oldest first. */
  statuses: BuildStatus[];
  reports: Report[];
}

/** The present time as Bitbucket writes it. */
export function now(): string {
  return new Date().toISOString().replace('Z', '+00:00');
}

/** A UUID as Bitbucket writes it. */
export function newUuid(): string {
  return `{${crypto.randomUUID()}}`;
}
