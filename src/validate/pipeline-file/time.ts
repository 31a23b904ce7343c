import { settingsTable } from '../../settings/table.ts';
import { inWords } from '../../text/duration.ts';
import type { Check } from '../checks.ts';
import { textOf, type Tree, under } from '../yaml/tree.ts';
import { distinct, note } from './finding.ts';
import { runs } from './pipe.ts';
import type { PipelineFile } from './read.ts';
import type { PipeUse } from './uses.ts';
import { valueIn } from './values.ts';

/** In minutes. https://api.bitbucket.org/schemas/pipelines-configuration, as of 2026-06-29 */
const longestStep = 120;

/** Whether Pipelines leaves a deployment the time that DEPLOY_TIMEOUT gives it. */
export function checkTime({ root, uses }: PipelineFile): Check[] {
  return distinct(uses.flatMap((use) => checkStep(use, root)));
}

function checkStep({ pipe, step }: PipeUse, root: Tree): Check[] {
  const { DEPLOY_TIMEOUT: timeout, WAIT: wait } = settingsTable;
  const allowed = valueIn(pipe, 'DEPLOY_TIMEOUT', timeout);
  if (!runs(pipe, 'deploy', 'reconcile') || allowed === undefined || valueIn(pipe, 'WAIT', wait) === false)
    return [];
  const written = under(step, 'max-time') ?? under(root, 'options', 'max-time');
  const minutes = Number(textOf(written) ?? longestStep);
  if (!(minutes * 60_000 < allowed)) return [];
  const detail = `Pipelines stops the step with the pipe in line ${pipe.line} after ${minutes} minutes, and a deployment may take ${inWords(allowed)} (DEPLOY_TIMEOUT)`;
  const remedy = `Raise max-time of the step above that, or lower DEPLOY_TIMEOUT.`;
  return [note('Time limit', written?.line ?? pipe.line, detail, remedy)];
}
