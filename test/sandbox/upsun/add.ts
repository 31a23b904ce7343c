import { addUsualCronRuns } from './crons.ts';
import { goLive } from './live.ts';
import { createEnvironment, type Environment, type EnvironmentType, tearDown } from './environment.ts';
import type { Files } from '../git/repository.ts';
import type { Data } from './served.ts';
import type { UpsunState } from './state.ts';

export interface AddedEnvironment {
  id: string;
  status: 'active' | 'inactive' | 'paused';
  parent?: string;
  /** Committed to its branch, on top of the parent's code where the branch is new. */
  files?: Files;
  /** Where left out, an environment that is not inactive gets the parent's. */
  data?: Data;
  attributes?: Record<string, string>;
  type?: EnvironmentType;
  title?: string;
}

/** Puts an environment in place at once, as if it had been there for long: no activity tells of it. */
export async function addEnvironment(upsun: UpsunState, added: AddedEnvironment): Promise<Environment> {
  const head = await commitFiles(upsun, added);
  const { id, status, data } = added;
  const settings = settingsOf(added);
  const known = upsun.environments.get(id);
  const environment = known ?? createEnvironment(upsun, { id, ...settings });
  if (known) Object.assign(known, settings);
  environment.head = head;
  if (status === 'inactive') return environment;
  if (data) environment.data = data;
  await goLive(upsun, environment, head, await upsun.repository.files(head));
  environment.deploymentState = {
    stateUpdated: true,
    successful: true,
    failureReason: null,
    commands: [
      { app: 'app', type: 'deploy', exit_code: 0 },
      { app: 'app', type: 'post_deploy', exit_code: 0 },
    ],
    at: environment.updatedAt,
  };
  addUsualCronRuns(environment);
  if (status === 'paused') pauseEnvironment(environment);
  return environment;
}

/** Puts any number of inactive environments in place at once, with the code of the default one. */
export async function addInactiveEnvironments(upsun: UpsunState, ids: readonly string[]): Promise<void> {
  const { repository, defaultBranch } = upsun;
  const head = await repository.tip(defaultBranch);
  if (!head) throw new Error('The sandbox has no code yet');
  await repository.setBranches(ids, head);
  for (const id of ids) createEnvironment(upsun, { id, head });
}

function settingsOf({ parent, attributes, type, title }: AddedEnvironment) {
  return {
    ...(parent === undefined ? {} : { parent }),
    ...(attributes && { attributes }),
    ...(type && { type }),
    ...(title === undefined ? {} : { title }),
  };
}

/** Takes an environment away at once. As the real Upsun does, it leaves its children without a parent. */
export async function removeEnvironment(upsun: UpsunState, environment: Environment): Promise<void> {
  await tearDown(environment);
  await upsun.repository.deleteBranch(environment.id);
  for (const child of upsun.environments.values()) if (child.parent === environment.id) child.parent = null;
  upsun.environments.delete(environment.id);
}

/** Stops an environment at once, as happens to idle ones. */
export function pauseEnvironment(environment: Environment): void {
  environment.site?.pause();
  environment.status = 'paused';
}

async function commitFiles(upsun: UpsunState, { id, parent, files }: AddedEnvironment): Promise<string> {
  const { repository, defaultBranch } = upsun;
  const present = await repository.tip(id);
  if (present && !files) return present;
  const base = (await repository.tip(parent ?? defaultBranch)) ? (parent ?? defaultBranch) : undefined;
  return repository.commit(id, files ?? { 'index.html': `<h1>${id}</h1>` }, base ? { from: base } : {});
}
