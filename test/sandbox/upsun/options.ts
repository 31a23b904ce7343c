import { EventEmitter } from 'node:events';
import type { Repository } from '../git/repository.ts';
import type { Authority } from './auth.ts';
import { usualCronRuns } from './crons.ts';
import { usualLimitBehaviour } from './limit.ts';
import { createSettings } from './settings.ts';
import { timestamp, type Durations, type UpsunState } from './state.ts';

export interface UpsunOptions extends Partial<Authority> {
  /** The bare repository behind Upsun's git, empty at first. */
  repository: Repository;
  /** What the project says of its repository's address; asked on every request. */
  gitUrl: () => string;
  sign: Authority['sign'];
  projectId?: string;
  defaultBranch?: string;
  flex?: boolean;
  environmentLimit?: number;
  concurrency?: number;
  token?: string;
}

const defaultDurations: Durations = {
  queue: 60,
  store: 60,
  build: 120,
  deploy: 120,
  post_deploy: 60,
  synchronize: 100,
  deactivate: 80,
  delete: 60,
  pause: 60,
  resume: 80,
  backup: 60,
  update: 60,
};

/** The state of a new project, still without any environment. */
export function createState(options: UpsunOptions): UpsunState {
  const { repository, gitUrl, environmentLimit, flex = false, concurrency = 2 } = options;
  return {
    repository,
    gitUrl,
    flex,
    projectId: options.projectId ?? 'abc123def4567',
    defaultBranch: options.defaultBranch ?? 'main',
    token: options.token ?? 'sandbox-api-token',
    createdAt: timestamp(),
    controls: {
      title: 'Sandbox',
      role: 'admin',
      suspended: false,
      integrationsForbidden: false,
      links: 'absolute',
      logBehaviour: 'normal',
      refusePush: undefined,
      maxFileSize: 100 * 1024 * 1024,
      environmentLimit,
      limitBehaviour: { ...usualLimitBehaviour },
      concurrency,
      redeployBuilds: false,
      refusesOrphans: false,
      stepUp: false,
      cronRunsAfterDeployment: usualCronRuns,
      expiresIn: 900,
      durations: { ...defaultDurations },
      goesOnWhen: {},
      answerVisit: undefined,
      routeUrl: (siteUrl) => siteUrl,
      settings: createSettings({ flex, concurrency }),
      integrations: [],
    },
    environments: new Map(),
    activities: [],
    pushes: [],
    visits: [],
    jobs: new Map(),
    failures: [],
    builtTrees: new Set(),
    accessTokens: new Map(),
    droppedLogs: new Set(),
    divergences: new Map(),
    idle: new EventEmitter().setMaxListeners(0),
    closing: new AbortController(),
  };
}
