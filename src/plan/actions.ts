import type { DesiredEnvironment } from './desired.ts';
import type { Purpose } from './ownership.ts';
import type { Reason } from './reasons.ts';
import type { VariableChanges } from './variables.ts';
import type { Activity, Environment, EnvironmentChanges, PullRequest } from './world.ts';

/** One step of a deployment's plan. Each carries the environment it is for and its reason. */
export type Action = { id: string; reason: Reason } & (
  | { kind: 'create' | 'push'; desired: DesiredEnvironment; from: string | null }
  | { kind: 'edit'; changes: EnvironmentChanges }
  /** `onlyFrom`: the one environment whose data may be copied by this. */
  | { kind: 'synchronize' | 'activate'; onlyFrom?: string }
  | { kind: 'resume' | 'redeploy' }
  /** `isWaitedFor`: no later step deploys what is changed. */
  | { kind: 'variables'; changes: VariableChanges; isWaitedFor: boolean }
  /** `from`: the commit that it has now. */
  | { kind: 'backup'; from: string | null }
  | { kind: 'follow'; activity: Activity }
  | Deactivation
  /** Until Upsun has deleted it, and then plan again: to make it as it is desired. */
  | { kind: 'wait'; desired: DesiredEnvironment }
  /** `fail`: nothing can be done, which is a failure. */
  | { kind: 'keep' | 'skip' | 'fail' }
);

/** Takes the containers and data of an idle environment away, until the next push for its pull request. */
interface Deactivation {
  kind: 'deactivate';
  pullRequest: PullRequest;
  /** Milliseconds since 1970: nobody used it later. */
  since: number;
}

export type DeactivateStep = Extract<Action, { kind: 'deactivate' }>;

/** Takes an environment away for good. Applied only when Bitbucket confirms it in a request of its own. */
export interface Deletion {
  kind: 'delete';
  purpose: Purpose;
}

/** Whether taking a step changes anything. */
export function changesSomething({ kind }: Action): boolean {
  return kind !== 'keep' && kind !== 'skip';
}

/** Whether everything is in place and live, so that nothing has to be done and the result is known. */
export function isUpToDate(actions: readonly Action[]): boolean {
  return actions.length > 0 && actions.every(({ reason }) => reason.code === 'up-to-date');
}

/** Whether code is brought to an environment that stays inactive, so that there will be nothing to look at. */
export function storesOnly(
  actions: readonly Action[],
  environments: ReadonlyMap<string, Environment>,
): boolean {
  return actions.some(
    (action) =>
      (action.kind === 'create' || action.kind === 'push') &&
      !action.desired.active &&
      (environments.get(action.id)?.status ?? 'inactive') === 'inactive',
  );
}

/** One step of cleaning up. Children that stay are moved before anything is deleted. */
export type CleanupAction = { id: string; reason: Reason } & (
  | { kind: 'edit'; changes: EnvironmentChanges }
  | Deletion
  | Deactivation
  | { kind: 'keep' }
);
