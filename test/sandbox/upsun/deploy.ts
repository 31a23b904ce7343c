import type { Command, Outcome, Run } from './activity.ts';
import { buildApplication } from './build.ts';
import { openingLines, routeLines } from './deployment-log.ts';
import type { Environment } from './environment.ts';
import { runHook, runPostDeploy, succeeded } from './hooks.ts';
import { goLive } from './live.ts';
import { writeLog } from './log.ts';
import { narrate } from './scheduler.ts';
import { timestamp, type UpsunState } from './state.ts';

/** Makes a commit live in an environment: builds it where asked, switches over, runs its hooks. */
export async function deployCommit(
  upsun: UpsunState,
  environment: Environment,
  commit: string,
  run: Run,
  { build }: { build: boolean },
): Promise<Outcome> {
  const files = await upsun.repository.files(commit);
  const built = build ? await buildApplication(upsun, commit, files, run) : [];
  if (!built.every(succeeded)) return failBefore(environment, built);
  if (environment.resourcesMissing) {
    const lines = ['E: Invalid deployment', `  Resources must be configured for ${environment.id}`];
    await narrate(upsun, run, 'deploy', lines, 60);
    return failBefore(environment, built);
  }

  beginChange(upsun, run);
  const deploy = runHook(upsun, 'deploy', files, run);
  await narrate(upsun, run, 'deploy', [...openingLines(upsun, environment), ...deploy.lines], 80);
  await goLive(upsun, environment, commit, files);
  for (const line of routeLines(environment)) writeLog(run.activity.log, line);
  const commands = [...built, deploy.command];
  if (!succeeded(deploy.command)) return finish(environment, commands);
  return finish(environment, [...commands, await runPostDeploy(upsun, files, run)]);
}

/**
 * Deploys once more what is live, with changed settings: of the hooks `post_deploy` alone runs. A build or a deploy hook
 * that failed before stays failed, for neither is tried again.
 */
export async function redeployLive(upsun: UpsunState, environment: Environment, run: Run): Promise<Outcome> {
  const { deployment, deploymentState: before } = environment;
  if (!deployment) return { kind: 'success', commands: [] };
  const { commit, files } = deployment;
  beginChange(upsun, run);
  await narrate(upsun, run, 'deploy', openingLines(upsun, environment), 80);
  await goLive(upsun, environment, commit, files);
  for (const line of routeLines(environment)) writeLog(run.activity.log, line);
  const command = await runPostDeploy(upsun, files, run);
  const outcome = finish(environment, [command]);
  const open = before?.commands.filter((one) => one.type !== 'post_deploy' && !succeeded(one)) ?? [];
  const wasError = before?.failureReason === 'error';
  if (environment.deploymentState && (open.length > 0 || wasError)) {
    const failureReason = wasError ? 'error' : 'shell';
    const commands = [...open, command];
    Object.assign(environment.deploymentState, { successful: false, failureReason, commands });
  }
  return outcome;
}

/** Containers are about to change: from here on the activity runs to its end. */
function beginChange(upsun: UpsunState, run: Run): void {
  run.signal.throwIfAborted();
  const job = upsun.jobs.get(run.activity.id);
  if (job) job.cancellable = false;
}

/** Ends a deployment that reached the containers: a hook that failed does not take the new code away. */
function finish(environment: Environment, commands: Command[]): Outcome {
  const successful = commands.every(succeeded);
  const failureReason = successful ? null : 'shell';
  environment.deploymentState = { stateUpdated: true, successful, failureReason, commands, at: timestamp() };
  return successful ? { kind: 'success', commands } : { kind: 'failure', reason: 'shell', commands };
}

/** Ends a deployment that never reached the containers: what was live stays. */
function failBefore(environment: Environment, commands: Command[]): Outcome {
  environment.deploymentState = {
    stateUpdated: false,
    successful: false,
    failureReason: 'error',
    commands,
    at: timestamp(),
  };
  return { kind: 'failure', reason: 'error', commands };
}
