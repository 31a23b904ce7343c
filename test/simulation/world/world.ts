/** Everything outside of the pipe: a project, the repositories that feed it, and time. */
import type { Scheduler } from '../scheduler.ts';
import type { Commit, Repository } from './bitbucket.ts';
import type { Environment, Project } from './upsun.ts';

/** Where the vendors' sides say no. */
export class Refusal extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Looks on whenever something is changed, and notes what should not have been. `by`: the run; none for a person. */
export interface Judge {
  deleting: (by: number, environment: Environment) => void;
  deactivating: (by: number, environment: Environment) => void;
  pushing: (by: number, id: string, commit: string) => void;
  editing: (by: number, environment: Environment, changes: { parent?: string | undefined }) => void;
  /** Data is copied from the parent, because of what a run asked for. */
  copying: (by: number, environment: Environment, from: Environment) => void;
  /** What was inactive becomes active. */
  waking: (by: number, environment: Environment) => void;
  /** Whatever else is changed, on Upsun or in what people read. */
  changed: (by: number, what: string) => void;
}

export interface World {
  scheduler: Scheduler;
  product: 'cloud' | 'data-center';
  project: Project;
  /** By their short names. */
  repositories: Map<string, Repository>;
  judge: Judge;
  /** Counts commits and activities. */
  count: number;
  /** Milliseconds that a deployment takes. */
  deploymentTakes: number;
}

export function newCommit(world: World, fails?: Commit['fails']): Commit {
  world.count += 1;
  return { hash: world.count.toString(16).padStart(8, '0').repeat(5), fails };
}

/** The commit of this hash, in whatever repository. */
export function commitOf({ repositories }: World, hash: string): Commit | undefined {
  for (const { commits } of repositories.values()) {
    const found = commits.get(hash);
    if (found) return found;
  }
  return undefined;
}
