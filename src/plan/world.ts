/** What a plan is made from. The adapters translate the vendors' answers into these; the planner knows nothing else. */

import type { CommitHash } from './commit.ts';

/** An Upsun project, as far as planning needs it. */
export interface Project {
  id: string;
  title: string;
  defaultBranch: string;
  /** How many environments beside production may be active or paused; `undefined` where nothing limits them. */
  environmentLimit: number | undefined;
}

export type EnvironmentStatus = 'active' | 'inactive' | 'paused' | 'dirty' | 'deleting';

/** An environment as Upsun has it now. */
export interface Environment {
  id: string;
  title: string;
  /** `development`, `staging` or `production`. */
  type: string;
  /** The default environment, which is production. */
  isMain: boolean;
  status: EnvironmentStatus;
  parent: string | null;
  /** The commit its branch points at. */
  headCommit: string | null;
  /** It has containers and data, also while an activity keeps its status at `dirty`. */
  hasDeployment: boolean;
  clonesParentData: boolean;
  attributes: Readonly<Record<string, string>>;
  httpAccess: HttpAccess;
  /** Milliseconds since 1970. */
  lastDeploymentAt: number | undefined;
  /** What Upsun says of its last deployment where that failed: the deployment itself, or only a hook after it. */
  lastDeploymentFailure: 'deployment' | 'hook' | undefined;
}

/** Who may see an environment's site. */
export interface HttpAccess {
  isEnabled: boolean;
  /** Passwords by user name, as far as Upsun shows them. */
  users: Readonly<Record<string, string>>;
  /** Rules for network addresses, which the pipe keeps as they are. */
  addresses: readonly unknown[];
}

/** A variable that an environment has of its own, not from its parent. */
export interface EnvironmentVariable {
  name: string;
  /** Upsun does not show a sensitive one. */
  value: string | undefined;
  isSensitive: boolean;
  /** What the pipe wrote beside it. */
  mark: string | undefined;
}

/** Properties of an environment that are changed without a deployment. */
export interface EnvironmentChanges {
  parent?: string;
  title?: string;
  clonesParentData?: boolean;
  attributes?: Readonly<Record<string, string>>;
  httpAccess?: HttpAccess;
}

/** How many environments beside production a project has room for, and how many are active or paused. */
export interface Room {
  taken: number;
  limit: number;
}

/** Why there is no room: all of it is taken, or Upsun refused to make something active, in these words. */
export type Lack = Room | { said: string };

/** A command of an activity. `type` is Upsun's word, such as build, deploy or post_deploy. */
export interface Command {
  app: string;
  type: string;
  /** Unknown while it runs. */
  exitCode: number | undefined;
}

/** One activity of an environment: an operation of Upsun with a beginning and an end. */
export interface Activity {
  id: string;
  type: string;
  state: 'pending' | 'in_progress' | 'complete' | 'cancelled' | 'scheduled' | 'staged';
  result: 'success' | 'failure' | null;
  /** `shell`: a hook failed although the environment is live. */
  failureReason: string | null;
  /** Builds and hooks that it ran. */
  commands: readonly Command[];
  /** The commit that it carries, for a push. */
  commit: string | undefined;
  percent: number;
  /** When it last changed, in milliseconds since 1970. */
  at: number | undefined;
}

export interface Repository {
  /** `workspace/slug` */
  fullName: string;
  uuid: string | undefined;
  /** Unknown in a repository without commits. */
  mainBranch: string | undefined;
}

export interface Branch {
  name: string;
  commit: CommitHash;
}

export interface PullRequest {
  id: number;
  /** Unknown without credentials for Bitbucket. */
  title: string | undefined;
  description: string;
  state: 'OPEN' | 'MERGED' | 'DECLINED' | 'SUPERSEDED';
  draft: boolean;
  fork: boolean;
  source: PullRequestSource;
  target: string;
  /** Milliseconds since 1970; unknown without credentials for Bitbucket. */
  updatedAt: number | undefined;
}

/** The newest commit of what is deployed. */
export interface Tip {
  /** Branch. */
  name: string;
  /** Can be abbreviated; `undefined` if the branch does not exist. */
  commit: string | undefined;
}

/** The source branch, and where its commit is fetched from if that is not the branch of this repository. */
export interface PullRequestSource extends Tip {
  /** `workspace/slug` of a fork that it is fetched from. */
  repository?: string;
  /** The ref by which this repository itself has the commit of a fork. */
  ref?: string;
}

/** The files that a pull request changes, as far as they are known. */
export type ChangedFiles =
  /** From the root of the repository; a renamed one by both its paths. */
  | { kind: 'listed'; paths: readonly string[] }
  /** There are more than can be listed. */
  | { kind: 'cut' }
  /** `problem` is a sentence with what to do. */
  | { kind: 'unreadable'; problem: string };

/** What merging a pull request into its target comes to. */
export type Merge =
  | { kind: 'merged'; commit: CommitHash }
  | { kind: 'conflict'; files: readonly string[] }
  /** A branch is missing, or the two have no common history. `problem` is a sentence with what to do. */
  | { kind: 'impossible'; problem: string };
