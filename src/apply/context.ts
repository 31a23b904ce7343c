import type { Clock } from '../clock.ts';
import type { Git } from '../git/command.ts';
import type { Source } from '../git/source.ts';
import type { SshEnvironment } from '../git/ssh.ts';
import type { UpsunActivity } from '../upsun/index.ts';
import type { Upsun } from '../upsun/index.ts';
import type { Log } from '../report/log.ts';

/** What applying a plan needs of the world. */
export interface ApplyContext {
  upsun: Upsun;
  clock: Clock;
  log: Log;
  signal: AbortSignal;
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
  options: ApplyOptions;
  /** Told as soon as the activity that carries the deployment is known. */
  onActivity: (environment: string, activity: UpsunActivity) => void;
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
  | { kind: 'failed' | 'cancelled'; activity: UpsunActivity; reason: string }
  /** What the plan was made from is no longer so. */
  | { kind: 'outdated'; reason: string };
