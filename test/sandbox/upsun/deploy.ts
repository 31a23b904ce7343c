import type { Command, Outcome, Run } from './activity.ts';
import { buildApplication, failureLines } from './build.ts';
import type { Environment } from './environment.ts';
import { writeLog } from './log.ts';
import { narrate } from './scheduler.ts';
import { openSite, siteRoutes } from './served.ts';
import { activeParent, initialData } from './standing.ts';
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
  const built = build ? await buildApplication(upsun, commit, files, run) : true;
  if (!built) return failBefore(environment, [{ app: 'app', type: 'build', exit_code: 1 }]);
  if (environment.resourcesMissing) {
    const lines = ['E: Invalid deployment', `  Resources must be configured for ${environment.id}`];
    await narrate(upsun, run, 'deploy', lines, 60);
    return failBefore(environment, []);
  }

  // Containers are about to change: from here on the activity runs to its end.
  run.signal.throwIfAborted();
  const job = upsun.jobs.get(run.activity.id);
  if (job) job.cancellable = false;
  const deploy = runHook(upsun, 'deploy', files, run);
  await narrate(upsun, run, 'deploy', [...openingLines(upsun, environment), ...deploy.lines], 80);
  await goLive(upsun, environment, commit, files);
  for (const line of routeLines(environment)) writeLog(run.activity.log, line);
  if (deploy.command.exit_code !== 0) return finish(environment, [deploy.command]);
  const postDeploy = runHook(upsun, 'post_deploy', files, run);
  await narrate(upsun, run, 'post_deploy', postDeploy.lines, 95);
  return finish(environment, [deploy.command, postDeploy.command]);
}

/** Ends a deployment that reached the containers: a hook that failed does not take the new code away. */
function finish(environment: Environment, commands: Command[]): Outcome {
  const successful = commands.every((command) => command.exit_code === 0);
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

function runHook(
  upsun: UpsunState,
  hook: 'deploy' | 'post_deploy',
  files: Record<string, string>,
  run: Run,
): { lines: string[]; command: Command } {
  const failure = failureLines(upsun, hook, files, run);
  const opening = `  Executing ${hook} hook for application app`;
  const ending = `E: The ${hook} hook of application app exited with status code 1`;
  return {
    lines: failure ? [opening, ...failure, ending] : [opening],
    command: { app: 'app', type: hook, exit_code: failure ? 1 : 0 },
  };
}

function openingLines(upsun: UpsunState, environment: Environment): string[] {
  const { id, cloneParentOnCreate, machineName } = environment;
  const parent = cloneParentOnCreate ? activeParent(upsun, environment) : undefined;
  const creating = parent ? `, as a clone of ${parent.id}` : '';
  return [
    'Provisioning certificates',
    `  Certificate for ${machineName}-${upsun.projectId} is in place`,
    environment.deployment ? `Redeploying environment ${id}` : `Creating environment ${id}${creating}`,
    '  Preparing deployment',
    '  Opening application app and its relationships',
  ];
}

function routeLines(environment: Environment): string[] {
  const routes = Object.entries(environment.site ? siteRoutes(environment.site.url) : {});
  return [
    '  Environment configuration',
    '    app (type: nodejs:22, cpu: 0.1, memory: 128)',
    '  Environment routes',
    ...routes.map(([url, route]) =>
      route.type === 'redirect'
        ? `    ${url} redirects to ${route.to}`
        : `    ${url} is served by application \`app\``,
    ),
  ];
}

/** Switches an environment over to a commit, at once: its data stay, or are the parent's when it was not active. */
export async function goLive(
  upsun: UpsunState,
  environment: Environment,
  commit: string,
  files: Record<string, string>,
): Promise<void> {
  const now = timestamp();
  environment.data ??= initialData(upsun, environment);
  environment.status = 'active';
  environment.lastActiveAt = now;
  environment.updatedAt = now;
  environment.deployment = {
    commit,
    files,
    httpAccess: structuredClone(environment.httpAccess),
    createdAt: environment.deployment?.createdAt ?? now,
    updatedAt: now,
  };
  if (environment.site) await environment.site.open();
  else environment.site = await openSite(() => siteContent(environment));
  // Closing the sandbox may have overtaken this, and has then looked for open sites already.
  if (upsun.closing.signal.aborted) await environment.site.close();
}

function siteContent({ deployment, data, httpAccess }: Environment) {
  return {
    files: deployment?.files ?? {},
    data: data ?? {},
    httpAccess: deployment?.httpAccess ?? httpAccess,
  };
}
