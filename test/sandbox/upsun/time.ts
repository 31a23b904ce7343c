import type { Environment } from './environment.ts';
import { timestamp, type UpsunState } from './state.ts';

/** Makes an environment look as if nothing had happened to it since a moment in the past. */
export function backdate(upsun: UpsunState, environment: Environment, moment: Date): void {
  const at = timestamp(moment);
  environment.createdAt = at;
  environment.updatedAt = at;
  environment.lastActiveAt &&= at;
  if (environment.deployment) Object.assign(environment.deployment, { createdAt: at, updatedAt: at });
  if (environment.deploymentState) environment.deploymentState.at = at;
  for (const activity of upsun.activities) {
    if (!activity.environments.includes(environment.id)) continue;
    activity.createdAt = at;
    activity.updatedAt = at;
    activity.startedAt &&= at;
    activity.completedAt &&= at;
    activity.cancelledAt &&= at;
  }
}
