import type { Routes } from '../server.ts';
import type { Environment } from './environment.ts';
import { withEnvironment } from './guards.ts';
import { problem } from './problem.ts';
import { timestamp, type UpsunState } from './state.ts';

export interface Backup {
  id: string;
  commit: string;
  safe: boolean;
  createdAt: string;
}

/** Keeps a backup of an environment as it is now. */
export function keepBackup(environment: Environment, safe: boolean): void {
  const id = crypto.randomUUID().replaceAll('-', '').slice(0, 26);
  environment.backups.push({ id, safe, commit: environment.head ?? '', createdAt: timestamp() });
}

/** The backups of an environment, newest first. */
export function backupRoutes(upsun: UpsunState): Routes {
  const path = '/projects/:project/environments/:environment/backups';
  return {
    [`GET ${path}`]: withEnvironment(upsun, (environment) => ({
      status: 200,
      body: environment.backups.toReversed().map((backup) => backupResource(environment, backup)),
    })),
    [`GET ${path}/:backup`]: withEnvironment(upsun, (environment, { params }) => {
      const found = environment.backups.find(({ id }) => id === params['backup']);
      return found
        ? { status: 200, body: backupResource(environment, found) }
        : problem(404, 'Backup not found');
    }),
  };
}

function backupResource({ id: environment }: Environment, { id, commit, safe, createdAt }: Backup): object {
  return {
    id,
    created_at: createdAt,
    updated_at: createdAt,
    attributes: {},
    status: 'CREATED',
    expires_at: timestamp(new Date(Date.parse(createdAt) + 14 * 24 * 3_600_000)),
    index: null,
    commit_id: commit,
    environment,
    safe,
    size_of_volumes: null,
    size_used: null,
    deployment: null,
    restorable: true,
    automated: false,
  };
}
