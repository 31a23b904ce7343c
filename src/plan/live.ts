import type { Environment } from './world.ts';

/** What is being deleted would have to be created again. */
export function isThere(environment: Environment | undefined): environment is Environment {
  return environment !== undefined && environment.status !== 'deleting';
}

/** Whether an environment has containers and data, also while an activity keeps its status at `dirty`. */
export function isLive({ status, hasDeployment }: Pick<Environment, 'status' | 'hasDeployment'>): boolean {
  return status === 'active' || (status === 'dirty' && hasDeployment);
}
