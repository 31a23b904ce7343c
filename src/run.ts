import { cleanUp } from './cleanup.ts';
import { deploy } from './deploy.ts';
import type { Effects } from './effects.ts';
import { exitCodes, PipeError } from './errors.ts';
import { observeProject } from './observe.ts';
import type { Setting } from './plan/desired.ts';

/** One run, from what triggered it to its exit code. Throws a PipeError for whatever the user must know of. */
export async function run(effects: Effects): Promise<number> {
  const { log, settings } = effects;
  const trigger = settings.COMMAND === 'cleanup' ? undefined : effects.trigger();
  if (trigger?.kind === 'tag') {
    log.info(
      `This run is for tag ${trigger.tag}. Environments follow branches and pull requests: nothing to deploy.`,
    );
    return exitCodes.done;
  }
  if (!effects.bitbucket) {
    log.info(
      'There are no credentials for Bitbucket: branches are read by git, and no build status is reported.',
    );
    log.info(
      'With BITBUCKET_ACCESS_TOKEN (scopes repository and pullrequest) pull requests would be read and cleaned up too.',
    );
  }
  if (!trigger) return cleanUp(effects, await observeProject(effects));
  const { exitCode, setting } = await deploy(trigger, effects);
  return Math.max(exitCode, await cleanUpAfterwards(effects, setting));
}

/** A deployment is not taken for a failure because nothing could be cleaned up; the next run tries again. */
async function cleanUpAfterwards(effects: Effects, setting: Setting): Promise<number> {
  try {
    return await cleanUp(effects, setting);
  } catch (error) {
    if (effects.signal.aborted || (error instanceof PipeError && error.kind === 'refusal')) throw error;
    effects.log.warning(`Nothing was cleaned up: ${error instanceof Error ? error.message : String(error)}`);
    return exitCodes.done;
  }
}
