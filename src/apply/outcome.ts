import { failed, failedCommands, hookFailed } from '../plan/activities.ts';
import { inWords } from '../text/duration.ts';
import type { UpsunActivity } from '../upsun/upsun.ts';

/** What an activity came to. What that means is for whoever asked for the activity to say. */
export type ActivityEnd =
  | { kind: 'succeeded' | 'failed' | 'cancelled'; activity: UpsunActivity }
  /** Prepared, and left to somebody who deploys it in the console. */
  | { kind: 'staged'; activity: UpsunActivity }
  /** It goes on without anybody waiting for it. `limit` is in milliseconds. */
  | { kind: 'overdue'; activity: UpsunActivity; setting: 'QUEUE_TIMEOUT' | 'DEPLOY_TIMEOUT'; limit: number };

/** How the deployment of one environment ended. */
export type DeploymentOutcome =
  | { kind: 'deployed'; activity: UpsunActivity; warning?: string }
  | { kind: 'stored' }
  | { kind: 'unchanged' }
  | { kind: 'queued' }
  | { kind: 'staged'; activity: UpsunActivity }
  /** Upsun made it not active, because the project can have no further environment. `said`: its words. */
  | { kind: 'no-room'; activity?: UpsunActivity; said: string }
  /** The pull request was closed while its environment was deployed. */
  | { kind: 'closed'; reason: string }
  | { kind: 'cancelled'; activity: UpsunActivity; reason: string }
  /** Nothing was deployed: production could not be backed up before. */
  | { kind: 'no-backup'; activity?: UpsunActivity; reason: string }
  /** It is live, and its site does not answer as it should. */
  | { kind: 'unready'; activity?: UpsunActivity; reason: string }
  /** Without an activity where none was begun. */
  | { kind: 'failed'; activity?: UpsunActivity; reason: string }
  /** What the plan was made from is no longer so. */
  | { kind: 'outdated'; reason: string };

/** How the deactivation of an environment ended. `unchanged`: it had no containers to take away. */
export type DeactivationOutcome = { kind: 'deactivated' | 'unchanged' } | Kept | NotDone;

/** How the deletion of an environment ended. */
export type DeletionOutcome = { kind: 'deleted' } | Kept | NotDone;

/** Upsun or Bitbucket now says something else of it than the plan was made with. */
interface Kept {
  kind: 'kept';
  reason: string;
}

interface NotDone {
  kind: 'not-done';
  reason: string;
}

/** What the end of an activity that deploys means for its environment. */
export function deploymentOutcome(end: ActivityEnd, failOnHookError: boolean): DeploymentOutcome {
  const { activity } = end;
  switch (end.kind) {
    case 'staged':
      return { kind: 'staged', activity };
    case 'cancelled':
      return { kind: 'cancelled', activity, reason: 'it was cancelled on Upsun' };
    case 'overdue':
      return { kind: 'failed', activity, reason: overdue(end) };
    case 'succeeded':
    case 'failed': {
      const command = failedCommand(activity);
      const warning = hookFailed(activity)
        ? `${command ?? 'a deploy or post-deploy hook'} failed although the environment is live`
        : undefined;
      if (!failed(activity, failOnHookError))
        return { kind: 'deployed', activity, ...(warning ? { warning } : {}) };
      const reason = warning ?? `the deployment failed${command ? `: ${command}` : ''}`;
      return { kind: 'failed', activity, reason };
    }
  }
}

/** The activity that an outcome was read from. */
export function activityOf(outcome: DeploymentOutcome): UpsunActivity | undefined {
  switch (outcome.kind) {
    case 'deployed':
    case 'staged':
    case 'cancelled':
    case 'no-room':
    case 'no-backup':
    case 'unready':
    case 'failed':
      return outcome.activity;
    case 'stored':
    case 'unchanged':
    case 'queued':
    case 'closed':
    case 'outdated':
      return undefined;
  }
}

/** The first build or hook that failed, as a person writes it; `undefined` where none did. */
export function failedCommand(activity: Pick<UpsunActivity, 'commands'>): string | undefined {
  const [command] = failedCommands(activity);
  return command && `${command.app} ${command.type} (exit ${command.exitCode})`.trim();
}

/** Why a deactivation is not done yet, or never will be; `undefined` where it is done. */
export function whyNotDone(end: ActivityEnd): string | undefined {
  switch (end.kind) {
    case 'succeeded':
      return undefined;
    case 'failed': {
      const command = failedCommand(end.activity);
      return `its deactivation failed${command ? `: ${command}` : ''}`;
    }
    case 'cancelled':
      return 'its deactivation was cancelled on Upsun';
    case 'staged':
      return 'its deactivation waits for a manual deployment in the console';
    case 'overdue':
      return overdue(end);
  }
}

function overdue({ setting, limit }: Extract<ActivityEnd, { kind: 'overdue' }>): string {
  const long = `${setting} (${inWords(limit)}); Upsun goes on with it`;
  return setting === 'QUEUE_TIMEOUT'
    ? `it waited for its turn longer than ${long}`
    : `it ran longer than ${long}`;
}
