import type { Clock } from '../clock.ts';
import type { FetchFrom } from '../git/complete.ts';
import type { Git } from '../git/programs.ts';
import type { Source } from '../git/source.ts';
import type { SshEnvironment } from '../git/ssh.ts';
import type { PullRequest } from '../plan/world.ts';
import type { Upsun, UpsunActivity } from '../upsun/upsun.ts';
import type { Log } from '../log.ts';

/** What waiting for an activity needs of the world. */
export interface FollowContext {
  upsun: Upsun;
  clock: Clock;
  log: Log;
  signal: AbortSignal;
  options: ApplyOptions;
  observer: FollowObserver;
}

/** Whoever wants to know what happens while an activity is waited for. */
export interface FollowObserver {
  /** It is waited for from now on. */
  onActivity?: (environment: string, activity: UpsunActivity) => void;
  /** It has its turn, after so many milliseconds. */
  onRunning?: (queued: number) => void;
  /** A piece of its log. */
  onLog?: (text: string) => void;
}

/** What applying a deployment's plan needs of the world. */
export interface ApplyContext extends FollowContext {
  /** Tells whoever still has the address of an environment that it no longer answers. */
  onDeactivated: (environment: string, pullRequest: PullRequest) => Promise<void>;
  git: Git;
  /** The clone, opened when it is first needed. */
  source: () => Promise<Source>;
  /** The key and certificate, made when they are first needed. */
  ssh: () => Promise<SshEnvironment>;
  /** Where Upsun takes pushes. */
  pushUrl: string;
  /** Where the commit is fetched from if the clone lacks it. */
  fetchFrom: FetchFrom;
}

export interface ApplyOptions {
  wait: boolean;
  /** Milliseconds. */
  queueTimeout: number;
  /** Milliseconds. */
  deployTimeout: number;
  failOnHookError: boolean;
  /** First container sizes, on Upsun Flex. */
  resourcesInit: 'default' | 'minimum' | 'parent' | 'manual' | undefined;
  deployStrategy: 'rolling' | 'stopstart' | undefined;
}
