import { cleanUp } from './commands/cleanup.ts';
import { deployAndCleanUp } from './commands/deploy.ts';
import { reconcile } from './commands/reconcile.ts';
import { validate } from './commands/validate.ts';
import type { Effects } from './effects.ts';
import { exitCodes } from './errors.ts';
import { observeProject } from './observe/project.ts';
import { printHeader } from './report/console/header.ts';

/** One run, from what triggered it to its exit code. Throws a PipeError for whatever the user must know of. */
export async function run(effects: Effects): Promise<number> {
  const { log, settings } = effects;
  if (settings.command === 'validate') return validate(effects);
  const trigger = settings.command === 'deploy' ? effects.trigger() : undefined;
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
  if (trigger) return deployAndCleanUp(trigger, effects);
  if (settings.command === 'reconcile') return reconcile(effects);
  const project = await observeProject(effects);
  printHeader(log, project);
  return (await cleanUp(effects, project)).exitCode;
}
