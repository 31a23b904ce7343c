import type { Action, EnvironmentChanges } from './actions.ts';
import type { DesiredEnvironment } from './desired.ts';
import * as reasons from './reasons.ts';
import type { Activity, Environment } from './world.ts';

const deployingTypes: readonly string[] = [
  'environment.push',
  'environment.activate',
  'environment.branch',
  'environment.deploy',
  'environment.redeploy',
  'environment.resume',
];

/** Whether the result of an activity says that the code of its environment is live. */
export function isDeploying({ type }: Activity): boolean {
  return deployingTypes.includes(type);
}

/**
 * The steps from an environment as it is to as it should be, in the order they are taken.
 * `activities` are those of the environment, newest first.
 */
export function differences(
  desired: DesiredEnvironment,
  existing: Environment | undefined,
  activities: readonly Activity[],
  failOnHookError: boolean,
): Action[] {
  const { id } = desired;
  if (!existing) return [{ kind: 'create', id, desired, from: null, reason: desired.reason }];
  if (existing.status === 'deleting') return [{ kind: 'wait', id, reason: reasons.beingDeleted }];

  const changes = changesNeeded(desired, existing);
  const edits: Action[] = changes ? [{ kind: 'edit', id, changes, reason: describeChanges(changes) }] : [];
  if (existing.headCommit !== desired.commit) {
    const reason = reasons.newCommit(existing.headCommit, desired.commit);
    return [...edits, { kind: 'push', id, desired, from: existing.headCommit, reason }];
  }
  const deployments = activities.filter(isDeploying);
  const waking = wake(desired, existing, deployments, failOnHookError);
  if (waking) return [...edits, waking];
  const reason = existing.status === 'active' ? reasons.inLine : reasons.stored(existing.status);
  return edits.length > 0 ? edits : [{ kind: 'keep', id, reason }];
}

/** What must be PATCHed, or `undefined` where nothing differs. Attributes that are not ours are kept. */
export function changesNeeded(
  desired: DesiredEnvironment,
  existing: Environment,
): EnvironmentChanges | undefined {
  const attributes = { ...existing.attributes, ...desired.attributes };
  const changes: EnvironmentChanges = {
    ...(differs(desired.parent, existing.parent) ? { parent: desired.parent } : {}),
    ...(differs(desired.title, existing.title) ? { title: desired.title } : {}),
    ...(differs(desired.clonesParentData, existing.clonesParentData)
      ? { clonesParentData: desired.clonesParentData }
      : {}),
    ...(Object.entries(attributes).some(([name, value]) => existing.attributes[name] !== value)
      ? { attributes }
      : {}),
  };
  return Object.keys(changes).length > 0 ? changes : undefined;
}

function wake(
  desired: DesiredEnvironment,
  existing: Environment,
  deployments: readonly Activity[],
  failOnHookError: boolean,
): Action | undefined {
  const { id } = desired;
  const [latest] = deployments;
  const unfinished = deployments.find(({ state }) => ['pending', 'in_progress', 'staged'].includes(state));
  if (unfinished) return { kind: 'follow', id, activity: unfinished, reason: reasons.running(unfinished) };
  if (existing.status === 'inactive' || existing.status === 'paused') {
    if (!desired.active) return undefined;
    const kind = existing.status === 'inactive' ? 'activate' : 'resume';
    return { kind, id, reason: reasons.notActive(existing.status) };
  }
  if (latest && failed(latest, failOnHookError))
    return { kind: 'redeploy', id, reason: reasons.lastDeploymentFailed };
  return undefined;
}

/** Whether a finished deployment leaves the environment without this code, or with a hook failure that counts. */
export function failed(activity: Activity, failOnHookError: boolean): boolean {
  if (activity.state === 'cancelled') return true;
  if (hookFailed(activity)) return failOnHookError;
  return activity.result === 'failure';
}

/** A deploy or post-deploy hook failed, which leaves the environment live. Older servers call that a success. */
export function hookFailed({ result, failureReason, failedCommand }: Activity): boolean {
  return failureReason === 'shell' || (result !== 'failure' && failedCommand !== undefined);
}

function describeChanges(changes: EnvironmentChanges): string {
  return reasons.changed([
    ...(changes.parent === undefined ? [] : [`parent becomes ${changes.parent}`]),
    ...(changes.title === undefined ? [] : [`title becomes "${changes.title}"`]),
    ...(changes.clonesParentData === undefined
      ? []
      : [changes.clonesParentData ? "takes the parent's data" : "takes none of the parent's data"]),
    ...(changes.attributes ? [reasons.marks] : []),
  ]);
}

function differs<Value>(desired: Value | undefined, present: Value | null): desired is Value {
  return desired !== undefined && desired !== present;
}
