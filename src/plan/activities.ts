import type { Activity, Command, Environment } from './world.ts';

/** Activities that build and deploy; the others start what was built before, and run its `post_deploy` hook at most. */
const buildingTypes = [
  'environment.push',
  'environment.activate',
  'environment.branch',
  'environment.deploy',
  'environment.initialize',
  'environment.merge',
] as const;

/**
 * Activities whose end says something of what is live. https://docs.upsun.com/integrations/activity/reference.html
 * (read 2026-11-25)
 */
export const deployingTypes = [
  ...buildingTypes,
  'environment.redeploy',
  'environment.resume',
  'environment.synchronize',
] as const;

/** Those, and what takes data away: all that a plan and the report of a deployment look at. */
export const tellingTypes = [...deployingTypes, 'environment.deactivate'] as const;

/**
 * What shows that somebody uses an environment: it was deployed, or a person changed something. Cron runs, backups,
 * renewals of certificates and the pauses that Upsun makes by itself go on where nobody is.
 */
export const usingTypes = [
  ...deployingTypes,
  'environment.access.add',
  'environment.access.remove',
  'environment.domain.create',
  'environment.domain.delete',
  'environment.domain.update',
  'environment.route.create',
  'environment.route.delete',
  'environment.route.update',
  'environment.update.http_access',
  'environment.update.restrict_robots',
  'environment.update.smtp',
  'environment.variable.create',
  'environment.variable.delete',
  'environment.variable.update',
] as const;

/** Whether the end of an activity says something of what is live. */
export function isDeploying({ type }: Pick<Activity, 'type'>): boolean {
  return deployingTypes.some((one) => one === type);
}

/**
 * The deployment that failed and was not made good since; `undefined` where what should be live is. `deployments` are
 * those of the environment, newest first, all of them over. A failure is made good by a later deployment that builds, or
 * where each command that failed is seen to succeed later: a redeployment runs no build and no `deploy` hook.
 * https://docs.upsun.com/development/troubleshoot.html (read 2026-11-25)
 */
export function standingFailure(
  deployments: readonly Activity[],
  failOnHookError: boolean,
): Activity | undefined {
  const succeeded = new Set<string>();
  for (const activity of deployments) {
    if (failed(activity, failOnHookError)) {
      const commands = failedCommands(activity);
      const madeGood = commands.length > 0 && commands.every((command) => succeeded.has(nameOf(command)));
      return madeGood ? undefined : activity;
    }
    if (builds(activity)) return undefined;
    for (const command of activity.commands) if (command.exitCode === 0) succeeded.add(nameOf(command));
  }
  return undefined;
}

/** Whether an activity runs the build or the `deploy` hooks, so that its success says that the code is live. */
export function builds({ type, commands }: Pick<Activity, 'type' | 'commands'>): boolean {
  return (
    buildingTypes.some((one) => one === type) ||
    commands.some(({ type: command }) => command === 'build' || command === 'deploy')
  );
}

function nameOf({ app, type }: Command): string {
  return `${app} ${type}`;
}

/** Whether a finished deployment leaves the environment without this code, or with a hook failure that counts. */
export function failed(activity: Activity, failOnHookError: boolean): boolean {
  if (activity.state === 'cancelled') return true;
  if (hookFailed(activity)) return failOnHookError;
  return activity.result === 'failure';
}

/** A deploy or post-deploy hook failed, which leaves the environment live. Older servers call that a success. */
export function hookFailed(activity: Activity): boolean {
  const { result, failureReason } = activity;
  return failureReason === 'shell' || (result !== 'failure' && failedCommands(activity).length > 0);
}

/** The builds and hooks of an activity that ended with another exit code than 0. */
export function failedCommands({ commands }: Pick<Activity, 'commands'>): Command[] {
  return commands.filter(({ exitCode }) => exitCode !== undefined && exitCode !== 0);
}

/** Whether Upsun itself says that the last deployment of an environment failed in a way that counts. */
export function saysFailed({ lastDeploymentFailure }: Environment, failOnHookError: boolean): boolean {
  return lastDeploymentFailure === 'hook' ? failOnHookError : lastDeploymentFailure !== undefined;
}
