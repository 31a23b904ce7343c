import type { Clock } from '../clock.ts';
import type { Git } from '../git/command.ts';
import type { Source } from '../git/source.ts';
import type { SshEnvironment } from '../git/ssh.ts';
import type { UpsunActivity } from '../upsun/index.ts';
import type { Upsun } from '../upsun/index.ts';
import type { Log } from '../report/log.ts';

/** What waiting for an activity needs of the world. */
export interface FollowContext {
  upsun: Upsun;
  clock: Clock;
  log: Log;
  signal: AbortSignal;
  options: ApplyOptions;
  /** Told as soon as an activity is waited for. */
  onActivity: (environment: string, activity: UpsunActivity) => void;
}

/** What applying a deployment's plan needs of the world. */
export interface ApplyContext extends FollowContext {
  git: Git;
  /** The clone, opened when it is first needed. */
  source: () => Promise<Source>;
  /** The key and certificate, made when they are first needed. */
  ssh: () => Promise<SshEnvironment>;
  /** Where Upsun takes pushes. */
  pushUrl: string;
  /** Ids of the activities that the plan was made with: what is not among them began after it. */
  seenActivities: ReadonlySet<string>;
  /** The branch on Bitbucket that the commit is fetched from where the clone lacks it. */
  sourceBranch: string;
}

export interface ApplyOptions {
  wait: boolean;
  /** Milliseconds. */
  queueTimeout: number;
  /** Milliseconds. */
  deployTimeout: number;
  failOnHookError: boolean;
}

/** How the deployment of one environment ended. */
export type Outcome =
  | { kind: 'deployed'; activity: UpsunActivity; warning?: string }
  | { kind: 'stored' }
  | { kind: 'unchanged' }
  | { kind: 'queued' }
  | { kind: 'staged'; activity: UpsunActivity }
  /** The pull request was closed while its environment was deployed. */
  | { kind: 'closed'; reason: string }
  | { kind: 'failed' | 'cancelled'; activity: UpsunActivity; reason: string }
  /** What the plan was made from is no longer so. */
  | { kind: 'outdated'; reason: string };
