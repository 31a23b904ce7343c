import { pauseEnvironment } from './add.ts';
import { ongoing } from './activity.ts';
import { addCronRuns, idleAt } from './crons.ts';
import type { Environment } from './environment.ts';
import { pastActivity } from './past-activity.ts';
import { timestamp, type UpsunState } from './state.ts';

const fields = [
  'createdAt',
  'updatedAt',
  'startedAt',
  'completedAt',
  'cancelledAt',
  'lastActiveAt',
  'at',
] as const;

/** Whatever tells when something happened. */
type Dated = Partial<Record<(typeof fields)[number], string | null>>;

/** Makes an environment look as if nothing but its crons had happened to it since a moment in the past. */
export function backdate(upsun: UpsunState, environment: Environment, moment: Date): void {
  environment.cronRuns = [];
  changeTimes(upsun, environment, () => timestamp(moment));
  addCronRuns(environment, moment.getTime(), Date.now());
}

/**
 * Lets time pass for an environment: everything of it moves into the past, its crons run meanwhile, and a preview that
 * has been idle for too long by now is paused.
 */
export function passTime(upsun: UpsunState, environment: Environment, milliseconds: number): void {
  changeTimes(upsun, environment, (at) => timestamp(new Date(Date.parse(at) - milliseconds)));
  addCronRuns(environment, Date.now() - milliseconds, Date.now());
  const idle = idleAt(environment);
  if (environment.status !== 'active' || !(idle <= Date.now()) || ongoing(upsun, environment.id).length > 0) {
    return;
  }
  upsun.activities.push(pastActivity('environment.pause', environment, idle));
  pauseEnvironment(environment);
}

function changeTimes(upsun: UpsunState, environment: Environment, change: (at: string) => string): void {
  const { id, deployment, deploymentState, cronRuns } = environment;
  const own = upsun.activities.filter(({ environments }) => environments.includes(id));
  const dated: (Dated | undefined)[] = [environment, deployment, deploymentState, ...own, ...cronRuns];
  for (const record of dated) {
    for (const field of fields) {
      const at = record?.[field];
      if (record && at) record[field] = change(at);
    }
  }
}
