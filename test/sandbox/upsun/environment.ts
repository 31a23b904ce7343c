import { createHash } from 'node:crypto';
import type { Activity, Command } from './activity.ts';
import type { Backup } from './backups.ts';
import type { Data, HttpAccess, Site } from './served.ts';
import { timestamp, type UpsunState } from './state.ts';
import type { Variable } from './variables.ts';

export type EnvironmentType = 'development' | 'staging' | 'production';

/** What is live in an environment, as its last deployment left it. */
export interface Deployment {
  commit: string;
  files: Record<string, string>;
  /** Settings reach the live site only when an activity applies them. */
  httpAccess: HttpAccess;
  /** Variables, too. */
  variables: Variable[];
  createdAt: string;
  updatedAt: string;
}

export interface DeploymentState {
  stateUpdated: boolean;
  successful: boolean;
  failureReason: 'error' | 'shell' | null;
  commands: Command[];
  at: string;
}

export interface Environment {
  id: string;
  title: string;
  machineName: string;
  type: EnvironmentType;
  parent: string | null;
  /** What it is when no activity is under way; `dirty` is worked out, never stored. */
  status: 'active' | 'inactive' | 'paused' | 'deleting';
  attributes: Record<string, string>;
  cloneParentOnCreate: boolean;
  httpAccess: HttpAccess;
  enableSmtp: boolean;
  restrictRobots: boolean;
  head: string | null;
  /** `undefined` while it has no containers. */
  data: Data | undefined;
  deployment: Deployment | undefined;
  deploymentState: DeploymentState | undefined;
  site: Site | undefined;
  /** Flex: container sizes must be chosen by hand before anything can be deployed. */
  resourcesMissing: boolean;
  /** Flex: the size of the application's container. */
  profileSize: string;
  /** Its own ones, by name. */
  variables: Map<string, Variable>;
  /** Oldest first. */
  backups: Backup[];
  /** Its activities `environment.cron`, oldest first: kept apart, because they change nothing. */
  cronRuns: Activity[];
  createdAt: string;
  updatedAt: string;
  lastActiveAt: string | null;
}

export type NewEnvironment = Pick<Environment, 'id'> &
  Partial<Pick<Environment, 'title' | 'type' | 'parent' | 'cloneParentOnCreate' | 'head' | 'attributes'>>;

/** Adds the record of a new, inactive environment. */
export function createEnvironment(upsun: UpsunState, settings: NewEnvironment): Environment {
  const now = timestamp();
  const environment: Environment = {
    title: settings.id,
    type: 'development',
    parent: upsun.defaultBranch,
    attributes: {},
    cloneParentOnCreate: true,
    head: null,
    ...settings,
    machineName: machineName(settings.id),
    status: 'inactive',
    httpAccess: { is_enabled: true, addresses: [], basic_auth: {} },
    enableSmtp: false,
    restrictRobots: true,
    data: undefined,
    deployment: undefined,
    deploymentState: undefined,
    site: undefined,
    resourcesMissing: false,
    profileSize: '0.1',
    variables: new Map(),
    backups: [],
    cronRuns: [],
    createdAt: now,
    updatedAt: now,
    lastActiveAt: null,
  };
  upsun.environments.set(environment.id, environment);
  return environment;
}

/** Adds the default environment as a new project has it: active, without code, never deployed. */
export function createDefaultEnvironment(upsun: UpsunState): Environment {
  const environment = createEnvironment(upsun, { id: upsun.defaultBranch, type: 'production', parent: null });
  environment.status = 'active';
  environment.restrictRobots = false;
  environment.data = {};
  return environment;
}

function machineName(id: string): string {
  const slug = id
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 32);
  return `${slug}-${createHash('sha256').update(id).digest('hex').slice(0, 7)}`;
}

/** Takes an environment's containers, data and address away. */
export async function tearDown(environment: Environment): Promise<void> {
  await environment.site?.close();
  environment.site = undefined;
  environment.data = undefined;
  environment.deployment = undefined;
  environment.deploymentState = undefined;
}
