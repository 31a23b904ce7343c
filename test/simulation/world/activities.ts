/** What Upsun does one thing after the other: on each environment, and side by side as far as the project may. */
import { commitOf, type World } from './world.ts';
import { type Activity, type Command, type Environment, isBusy } from './upsun.ts';

type New = Pick<Activity, 'environment' | 'type' | 'takes' | 'by' | 'work'> & { commit?: string | undefined };

/** Queues an activity, which changes the environment when it ends. */
export function queue(world: World, { commit, ...asked }: New): Activity {
  world.count += 1;
  const activity: Activity = {
    id: `activity${world.count}`,
    state: 'pending',
    result: null,
    failureReason: null,
    commands: [],
    commit,
    at: world.scheduler.now(),
    ...asked,
  };
  world.project.activities.push(activity);
  begin(world);
  return activity;
}

/** Records what is over as soon as it began, and leaves no trace on the environment. */
export function record(world: World, environment: string, type: string): void {
  queue(world, { environment, type, takes: 0, by: undefined, work: () => ({}) });
}

function begin(world: World): void {
  const { project, scheduler } = world;
  const busy = new Set<string>();
  let running = 0;
  for (const { environment, state } of project.activities) {
    if (state !== 'in_progress') continue;
    busy.add(environment);
    running += 1;
  }
  for (const activity of project.activities) {
    if (running >= project.concurrency) return;
    if (activity.state !== 'pending' || busy.has(activity.environment)) continue;
    busy.add(activity.environment);
    running += 1;
    activity.state = 'in_progress';
    scheduler.after(activity.takes, () => end(world, activity));
  }
}

function end(world: World, activity: Activity): void {
  if (activity.state !== 'in_progress') return;
  activity.at = world.scheduler.now();
  const done = world.project.environments.has(activity.environment) ? activity.work() : {};
  Object.assign(activity, { state: 'complete', result: 'success', ...done });
  begin(world);
}

/** Makes the last commit that was pushed live, as far as it can be built. */
export function deployHead(world: World, environment: Environment, commit: string): Partial<Activity> {
  const fails = commitOf(world, commit)?.fails;
  environment.lastDeploymentAt = world.scheduler.now();
  if (fails === 'build') return ended(environment, [command('build', 1)], 'deployment');
  environment.deployed = commit;
  if (fails === 'deploy') return ended(environment, [command('build', 0), command('deploy', 1)], 'hook');
  return afterDeploy(environment, [command('build', 0), command('deploy', 0)], fails);
}

/** Starts once more what is live; of the hooks only `post_deploy` runs, so that an earlier failure stands. */
export function redeploy(world: World, environment: Environment): Partial<Activity> {
  const { lastFailure: before, deployed } = environment;
  const commit = deployed === undefined ? undefined : commitOf(world, deployed);
  const done = afterDeploy(environment, [], commit?.fails === 'post_deploy' ? 'post_deploy' : undefined);
  environment.lastDeploymentAt = world.scheduler.now();
  const stands = before === 'deployment' || commit?.fails === 'deploy';
  if (stands) environment.lastFailure = before;
  return done;
}

function afterDeploy(
  environment: Environment,
  before: Command[],
  fails: 'post_deploy' | undefined,
): Partial<Activity> {
  return ended(environment, [...before, command('post_deploy', fails ? 1 : 0)], fails ? 'hook' : undefined);
}

function ended(
  environment: Environment,
  commands: Command[],
  failure: 'deployment' | 'hook' | undefined,
): Partial<Activity> {
  environment.lastFailure = failure;
  if (!failure) return { commands };
  return { commands, result: 'failure', failureReason: failure === 'hook' ? 'shell' : 'error' };
}

function command(type: string, exitCode: number): Command {
  return { app: 'app', type, exitCode };
}

/** Status as it is shown: whatever runs there hides what the environment is. */
export function shownStatus(world: World, { id, status }: Environment): Environment['status'] | 'dirty' {
  return status !== 'deleting' && isBusy(world.project, id) ? 'dirty' : status;
}
