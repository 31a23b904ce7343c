/** A history as data: what happens one after the other on Bitbucket, on Upsun, and in runs of the pipe. */
import type { Fault } from './ports/call.ts';
import type { Choices } from './settings.ts';
import type { PullRequest } from './world/bitbucket.ts';

export interface History {
  product: 'cloud' | 'data-center';
  /** Without credentials, branches are read by git and pull requests not at all. */
  credentials: boolean;
  defaultBranch: 'main' | 'live';
  environmentLimit?: number | undefined;
  /** Settings of each repository at first, where they are not the usual ones. */
  shop?: Partial<Choices>;
  blog?: Partial<Choices>;
  steps: readonly Step[];
}

export type RepositoryName = 'shop' | 'blog';

/** `wait`: how many things go on before the next step; without it, every run that was begun ends first. */
export type Step = { wait?: number } & (Happening | ({ kind: 'run' } & Begun));

/** A run of the pipe. */
export interface Begun {
  command: 'deploy' | 'reconcile' | 'cleanup';
  of?: RepositoryName;
  /** For `deploy`: a branch, or the number of a pull request. */
  target?: string | number;
  /** For `deploy`: a tag in place of a target. */
  tag?: string;
  rollback?: true;
  /** The run is for the tip before the present one. */
  late?: boolean;
  dryRun?: boolean;
  /** Decides how long its calls take. */
  pace: number;
  /** What goes wrong, by the number of the call. */
  faults?: Readonly<Record<number, Fault>>;
}

export type Happening = { of?: RepositoryName } & (
  | { kind: 'commit'; branch: string; fails?: 'build' | 'deploy' | 'post_deploy' }
  | { kind: 'delete branch'; branch: string }
  /** `back`: so many tips before the present one. */
  | { kind: 'tag'; tag: string; branch: string; back: number }
  | { kind: 'delete tag'; tag: string }
  | { kind: 'open'; source: string; target: string; title: string; draft?: boolean; fork?: boolean }
  | { kind: 'close'; id: number; as: Exclude<PullRequest['state'], 'OPEN'> }
  /** Data Center only. */
  | { kind: 'reopen' | 'delete pull request'; id: number }
  | { kind: 'revise'; id: number; title?: string; draft?: boolean; target?: string }
  | { kind: 'fork commit'; id: number }
  | { kind: 'rename repository'; name: string }
  | { kind: 'settings'; changes: Partial<Choices> }
  | {
      kind: 'add';
      id: string;
      parent: string;
      owner: Owner;
      type?: string;
      status: 'active' | 'inactive' | 'paused';
    }
  | { kind: 'pause' | 'deactivate' | 'redeploy' | 'delete' | 'unmark' | 'cron' | 'backup'; id: string }
  | { kind: 'reparent'; id: string; parent: string }
  | { kind: 'retype'; id: string; type: string }
  | { kind: 'days'; count: number }
);

/** Who marked an environment that was there before. */
export type Owner = 'shop' | 'blog' | 'nobody' | 'copied' | 'shop, renamed';
