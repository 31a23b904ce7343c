import type { Environment } from './world.ts';

/** Whether an environment has containers and data, also while an activity keeps its status at `dirty`. */
export function isLive({ status, hasDeployment }: Pick<Environment, 'status' | 'hasDeployment'>): boolean {
  return status === 'active' || (status === 'dirty' && hasDeployment);
}
