import type { Clock } from '../clock.ts';
import type { Push } from '../git/push.ts';
import type { FetchFrom } from '../git/complete.ts';
import type { Source } from '../git/source.ts';
import type { Journal } from '../journal.ts';
import type { Log } from '../log.ts';
import type { CommitHash } from '../plan/commit.ts';
import type { DeactivateStep } from '../plan/actions.ts';
import type { PullRequest } from '../plan/world.ts';
import type { UpsunActivity, UpsunReader, UpsunWriter } from '../upsun/upsun.ts';

/** What waiting for an activity needs of the world. */
export interface FollowContext {
  upsun: Pick<UpsunReader, 'activity' | 'log'>;
  clock: Clock;
  log: Log;
  signal: AbortSignal;
  settings: FollowSettings;
  observer: FollowObserver;
  /** The page of the console that shows the log of an activity. */
  pageOf: (environment: string, activity: string) => string;
}

/** The settings that bound a wait, each under its own name, in milliseconds. */
export interface FollowSettings {
  queueTimeout: number;
  deployTimeout: number;
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

/** What taking an environment away needs of the world. */
export interface RemovalContext extends FollowContext {
  upsun: Pick<UpsunReader, 'activity' | 'log' | 'environment'>;
  writer: UpsunWriter;
  journal: Pick<Journal, 'steps'>;
}

/** What applying a deployment's plan needs of the world. */
export interface ApplyContext extends RemovalContext {
  upsun: Pick<UpsunReader, 'activity' | 'log' | 'environment' | 'activities' | 'backups' | 'variables'>;
  settings: ApplySettings;
  /** Tells whoever still has the address of an environment that it no longer answers. */
  onDeactivated: (environment: string, pullRequest: PullRequest) => Promise<void>;
  /** Asks once more what speaks against deactivating what was idle. */
  objectionToRest: (step: DeactivateStep) => Promise<string | undefined>;
  push: Push;
  /** The clone, opened when it is first needed. */
  source: () => Promise<Source>;
  /** Tells the user what a push of this commit does not bring along. */
  noteOutside: (commit: CommitHash) => Promise<void>;
  projectId: string;
  /** Where Upsun takes pushes. */
  pushUrl: string;
  /** Where the commit is fetched from if the clone lacks it. */
  fetchFrom: FetchFrom;
}

/** The settings that say how a plan is applied, each under its own name. */
export interface ApplySettings extends FollowSettings {
  wait: boolean;
  failOnHookError: boolean;
  resourcesInit: 'default' | 'minimum' | 'parent' | 'manual' | undefined;
  deployStrategy: 'rolling' | 'stopstart' | undefined;
}
