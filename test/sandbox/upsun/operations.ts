import {
  createActivity,
  takeFailure,
  type Activity,
  type ActivityType,
  type Outcome,
  type Run,
} from './activity.ts';
import { pauseEnvironment } from './add.ts';
import { keepBackup } from './backups.ts';
import { deployCommit, redeployLive } from './deploy.ts';
import { tearDown, type Environment } from './environment.ts';
import { failForLimit } from './limit.ts';
import type { Operation } from './rules.ts';
import { conclude, narrate, queueActivity } from './scheduler.ts';
import { activeParent, children, isLimitReached } from './standing.ts';
import { timestamp, type UpsunState } from './state.ts';
import { enabledVariables } from './variables.ts';
import { describe } from './words.ts';

/** What came with the request of an operation. */
export type Input = Record<string, unknown>;

type Work = (upsun: UpsunState, environment: Environment, run: Run, input: Input) => Promise<Outcome>;

const done: Outcome = { kind: 'success', commands: [] };

/** What each operation does, once its activity runs. */
const works: Record<Exclude<Operation, 'edit' | 'delete' | 'branch'>, Work> = {
  activate: async (upsun, environment, run) => {
    if (takeFailure(upsun, run.activity, ['staged'])) return { kind: 'staged' };
    if (isLimitReached(upsun, environment)) return failForLimit(upsun, environment, run);
    return deployHead(upsun, environment, run);
  },
  deactivate: async (upsun, environment, run) => {
    if (takeFailure(upsun, run.activity, ['staged'])) return { kind: 'staged' };
    await narrate(
      upsun,
      run,
      'deactivate',
      [`Deactivating environment ${environment.id}`, '  Deleting data'],
      90,
    );
    await tearDown(environment);
    environment.status = 'inactive';
    environment.updatedAt = timestamp();
    return done;
  },
  pause: async (upsun, environment, run) => {
    await narrate(upsun, run, 'pause', [`Pausing environment ${environment.id}`], 90);
    pauseEnvironment(environment);
    environment.updatedAt = timestamp();
    return done;
  },
  resume: async (upsun, environment, run) => {
    await narrate(upsun, run, 'resume', [`Resuming environment ${environment.id}`], 30);
    return deployHead(upsun, environment, run);
  },
  redeploy: (upsun, environment, run) => {
    const builds = upsun.controls.redeployBuilds && environment.head !== environment.deployment?.commit;
    return builds ? deployHead(upsun, environment, run) : redeployLive(upsun, environment, run);
  },
  synchronize: async (upsun, environment, run) => {
    const parent = activeParent(upsun, environment);
    const lines = [`Synchronizing data from ${environment.parent} to ${environment.id}`, '  Restoring data'];
    await narrate(upsun, run, 'synchronize', lines, 90);
    environment.data = structuredClone(parent?.data ?? {});
    return done;
  },
  deploy: deployStaged,
  backup: async (upsun, environment, run, { safe }) => {
    await narrate(upsun, run, 'backup', [`Creating a backup of ${environment.id}`], 90);
    if (takeFailure(upsun, run.activity, ['backup']))
      return { kind: 'failure', reason: 'error', commands: [] };
    keepBackup(environment, safe !== false);
    return done;
  },
};

/** Queues the activity of an operation. */
export function queueOperation(
  upsun: UpsunState,
  environment: Environment,
  operation: keyof typeof works,
  input: Input,
): Activity {
  const type = `environment.${operation}` as const;
  const activity = createActivity(type, environment.id, describe(type, environment));
  const work = works[operation];
  return queueActivity(
    upsun,
    activity,
    (run) => work(upsun, environment, run, input),
    operation === 'activate' && !isLimitReached(upsun, environment),
  );
}

/** Queues the deletion of an inactive environment; it is `deleting` from now on. */
export function queueDeletion(upsun: UpsunState, environment: Environment): Activity {
  environment.status = 'deleting';
  const type: ActivityType = 'environment.delete';
  const activity = createActivity(type, environment.id, describe(type, environment));
  return queueActivity(upsun, activity, async (run) => {
    await narrate(upsun, run, 'delete', [`Deleting environment ${environment.id} and its branch`], 90);
    await upsun.repository.deleteBranch(environment.id);
    for (const child of children(upsun, environment)) child.parent = null;
    upsun.environments.delete(environment.id);
    return done;
  });
}

/** Queues what brings a changed setting to a live environment. */
export function queueUpdate(upsun: UpsunState, environment: Environment, type: ActivityType): Activity {
  const activity = createActivity(type, environment.id, describe(type, environment));
  return queueActivity(upsun, activity, async (run) => {
    await narrate(upsun, run, 'update', [`Redeploying environment ${environment.id}`], 90);
    if (environment.deployment) {
      environment.deployment.httpAccess = structuredClone(environment.httpAccess);
      environment.deployment.variables = enabledVariables(upsun, environment);
      environment.deployment.updatedAt = timestamp();
    }
    return done;
  });
}

/** Deploys the last commit that was pushed, and builds it where that is not what is live. */
export async function deployHead(upsun: UpsunState, environment: Environment, run: Run): Promise<Outcome> {
  const { head, deployment } = environment;
  if (head === null) return done;
  return deployCommit(upsun, environment, head, run, { build: head !== deployment?.commit });
}

async function deployStaged(upsun: UpsunState, environment: Environment, run: Run): Promise<Outcome> {
  const staged = upsun.activities.filter(
    ({ state, environments }) => state === 'staged' && environments.includes(environment.id),
  );
  let last: Outcome = done;
  for (const activity of staged) {
    last = (await upsun.jobs.get(activity.id)?.work(run)) ?? done;
    if (last.kind !== 'staged') conclude(upsun, activity, last);
  }
  return last;
}
