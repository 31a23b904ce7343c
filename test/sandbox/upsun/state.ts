import type { EventEmitter } from 'node:events';
import type { Push } from '../git/push.ts';
import type { Repository } from '../git/repository.ts';
import type { Activity, Failure, Job } from './activity.ts';
import type { Environment } from './environment.ts';
import type { Divergence } from './git.ts';
import type { Integration } from './integrations.ts';
import type { LimitBehaviour } from './limit.ts';
import type { SiteReply, Visit } from './served.ts';
import type { ProjectSettings } from './settings.ts';

export type Role = 'admin' | 'contributor' | 'viewer';

/** How the log of an activity answers; `drop` ends the first answer halfway, without a seal. */
export type LogBehaviour = 'normal' | 'hang' | 'error' | 'drop' | 'bad-request';

/** Milliseconds that each phase of an activity takes. */
export interface Durations {
  queue: number;
  /** Taking the code of a push in. */
  store: number;
  build: number;
  deploy: number;
  post_deploy: number;
  /** Copying the parent's data into an existing environment. */
  synchronize: number;
  deactivate: number;
  delete: number;
  pause: number;
  resume: number;
  backup: number;
  /** Applying changed settings to an active environment. */
  update: number;
}

/** What a test may change at any time. */
export interface Controls {
  /** Of the project. */
  title: string;
  /** The role of the token's user. */
  role: Role;
  suspended: boolean;
  /** The user is no project admin, whatever the role: listing integrations answers 403. */
  integrationsForbidden: boolean;
  /** Absolute links name the host of the project's region, not the API's. */
  links: 'absolute' | 'relative';
  logBehaviour: LogBehaviour;
  /** The sentence with which every push is refused. */
  refusePush: string | undefined;
  /** Bytes; a push with a larger file is refused. */
  maxFileSize: number;
  /** How many environments beside the default one may be active or paused. */
  environmentLimit: number | undefined;
  limitBehaviour: LimitBehaviour;
  /** How many activities of the project run side by side. */
  concurrency: number;
  /** A redeploy tries a build once more that failed. The documents do not say; unless a test asks, it does not. */
  redeployBuilds: boolean;
  /** Deleting an environment that has children is refused, as by older servers; otherwise they lose their parent. */
  refusesOrphans: boolean;
  /** The organization asks for a second factor, which the token lacks: the API refuses everything of the project. */
  stepUp: boolean;
  /** How often crons run as soon as a deployment is over: enough to fill a page of activities, unless a test says less. */
  cronRunsAfterDeployment: number;
  /** Seconds that an access token lives. */
  expiresIn: number;
  durations: Durations;
  /** Activities stay in a phase, however long it lasts, until this is so. */
  goesOnWhen: Partial<Record<keyof Durations, () => boolean>>;
  /** What the site of an environment answers to a visitor in place of its pages; `undefined` for these. */
  answerVisit: ((environment: string, path: string) => SiteReply | undefined) | undefined;
  /** The address that Upsun tells of a site: that of something in front of it, for one. */
  routeUrl: (siteUrl: string) => string;
  settings: ProjectSettings;
  integrations: Integration[];
}

export interface UpsunState {
  projectId: string;
  defaultBranch: string;
  flex: boolean;
  token: string;
  createdAt: string;
  repository: Repository;
  /** Address of the project's own repository, known once its git server runs. */
  gitUrl: () => string;
  controls: Controls;
  environments: Map<string, Environment>;
  /** In the order in which they were queued. */
  activities: Activity[];
  /** In the order in which they were taken. */
  pushes: Push[];
  /** What visitors asked the sites for, oldest first. */
  visits: Visit[];
  /** What each activity that has not ended yet still has to do, by its id. */
  jobs: Map<string, Job>;
  failures: Failure[];
  /** Trees that were built before: building one again is skipped. */
  builtTrees: Set<string>;
  /** When each access token ends, in milliseconds since the epoch. */
  accessTokens: Map<string, number>;
  /** Activities whose log was cut off once. */
  droppedLogs: Set<string>;
  /** How far commits are apart, by the two of them: asking git each time makes long lists slow. */
  divergences: Map<string, Promise<Divergence>>;
  /** Told whenever an activity ends. */
  idle: EventEmitter;
  closing: AbortController;
}

export const user = {
  id: '5f0c1f6e-2f0a-4b7e-9c55-0d6a1d0c7a11',
  name: 'Deploy Bot',
  email: 'deploy-bot@example.com',
};

export const region = 'eu-5.platform.example';

/** A moment in the form of the vendor's API. */
export function timestamp(moment = new Date()): string {
  return moment.toISOString().replace('Z', '000+00:00');
}
