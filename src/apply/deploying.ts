import { builds, deployingTypes, saysFailed, standingFailure } from '../plan/activities.ts';
import type { UpsunActivity } from '../upsun/upsun.ts';
import type { ApplyContext, FollowContext } from './context.ts';
import { follow } from './follow.ts';
import { type DeploymentOutcome, deploymentOutcome, failedCommand } from './outcome.ts';

type DeployingContext = FollowContext & Pick<ApplyContext, 'upsun' | 'settings'>;

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
  const outcome = deploymentOutcome(
    await follow(environment, activity, context),
    context.settings.failOnHookError,
  );
  const provesAll = outcome.kind !== 'deployed' || builds(outcome.activity);
  return provesAll ? outcome : unlessStillFailed(environment, outcome, context);
}

/**
 * What neither builds nor runs a `deploy` hook, such as a redeployment, says nothing of one that failed before, though
 * it succeeds itself.
 */
async function unlessStillFailed(
  id: string,
  outcome: Extract<DeploymentOutcome, { kind: 'deployed' }>,
  { upsun, settings }: DeployingContext,
): Promise<DeploymentOutcome> {
  const [activities, environment] = await Promise.all([
    upsun.activities(id, deployingTypes),
    upsun.environment(id),
  ]);
  const { failOnHookError } = settings;
  const failure = standingFailure(
    activities.filter(({ result }) => result !== null),
    failOnHookError,
  );
  if (!failure && !(environment && saysFailed(environment, failOnHookError))) return outcome;
  const what = (failure && failedCommand(failure)) ?? 'the last deployment';
  const reason = `${what} of this commit failed, and this did not run it again. Push a new commit`;
  return { kind: 'failed', activity: outcome.activity, reason };
}
