import type { Granted } from './access.ts';
import type { PullRequestComments, ReportWriter } from './reports.ts';
import type { CommitHash } from '../plan/commit.ts';
import type { CompleteList } from '../plan/complete-list.ts';
import type { Branch, ChangedFiles, PullRequest, Repository } from '../plan/world.ts';

/**
 * A build status as Bitbucket shows it beside a commit and on its pull requests. Key and texts are of any length: the
 * adapters shorten what is too long for their Bitbucket.
 */
export interface BuildStatus {
  /** A status of the same key on the same commit is replaced. */
  key: string;
  state: 'INPROGRESS' | 'SUCCESSFUL' | 'FAILED' | 'STOPPED';
  name: string;
  description: string;
  url: string;
  /** Where `url` is longer than Bitbucket takes, the first of these that is not stands for it. */
  otherUrls: readonly string[];
  /**
   * The source branch. Without it the status is not shown on the pull request; a fork's is unknown here.
   * https://dac-static.atlassian.com/cloud/bitbucket/swagger.v3.json (read 2026-11-21)
   */
  refname: string | undefined;
}

/** What can be read with or without credentials. Every method throws a PipeError that says what to do. */
export interface RepositoryReader {
  repository: () => Promise<Repository>;
  /** `undefined`: Bitbucket itself says that there is none. */
  branch: (name: string) => Promise<Branch | undefined>;
  /** All branches: a list that was read to its last page. */
  branches: () => Promise<CompleteList<Branch>>;
}

/** Reads one repository on Bitbucket. Every method throws a PipeError that says what was refused and what to do. */
export interface BitbucketReader extends RepositoryReader {
  /** Also for credentials that reach the repository but are not allowed to read it. */
  granted: () => Promise<Granted>;
  /** Whether people can delete pull requests, so that one that is not there may well have been. */
  deletesPullRequests: boolean;
  /** `undefined`: Bitbucket itself says that there is none. The source commit may be abbreviated. */
  pullRequest: (id: number) => Promise<PullRequest | undefined>;
  /**
   * The files that an open pull request changes since it branched off its target: a list that was read to its last page,
   * unless the server cuts it.
   */
  changedFiles: (pullRequest: number) => Promise<ChangedFiles>;
  /** The full hash of a commit by any of its names. `undefined`: Bitbucket itself says that there is none. */
  commit: (name: string) => Promise<CommitHash | undefined>;
  /** All open pull requests: a list that was read to its last page. */
  openPullRequests: () => Promise<CompleteList<PullRequest>>;
  /** The state of the build status of this key on a commit. `undefined`: Bitbucket itself says that there is none. */
  buildState: (commit: CommitHash, key: string) => Promise<BuildStatus['state'] | undefined>;
}

/** What is reported to one repository. Every method throws a PipeError that says what was refused and what to do. */
export interface BitbucketWriter extends PullRequestComments, ReportWriter {
  setBuildStatus: (commit: CommitHash, status: BuildStatus, signal: AbortSignal) => Promise<void>;
  /** Only where the server keeps deployments. */
  setDeployment?: (commit: CommitHash, deployment: Deployment, signal: AbortSignal) => Promise<void>;
}

/** One repository on Bitbucket, as the credentials reach it. */
export type Bitbucket = BitbucketReader & BitbucketWriter;

/** A deployment of a commit to an environment, as Bitbucket lists it. Its texts are of any length. */
export interface Deployment {
  key: string;
  /** Rises with each deployment of this key to this environment; the same one is replaced. */
  sequence: number;
  name: string;
  description: string;
  state: BuildStatus['state'];
  /** Where the deployment itself is looked at. */
  url: string;
  /** Where `url` is longer than Bitbucket takes, the first of these that is not stands for it. */
  otherUrls: readonly string[];
  environment: { key: string; name: string; type: 'DEVELOPMENT' | 'PRODUCTION'; url: string | undefined };
}
