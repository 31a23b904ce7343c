import type { Push, PushReceiver } from '../git/push.ts';
import { createActivity, takeFailure, type Activity, type Outcome, type Run } from './activity.ts';
import { deployCommit } from './deploy.ts';
import { createEnvironment, type Environment, type EnvironmentType } from './environment.ts';
import { countCommits, describeCommit } from './git.ts';
import { logLines, writeLog } from './log.ts';
import { failForLimit } from './limit.ts';
import { queueDeletion } from './operations.ts';
import { pushRefusal } from './push-rules.ts';
import { narrate, queueActivity } from './scheduler.ts';
import { isLimitReached } from './standing.ts';
import { timestamp, user, type UpsunState } from './state.ts';
import { describe } from './words.ts';

type CodePush = Push & { newCommit: string };

/** What stands behind the project's git server. */
export function createReceiver(upsun: UpsunState): PushReceiver {
  return {
    accept: (push) => pushRefusal(upsun, push),
    received: async (push) => {
      const activity = await receive(upsun, push);
      return activity ? logLines(activity.log, upsun.closing.signal) : noLines();
    },
  };
}

async function* noLines(): AsyncGenerator<string> {}

async function receive(upsun: UpsunState, push: Push): Promise<Activity | undefined> {
  upsun.pushes.push(push);
  const known = upsun.environments.get(push.branch);
  const { newCommit } = push;
  if (newCommit === null) return known && queueDeletion(upsun, known);
  const environment = known ?? createPushed(upsun, push);
  environment.head = newCommit;
  environment.updatedAt = timestamp();
  return queuePush(upsun, environment, { ...push, newCommit });
}

function createPushed(upsun: UpsunState, { branch, options }: Push): Environment {
  const environment = createEnvironment(upsun, {
    id: branch,
    title: options['environment.title'] ?? branch,
    parent: options['environment.parent'] ?? upsun.defaultBranch,
    type: (options['environment.type'] ?? 'development') as EnvironmentType,
    cloneParentOnCreate: options['environment.clone_parent_on_create']?.toLowerCase() !== 'false',
  });
  environment.resourcesMissing = upsun.flex && options['resources.init'] === 'manual';
  return environment;
}

async function queuePush(upsun: UpsunState, environment: Environment, push: CodePush): Promise<Activity> {
  const { id, title, parent } = environment;
  const { oldCommit, newCommit } = push;
  const commit = await describeCommit(upsun.repository, newCommit);
  const activity = createActivity(
    'environment.push',
    id,
    describe('environment.push', environment),
    { old_commit: oldCommit, new_commit: newCommit, user: user.id },
    { environment: { id, title, parent }, commits: [commit], commits_count: await newCommits(upsun, push) },
  );
  const becomesActive = environment.status === 'inactive' && wantsActive(push);
  const takesRoom = becomesActive && !isLimitReached(upsun, environment);
  return queueActivity(upsun, activity, (run) => applyPush(upsun, environment, push, run), takesRoom);
}

function wantsActive({ options }: Push): boolean {
  return options['environment.status'] === 'active';
}

async function newCommits(upsun: UpsunState, { branch, oldCommit, newCommit }: CodePush): Promise<number> {
  const parent = upsun.environments.get(branch)?.parent;
  const parentHead = parent ? upsun.environments.get(parent)?.head : null;
  return countCommits(upsun.repository, newCommit, oldCommit ?? parentHead ?? null);
}

async function applyPush(
  upsun: UpsunState,
  environment: Environment,
  push: CodePush,
  run: Run,
): Promise<Outcome> {
  const count = await newCommits(upsun, push);
  const found = `Found ${count} new commit${count === 1 ? '' : 's'}`;
  await narrate(upsun, run, 'store', [`Processing activity: ${run.activity.text}`, `  ${found}`], 10);
  if (environment.status === 'inactive' && !wantsActive(push)) {
    writeLog(run.activity.log, `Environment ${environment.id} is inactive: nothing to deploy`);
    return { kind: 'success', commands: [] };
  }
  if (environment.status === 'inactive' && isLimitReached(upsun, environment)) {
    if (upsun.controls.limitBehaviour.push !== 'stored') return failForLimit(upsun, environment, run);
    writeLog(run.activity.log, `Environment ${environment.id} stays inactive`);
    return { kind: 'success', commands: [] };
  }
  if (takeFailure(upsun, run.activity, ['staged'])) return { kind: 'staged' };
  if (environment.status === 'paused') {
    await narrate(upsun, run, 'resume', [`Resuming environment ${environment.id}`], 20);
  }
  return deployCommit(upsun, environment, push.newCommit, run, { build: true });
}
