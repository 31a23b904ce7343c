import { deployingTypes, type Activity } from './activity.ts';
import type { Environment } from './environment.ts';
import { pastActivity } from './past-activity.ts';
import type { UpsunState } from './state.ts';

/** The vendor runs crons this often at most. */
const interval = 5 * 60_000;
/** More than a page of activities holds. */
export const usualCronRuns = 30;
/** How long a preview goes on without a deployment: then its crons stop and it is paused. */
const idleLimit = 14 * 24 * 3_600_000;
/** More than anybody reads, and few enough to keep for many environments. */
const kept = 300;

/** Lets the crons of a live environment run so many times, all of them now. */
export function letCronsRun(environment: Environment, times: number): void {
  const now = Date.now();
  // A moment of its own for each, as clients page by it.
  const moments = Array.from({ length: times }, (_, index) => now + index);
  if (isLive(environment)) addRuns(environment, moments);
}

/** Lets the crons of what was just deployed run, as often as a test wants that. */
export function letCronsFollow({ environments, controls }: UpsunState, activity: Activity): void {
  if (!deployingTypes.has(activity.type)) return;
  for (const id of activity.environments) {
    const environment = environments.get(id);
    if (environment) letCronsRun(environment, controls.cronRunsAfterDeployment);
  }
}

/** Adds the runs that an environment had in the last hours, which was live all the time. */
export function addUsualCronRuns(environment: Environment): void {
  addCronRuns(environment, Date.now() - usualCronRuns * interval, Date.now());
}

/** Adds the runs that a live environment had between two moments. */
export function addCronRuns(environment: Environment, from: number, to: number): void {
  if (!isLive(environment)) return;
  const end = Math.min(to, idleAt(environment));
  const times = Math.max(0, Math.min(kept, Math.floor((end - from) / interval)));
  addRuns(
    environment,
    Array.from({ length: times }, (_, index) => end - (times - 1 - index) * interval),
  );
}

/** The moment from which an environment counts as idle, which production never does. */
export function idleAt({ type, deploymentState }: Environment): number {
  return type === 'production' ? Infinity : Date.parse(deploymentState?.at ?? '') + idleLimit;
}

/** Every activity of the project or of one environment, cron runs included, in the order in which they were queued. */
export function allActivities(upsun: UpsunState, environmentId?: string): Activity[] {
  const { activities, environments } = upsun;
  if (environmentId === undefined) {
    return [...activities, ...[...environments.values()].flatMap(({ cronRuns }) => cronRuns)];
  }
  const own = activities.filter((activity) => activity.environments.includes(environmentId));
  return [...own, ...(environments.get(environmentId)?.cronRuns ?? [])];
}

function isLive({ status, deploymentState }: Environment): boolean {
  return status === 'active' && deploymentState !== undefined;
}

function addRuns(environment: Environment, moments: number[]): void {
  const runs = moments.map((moment) => pastActivity('environment.cron', environment, moment));
  environment.cronRuns = [...environment.cronRuns, ...runs].slice(-kept);
}
