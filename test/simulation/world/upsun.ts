/** An Upsun project, as it is and not as anybody reads it. */

export type BaseStatus = 'active' | 'inactive' | 'paused' | 'deleting';

export interface Environment {
  id: string;
  title: string;
  type: string;
  /** What it is when nothing runs there. */
  status: BaseStatus;
  parent: string | null;
  head: string;
  /** The commit that is live. */
  deployed: string | undefined;
  clonesParentData: boolean;
  attributes: Record<string, string>;
  users: Record<string, string>;
  /** The environment that its data was copied from; itself where that is its own. */
  dataFrom: string | undefined;
  createdAt: number;
  lastDeploymentAt: number | undefined;
  lastFailure: 'deployment' | 'hook' | undefined;
  /** When a person last changed it. */
  touchedAt: number;
  /** Which run last changed its settings, and when. */
  edited?: { by: number; at: number };
}

export interface Command {
  app: string;
  type: string;
  exitCode: number;
}

export interface Activity {
  id: string;
  environment: string;
  type: string;
  state: 'pending' | 'in_progress' | 'complete' | 'cancelled';
  result: 'success' | 'failure' | null;
  failureReason: string | null;
  commands: Command[];
  commit: string | undefined;
  /** Milliseconds that it runs. */
  takes: number;
  at: number;
  /** The run that asked for it; `undefined` for a person. */
  by: number | undefined;
  work: () => Partial<Activity>;
}

export interface Project {
  id: string;
  defaultBranch: string;
  environmentLimit: number | undefined;
  concurrency: number;
  environments: Map<string, Environment>;
  /** In the order in which they were queued. */
  activities: Activity[];
}

export function createProject(defaultBranch: string, environmentLimit: number | undefined): Project {
  return {
    id: 'abc123',
    defaultBranch,
    environmentLimit,
    concurrency: 2,
    environments: new Map(),
    activities: [],
  };
}

/** A new environment as Upsun makes one that nobody configured. */
export function bareEnvironment(id: string, parent: string | null, head: string, now: number): Environment {
  return {
    id,
    title: id,
    type: 'development',
    status: 'inactive',
    parent,
    head,
    deployed: undefined,
    clonesParentData: true,
    attributes: {},
    users: {},
    dataFrom: undefined,
    createdAt: now,
    lastDeploymentAt: undefined,
    lastFailure: undefined,
    touchedAt: now,
  };
}

export function isBusy(project: Project, id: string): boolean {
  return project.activities.some(({ environment, result }) => environment === id && result === null);
}

export function children({ environments }: Project, id: string): Environment[] {
  return [...environments.values()].filter(({ parent }) => parent === id);
}

/** Active and paused environments beside production, and those that are about to be active. */
export function taken(project: Project, without?: string): number {
  return [...project.environments.keys()].filter(
    (id) => id !== project.defaultBranch && id !== without && isTaken(project, id),
  ).length;
}

export function isTaken(project: Project, id: string): boolean {
  const status = project.environments.get(id)?.status;
  return status === 'active' || status === 'paused' || (status === 'inactive' && comesUp(project, id));
}

const waking = new Set(['environment.activate', 'environment.push']);

function comesUp({ activities }: Project, id: string): boolean {
  return activities.some(
    ({ environment, result, type, takes }) =>
      environment === id && result === null && waking.has(type) && takes > storing,
  );
}

/** Milliseconds that it takes to store code that is not deployed. */
export const storing = 2000;

export function hasRoom(project: Project, id: string): boolean {
  const { environmentLimit, defaultBranch } = project;
  return environmentLimit === undefined || id === defaultBranch || taken(project, id) < environmentLimit;
}
