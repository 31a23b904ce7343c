import type { DesiredVariable } from '../plan/variables.ts';
import type { EnvironmentChanges, EnvironmentVariable, Project } from '../plan/world.ts';
import type { Backup, Route, UpsunActivity, UpsunEnvironment } from './mapping.ts';

export type { Backup, Route, UpsunActivity, UpsunEnvironment } from './mapping.ts';

export interface UpsunProject extends Project {
  /** Where its git server is, or the external repository where an integration feeds the project. */
  repositoryUrl: string;
  suspended: boolean;
}

/** Deployments that a project runs at once, where nothing else was agreed or its settings cannot be read. */
export const defaultConcurrency = 2;

/** What the project's settings tell. */
export interface ProjectSettings {
  /** Upsun Flex, where container sizes are chosen; a fixed plan otherwise. */
  flex: boolean;
  /** How many deployments run at once. */
  concurrency: number;
}

export interface Integration {
  id: string;
  type: string;
  repository: string | undefined;
}

/** Whose token it is. */
export interface UpsunUser {
  username: string;
  email: string | undefined;
}

/** Reads one Upsun project. Every method throws a PipeError that says what was refused and what to do. */
export interface UpsunReader {
  /** `undefined` where Upsun takes the token and does not say whose it is. */
  user: () => Promise<UpsunUser | undefined>;
  project: () => Promise<UpsunProject>;
  /** `undefined` where the token may not read them. */
  settings: () => Promise<ProjectSettings | undefined>;
  /** `undefined` where the token may not list them. */
  integrations: () => Promise<Integration[] | undefined>;
  environments: () => Promise<UpsunEnvironment[]>;
  environment: (id: string) => Promise<UpsunEnvironment | undefined>;
  /**
   * Those of these types, newest first; none for an environment that does not exist. Without types the one page that
   * Upsun gives is soon full of cron runs.
   */
  activities: (id: string, types: readonly string[]) => Promise<UpsunActivity[]>;
  /** `undefined` where Upsun has none of this id, or not yet. */
  activity: (id: string) => Promise<UpsunActivity | undefined>;
  /** Routes of the current deployment, the primary one first; none where nothing is deployed. */
  routes: (id: string) => Promise<Route[]>;
  /** Those that an environment has of its own. */
  variables: (id: string) => Promise<EnvironmentVariable[]>;
  /** Newest first. */
  backups: (id: string) => Promise<Backup[]>;
  /** The log of an activity as it grows. Throws a PipeError where it cannot be read to its end. */
  log: (activity: UpsunActivity, signal: AbortSignal) => AsyncIterable<string>;
}

/** Changes one Upsun project. Every method throws a PipeError that says what was refused and what to do. */
export interface UpsunWriter {
  edit: (id: string, changes: EnvironmentChanges) => Promise<void>;
  /** Resolves to the activity that the operation started; to `undefined` where the environment is so already. */
  operate: (id: string, operation: Operation, body?: OperationBody) => Promise<UpsunActivity | undefined>;
  /** Sets a variable of an environment, and returns the activities that this began. `isThere`: it exists already. */
  setVariable: (id: string, variable: DesiredVariable, isThere: boolean) => Promise<UpsunActivity[]>;
  removeVariable: (id: string, name: string) => Promise<UpsunActivity[]>;
  /**
   * Takes the containers and data of an environment away. Resolves to the activity, if one was needed, or to what
   * `recheck` has against it: that is asked after every wait for something else that was under way there.
   */
  deactivate: <Objection>(id: string, recheck: Recheck<Objection>) => Promise<Deactivated<Objection>>;
  /**
   * Deletes an inactive environment. Resolves to what `recheck` has against it after a wait, as for `deactivate`. Throws
   * where Upsun does not offer it, for instance because it has children.
   */
  remove: <Objection>(
    environment: UpsunEnvironment,
    recheck: Recheck<Objection>,
  ) => Promise<Objection | undefined>;
}

/** Looks again at what may have changed during a wait. Resolves to `undefined` where nothing did. */
export type Recheck<Objection> = () => Promise<Objection | undefined>;

export interface Deactivated<Objection> {
  activity?: UpsunActivity | undefined;
  objection?: Objection | undefined;
}

/** Operations on an environment that only need to be asked for. */
export type Operation = 'activate' | 'resume' | 'redeploy' | 'synchronize' | 'backup';

/** What an operation is told, in the words of the API. */
export type OperationBody = Readonly<Record<string, unknown>>;
