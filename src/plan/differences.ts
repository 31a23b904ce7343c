import type { Action } from './actions.ts';
import { isDeploying, saysFailed, standingFailure } from './activities.ts';
import type { DesiredEnvironment } from './desired.ts';
import type { HttpAuth, Policy } from './policy.ts';

import { sameCommit } from './commit.ts';
import type { EnvironmentChanges, Activity, Environment, HttpAccess } from './world.ts';

/**
 * The steps from an environment as it is to as it should be, in the order they are taken.
 * `activities` are those of the environment, newest first.
 */
export function differences(
  desired: DesiredEnvironment,
  existing: Environment | undefined,
  activities: readonly Activity[],
  policy: Pick<Policy, 'failOnHookError' | 'wakesIdle'>,
): Action[] {
  const { id } = desired;
  if (!existing) return [{ kind: 'create', id, desired, from: null, reason: desired.reason }];
  if (existing.status === 'deleting')
    return [{ kind: 'wait', id, desired, reason: { code: 'being-deleted' } }];

  const changes = changesNeeded(desired, existing);
  const edits: Action[] = changes
    ? [{ kind: 'edit', id, changes, reason: { code: 'changed', changes } }]
    : [];
  if (!isAt(existing, desired.commit)) {
    const from = existing.headCommit;
    const without = desired.resyncPullRequests ? withoutData(desired) : {};
    const reason =
      desired.whyMoved ?? ({ code: 'new-commit', from, to: desired.commit, ...without } as const);
    const push: Action = { kind: 'push', id, desired, from, reason };
    return [...edits, ...resynchronize(desired, existing), push];
  }
  const deployments = activities.filter(isDeploying);
  const waking = wake(desired, existing, deployments, policy);
  if (waking) return [...edits, waking];
  if (edits.length > 0) return edits;
  const { status } = existing;
  return [
    { kind: 'keep', id, reason: status === 'active' ? { code: 'up-to-date' } : { code: 'stored', status } },
  ];
}

/** Whether an environment's code is that of a commit, which Bitbucket may name by an abbreviation. */
export function isAt({ headCommit }: Environment, commit: string): boolean {
  return sameCommit(headCommit, commit);
}

/** What must be PATCHed, or `undefined` where nothing differs. Attributes that are not ours are kept. */
export function changesNeeded(
  desired: DesiredEnvironment,
  existing: Environment,
): EnvironmentChanges | undefined {
  const attributes = { ...existing.attributes, ...desired.attributes };
  const { httpAuth } = desired;
  const parent = newParent(desired, existing);
  const changes: EnvironmentChanges = {
    ...(differs(parent, existing.parent) ? { parent } : {}),
    ...(differs(desired.title, existing.title) ? { title: desired.title } : {}),
    ...(differs(desired.clonesParentData, existing.clonesParentData)
      ? { clonesParentData: desired.clonesParentData }
      : {}),
    ...(Object.entries(attributes).some(([name, value]) => existing.attributes[name] !== value)
      ? { attributes }
      : {}),
    ...(httpAuth && !asksFor(existing.httpAccess, httpAuth)
      ? { httpAccess: withUser(existing.httpAccess, httpAuth) }
      : {}),
  };
  return Object.keys(changes).length > 0 ? changes : undefined;
}

/** A password that Upsun does not show is taken for the right one: asking for it again would redeploy every time. */
function asksFor({ isEnabled, users }: HttpAccess, { user, password }: HttpAuth): boolean {
  const [first, ...others] = Object.entries(users);
  if (!isEnabled || !first || others.length > 0 || first[0] !== user) return false;
  return first[1] === password || /^\**$/.test(first[1]);
}

/** The one user: another one may be that of an earlier HTTP_AUTH, which is to let nobody in any more. */
function withUser(access: HttpAccess, { user, password }: HttpAuth): HttpAccess {
  return { ...access, isEnabled: true, users: { [user]: password } };
}

/** The parent's data is fetched again only where there are containers to take it. */
function resynchronize(
  { id, resyncPullRequests, parent, dataOnlyFrom }: DesiredEnvironment,
  existing: Environment,
): Action[] {
  if (!resyncPullRequests || parent === undefined || existing.status !== 'active') return [];
  if (dataOnlyFrom?.lacksData) return [];
  return [{ kind: 'synchronize', id, ...onlyFrom(dataOnlyFrom), reason: { code: 'resync', parent } }];
}

function onlyFrom(source: DesiredEnvironment['dataOnlyFrom']): { onlyFrom?: string } {
  return source ? { onlyFrom: source.parent } : {};
}

/** The parent, where it has no data to give. */
function withoutData({ dataOnlyFrom }: DesiredEnvironment): { withoutData?: string } {
  return dataOnlyFrom?.lacksData ? { withoutData: dataOnlyFrom.parent } : {};
}

function wake(
  desired: DesiredEnvironment,
  existing: Environment,
  deployments: readonly Activity[],
  { failOnHookError, wakesIdle }: Pick<Policy, 'failOnHookError' | 'wakesIdle'>,
): Action | undefined {
  const { id } = desired;
  const unfinished = deployments.find(({ state }) => ['pending', 'in_progress', 'staged'].includes(state));
  if (unfinished) {
    const waiting = unfinished.state === 'pending';
    return {
      kind: 'follow',
      id,
      activity: unfinished,
      reason: { code: 'running', activity: unfinished.type, waiting },
    };
  }
  if (existing.status === 'inactive' || existing.status === 'paused') {
    if (!desired.active) return undefined;
    // Upsun pauses what nobody deploys for long; only a push or a run that somebody asked for wakes it.
    if (existing.status === 'paused' && !wakesIdle) return undefined;
    const { status } = existing;
    if (status === 'paused') return { kind: 'resume', id, reason: { code: 'not-active', status } };
    const reason = { code: 'not-active', status, ...withoutData(desired) } as const;
    return { kind: 'activate', id, ...onlyFrom(desired.dataOnlyFrom), reason };
  }
  const stands = standingFailure(deployments, failOnHookError) ?? saysFailed(existing, failOnHookError);
  return stands ? { kind: 'redeploy', id, reason: { code: 'last-deployment-failed' } } : undefined;
}

/** The parent below which it is to be moved. */
function newParent({ parent, keepsParent }: DesiredEnvironment, existing: Environment): string | undefined {
  return keepsParent && existing.parent !== null ? undefined : parent;
}

function differs<Value>(desired: Value | undefined, present: Value | null): desired is Value {
  return desired !== undefined && desired !== present;
}
