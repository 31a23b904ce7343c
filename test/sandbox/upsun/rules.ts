import type { Activity } from './activity.ts';
import type { Environment } from './environment.ts';
import { activeParent, children, hasStagedActivities, shownStatus } from './standing.ts';
import type { UpsunState } from './state.ts';

export const operations = [
  'edit',
  'activate',
  'deactivate',
  'pause',
  'resume',
  'synchronize',
  'redeploy',
  'deploy',
  'backup',
  'branch',
  'delete',
] as const;

export type Operation = (typeof operations)[number];

/** Why an operation is not available now. */
export type Refusal = { because: 'permission' | 'state'; reason: string };

/** Nothing where the operation is allowed: then, and only then, the environment has its link. */
export function refusalOf(
  upsun: UpsunState,
  environment: Environment,
  operation: Operation,
): Refusal | undefined {
  const forbidden = writeRefusal(upsun);
  if (forbidden) return { because: 'permission', reason: forbidden };
  const reason = stateRefusal(upsun, environment, operation);
  return reason === undefined ? undefined : { because: 'state', reason };
}

/** Why this user may change nothing in this project. */
export function writeRefusal({ controls }: UpsunState): string | undefined {
  if (controls.suspended) return 'The project is suspended: it takes no changes.';
  if (controls.role !== 'admin') return `The role ${controls.role} does not allow this.`;
  return undefined;
}

/** Whether an activity can be cancelled now. */
export function isCancellable(upsun: UpsunState, activity: Activity): boolean {
  return writeRefusal(upsun) === undefined && upsun.jobs.get(activity.id)?.cancellable === true;
}

function stateRefusal(upsun: UpsunState, environment: Environment, operation: Operation): string | undefined {
  const { id, parent } = environment;
  const status = shownStatus(upsun, environment);
  if (operation === 'edit') return status === 'deleting' ? 'The environment is being deleted.' : undefined;
  if (operation === 'deploy') {
    return hasStagedActivities(upsun, environment) && status !== 'dirty'
      ? undefined
      : 'Nothing is staged for deployment.';
  }
  const needed = neededStatus[operation];
  if (!needed.includes(status)) {
    return `The environment is ${status}; to ${operation} it, it must be ${needed.join(' or ')}.`;
  }
  if (id === upsun.defaultBranch && !['redeploy', 'backup', 'branch'].includes(operation)) {
    return `The default environment does not ${operation}.`;
  }
  if (operation === 'pause' && environment.type === 'production') return 'Production is never paused.';
  if (operation === 'synchronize' && !activeParent(upsun, environment)) {
    return `The parent ${parent ?? '(none)'} is not active.`;
  }
  if (operation === 'delete' && upsun.controls.refusesOrphans && children(upsun, environment).length > 0) {
    return 'The environment has children.';
  }
  if (operation === 'branch' && environment.head === null) return 'The environment has no code.';
  const deploys = operation === 'redeploy' || operation === 'backup';
  return deploys && !environment.deployment ? 'The environment was never deployed.' : undefined;
}

const neededStatus: Record<Exclude<Operation, 'edit' | 'deploy'>, string[]> = {
  activate: ['inactive'],
  deactivate: ['active', 'paused'],
  pause: ['active'],
  resume: ['paused'],
  synchronize: ['active'],
  redeploy: ['active'],
  backup: ['active'],
  branch: ['active', 'inactive', 'paused'],
  delete: ['inactive'],
};
