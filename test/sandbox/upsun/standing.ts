import { ongoing } from './activity.ts';
import type { Environment } from './environment.ts';
import type { Data } from './served.ts';
import type { UpsunState } from './state.ts';

/** The status that the API shows. */
export function shownStatus(upsun: UpsunState, { id, status }: Environment): Environment['status'] | 'dirty' {
  if (status === 'deleting') return status;
  return ongoing(upsun, id).length > 0 ? 'dirty' : status;
}

/** Whether staged activities wait for a manual deployment. */
export function hasStagedActivities(upsun: UpsunState, { id }: Environment): boolean {
  return upsun.activities.some(({ state, environments }) => state === 'staged' && environments.includes(id));
}

/** The environments whose parent this one is. */
export function children(upsun: UpsunState, { id }: Environment): Environment[] {
  return [...upsun.environments.values()].filter(({ parent }) => parent === id);
}

/** The parent's data, where a new active environment gets a copy of it; otherwise none. */
export function initialData(upsun: UpsunState, environment: Environment): Data {
  const parent = activeParent(upsun, environment);
  return environment.cloneParentOnCreate && parent?.data ? structuredClone(parent.data) : {};
}

/** The parent, where it is active. */
export function activeParent(upsun: UpsunState, { parent }: Environment): Environment | undefined {
  const found = parent === null ? undefined : upsun.environments.get(parent);
  return found?.status === 'active' ? found : undefined;
}

/** Whether the project's limit leaves no room for this environment to become active. */
export function isLimitReached(upsun: UpsunState, environment: Pick<Environment, 'id'>): boolean {
  const { environmentLimit } = upsun.controls;
  if (environmentLimit === undefined || environment.id === upsun.defaultBranch) return false;
  const taken = [...upsun.environments.values()].filter(
    ({ id, status }) =>
      id !== upsun.defaultBranch &&
      id !== environment.id &&
      (status === 'active' ||
        status === 'paused' ||
        ongoing(upsun, id).some((activity) => upsun.jobs.get(activity.id)?.takesRoom)),
  );
  return taken.length >= environmentLimit;
}
