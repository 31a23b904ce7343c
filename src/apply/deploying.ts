import type { UpsunActivity } from '../upsun/upsun.ts';
import type { ApplyContext } from './context.ts';
import { follow } from './follow.ts';
import { type DeploymentOutcome, deploymentOutcome } from './outcome.ts';

type DeployingContext = Pick<ApplyContext, 'upsun' | 'clock' | 'log' | 'signal' | 'settings' | 'observer'>;

/** Waits for an activity that deploys. With WAIT=false nobody waits: the deployment is left to itself. */
export async function followDeployment(
  environment: string,
  activity: UpsunActivity,
  context: DeployingContext,
): Promise<DeploymentOutcome> {
  if (context.settings.wait) return waitForDeployment(environment, activity, context);
  context.observer.onActivity?.(environment, activity);
  return { kind: 'queued' };
}

/** Waits for an activity that deploys, also with WAIT=false: for one that must be over before the next step. */
export async function waitForDeployment(
  environment: string,
  activity: UpsunActivity,
  context: DeployingContext,
): Promise<DeploymentOutcome> {
  return deploymentOutcome(await follow(environment, activity, context), context.settings.failOnHookError);
}
