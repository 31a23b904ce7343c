import { openLog, type Log } from './log.ts';
import { timestamp, user, type UpsunState } from './state.ts';

export type ActivityType =
  | 'environment.push'
  | 'environment.activate'
  | 'environment.deactivate'
  | 'environment.delete'
  | 'environment.pause'
  | 'environment.resume'
  | 'environment.redeploy'
  | 'environment.synchronize'
  | 'environment.deploy'
  | 'environment.backup'
  | 'environment.cron'
  | 'environment.branch'
  | 'environment.resources.update'
  | 'environment.variable.create'
  | 'environment.variable.update'
  | 'environment.variable.delete'
  | 'environment.update.http_access'
  | 'environment.update.smtp'
  | 'environment.update.restrict_robots';

export interface Command {
  app: string;
  type: string;
  exit_code: number;
}

export interface Activity {
  id: string;
  type: ActivityType;
  environments: string[];
  state: 'pending' | 'in_progress' | 'complete' | 'cancelled' | 'staged';
  result: 'success' | 'failure' | null;
  failureReason: 'error' | 'shell' | null;
  createdAt: string;
  updatedAt: string;
  startedAt: string | null;
  completedAt: string | null;
  cancelledAt: string | null;
  completionPercent: number;
  /** Seconds by phase. */
  timings: Record<string, number>;
  commands: Command[];
  parameters: Record<string, unknown>;
  payload: Record<string, unknown>;
  description: string;
  text: string;
  log: Log;
}

/** How an activity ends, as far as its own work decides. */
export type Outcome =
  | { kind: 'success'; commands: Command[] }
  | { kind: 'failure'; reason: 'error' | 'shell'; commands: Command[] }
  | { kind: 'staged' };

export type FailureKind = 'build' | 'deploy' | 'post_deploy' | 'backup' | 'cancelled' | 'staged' | 'hang';

/** A failure that waits for the next activity it fits. */
export interface Failure {
  kind: FailureKind;
  environmentId: string | undefined;
  type: ActivityType | undefined;
}

/** What the work of an activity may use while it runs. */
export interface Run {
  activity: Activity;
  signal: AbortSignal;
}

export interface Job {
  work: (run: Run) => Promise<Outcome>;
  controller: AbortController;
  /** Its time in the queue is over. */
  ready: boolean;
  /** It is waiting, or builds: later it can no longer be cancelled. */
  cancellable: boolean;
  /** Its environment is not active yet, but will be, and counts in the project's limit already. */
  takesRoom: boolean;
}

/** Makes the record of a new activity, pending. */
export function createActivity(
  type: ActivityType,
  environmentId: string,
  description: Pick<Activity, 'description' | 'text'>,
  parameters: Record<string, unknown> = {},
  payload: Record<string, unknown> = {},
): Activity {
  const now = timestamp();
  return {
    id: crypto.randomUUID().replaceAll('-', '').slice(0, 26),
    type,
    environments: [environmentId],
    state: 'pending',
    result: null,
    failureReason: null,
    createdAt: now,
    updatedAt: now,
    startedAt: null,
    completedAt: null,
    cancelledAt: null,
    completionPercent: 0,
    timings: {},
    commands: [],
    parameters: { environment: environmentId, user: user.id, ...parameters },
    payload: { user: { id: user.id, display_name: user.name }, ...payload },
    ...description,
    log: openLog(),
  };
}

/** What puts code into an environment's containers. */
export const deployingTypes: ReadonlySet<ActivityType> = new Set([
  'environment.push',
  'environment.activate',
  'environment.resume',
  'environment.redeploy',
  'environment.deploy',
  'environment.branch',
  'environment.resources.update',
]);

/** Takes the first waiting failure of one of these kinds that fits the activity. */
export function takeFailure(
  upsun: UpsunState,
  activity: Activity,
  kinds: readonly FailureKind[],
): FailureKind | undefined {
  const index = upsun.failures.findIndex(
    ({ kind, environmentId, type }) =>
      kinds.includes(kind) &&
      (environmentId === undefined || activity.environments.includes(environmentId)) &&
      (type === undefined ? deployingTypes.has(activity.type) : type === activity.type),
  );
  return index < 0 ? undefined : upsun.failures.splice(index, 1)[0]?.kind;
}

/** The activities of an environment that wait or run. */
export function ongoing(upsun: UpsunState, environmentId: string): Activity[] {
  return upsun.activities.filter(
    ({ state, environments }) =>
      (state === 'pending' || state === 'in_progress') && environments.includes(environmentId),
  );
}
