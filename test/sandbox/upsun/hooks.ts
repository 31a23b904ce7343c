import type { Command, Run } from './activity.ts';
import { failureLines } from './build.ts';
import { narrate } from './scheduler.ts';
import type { UpsunState } from './state.ts';

/** Runs a hook of a commit: what it logs, and how it ended. */
export function runHook(
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

/** Runs the hook that comes after everything, and logs it. */
export async function runPostDeploy(
  upsun: UpsunState,
  files: Record<string, string>,
  run: Run,
): Promise<Command> {
  const { lines, command } = runHook(upsun, 'post_deploy', files, run);
  await narrate(upsun, run, 'post_deploy', lines, 95);
  return command;
}

export function succeeded({ exit_code: exitCode }: Command): boolean {
  return exitCode === 0;
}
