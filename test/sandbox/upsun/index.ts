import type { Push, PushReceiver } from '../git/push.ts';
import { serve, type RunningServer, type World } from '../server.ts';
import type { Activity, ActivityType, FailureKind } from './activity.ts';
import {
  addEnvironment,
  addInactiveEnvironments,
  type AddedEnvironment,
  pauseEnvironment,
  removeEnvironment,
} from './add.ts';
import { apiRoutes } from './api.ts';
import { authRoutes } from './auth.ts';
import { letCronsRun, usualCronRuns } from './crons.ts';
import { createDefaultEnvironment } from './environment.ts';
import { createIntegration, type Integration } from './integrations.ts';
import { createReceiver } from './push.ts';
import { recordOf, type EnvironmentRecord } from './record.ts';
import { settled } from './scheduler.ts';
import { backdate, passTime } from './time.ts';
import type { Data, Visit } from './served.ts';
import { createState, type UpsunOptions } from './options.ts';
import type { Controls, UpsunState } from './state.ts';

export type { Activity, ActivityType, FailureKind } from './activity.ts';
export type { AddedEnvironment } from './add.ts';
export type { UpsunOptions } from './options.ts';
export type { EnvironmentRecord } from './record.ts';
export type { Controls, Durations, LogBehaviour, Role } from './state.ts';

/** An Upsun project on loopback. Its controls may be changed at any time. */
export interface UpsunSandbox extends Controls {
  apiUrl: string;
  authUrl: string;
  /** The API token that the auth server takes. */
  token: string;
  projectId: string;
  defaultBranch: string;
  /** What the project's git server tells of pushes. */
  receiver: PushReceiver;
  /** What is known of an environment now. */
  environment: (id: string) => EnvironmentRecord | undefined;
  environments: () => EnvironmentRecord[];
  addEnvironment: (added: AddedEnvironment) => Promise<EnvironmentRecord>;
  addInactiveEnvironments: (ids: readonly string[]) => Promise<void>;
  setData: (id: string, data: Data) => void;
  /** Deletes an environment at once, as a person may have done meanwhile; its children lose their parent. */
  removeEnvironment: (id: string) => Promise<void>;
  /** Pauses an environment at once, as happens to idle ones. */
  pause: (id: string) => void;
  /** Makes an environment and its activities look untouched since then, but for its crons. */
  backdate: (id: string, moment: Date) => void;
  /**
   * Lets time pass, for one environment or for all: their past moves away, crons run, and previews that were not
   * deployed for 14 days are paused.
   */
  passTime: (milliseconds: number, id?: string) => void;
  /** Lets the crons of an environment run, more often than one page of activities holds where no number is given. */
  letCronsRun: (id: string, times?: number) => void;
  /** The cron runs of an environment that the project still knows, oldest first. */
  cronRuns: (id: string) => Activity[];
  /** Every activity so far but cron runs, oldest first. */
  activities: () => Activity[];
  /** Every push that was taken, oldest first, with its options. */
  pushes: () => Push[];
  /** What visitors asked the sites for, oldest first. */
  visits: () => Visit[];
  addIntegration: (type: Integration['type']) => Integration;
  /**
   * Makes the next deploying activity fail (push, activate, resume, redeploy, deploy), of this environment or of any;
   * `hang` and `cancelled` take the next activity of another type, where one is named.
   */
  failNext: (kind: FailureKind, environmentId?: string, type?: ActivityType) => void;
  /** Makes every access token given out so far invalid. */
  revokeAccessTokens: () => void;
  /** Resolves once no activity waits or runs. */
  settled: () => Promise<void>;
  /** Stops every server and timer. */
  close: () => Promise<void>;
}

/** Starts an Upsun project with an empty default environment: its API, its auth server, its environments. */
export async function createUpsun(world: World, options: UpsunOptions): Promise<UpsunSandbox> {
  const upsun = createState(options);
  createDefaultEnvironment(upsun);
  const authority = { sign: options.sign, authorityKey: options.authorityKey ?? (() => '') };
  const auth = await serve('upsun-auth', world, authRoutes(upsun, authority));
  const api = await serve('upsun-api', world, apiRoutes(upsun));
  // One object, so that what a test sets on the sandbox is what the project goes by.
  return Object.assign(upsun.controls, {
    apiUrl: api.url,
    authUrl: auth.url,
    token: upsun.token,
    projectId: upsun.projectId,
    defaultBranch: upsun.defaultBranch,
    receiver: createReceiver(upsun),
    ...environmentControls(upsun),
    ...activityControls(upsun),
    addIntegration: (type: Integration['type']) => {
      const integration = createIntegration(type);
      upsun.controls.integrations.push(integration);
      return integration;
    },
    revokeAccessTokens: () => upsun.accessTokens.clear(),
    close: () => close(upsun, [auth, api]),
  });
}

function environmentControls(upsun: UpsunState) {
  const known = (id: string) => {
    const environment = upsun.environments.get(id);
    if (!environment) throw new Error(`The sandbox has no environment ${id}`);
    return environment;
  };
  return {
    environment: (id: string) => {
      const environment = upsun.environments.get(id);
      return environment && recordOf(upsun, environment);
    },
    environments: () => [...upsun.environments.values()].map((environment) => recordOf(upsun, environment)),
    addEnvironment: async (added: AddedEnvironment) => recordOf(upsun, await addEnvironment(upsun, added)),
    addInactiveEnvironments: (ids: readonly string[]) => addInactiveEnvironments(upsun, ids),
    setData: (id: string, data: Data) => void (known(id).data = data),
    removeEnvironment: (id: string) => removeEnvironment(upsun, known(id)),
    pause: (id: string) => pauseEnvironment(known(id)),
    backdate: (id: string, moment: Date) => backdate(upsun, known(id), moment),
    passTime: (milliseconds: number, id?: string) => {
      const chosen = id === undefined ? [...upsun.environments.values()] : [known(id)];
      for (const environment of chosen) passTime(upsun, environment, milliseconds);
    },
    letCronsRun: (id: string, times = usualCronRuns) => letCronsRun(known(id), times),
    cronRuns: (id: string) => [...known(id).cronRuns],
  };
}

function activityControls(upsun: UpsunState) {
  return {
    activities: () => [...upsun.activities],
    pushes: () => [...upsun.pushes],
    visits: () => [...upsun.visits],
    failNext: (kind: FailureKind, environmentId?: string, type?: ActivityType) =>
      void upsun.failures.push({ kind, environmentId, type }),
    settled: () => settled(upsun),
  };
}

async function close(upsun: UpsunState, servers: RunningServer[]): Promise<void> {
  upsun.closing.abort();
  upsun.idle.emit('ended');
  const sites = [...upsun.environments.values()].map(({ site }) => site?.close());
  await Promise.all([...sites, ...servers.map((server) => server.close())]);
}
