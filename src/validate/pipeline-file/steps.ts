import type { Check } from '../checks.ts';
import { type PipelineFile, type PipeUse, runs } from './read.ts';

/** Whether the steps that run the pipe suit it: their clone, and the place in their script. */
export function checkSteps({ pipelines }: PipelineFile): Check[] {
  const uses = pipelines.flatMap((pipeline) => pipeline.uses);
  const deploying = uses.filter(({ pipe }) => runs(pipe, 'deploy'));
  const clones = distinct(deploying.flatMap(checkClone));
  const complete: Check = { name: 'Clone', result: 'ok', detail: 'complete' };
  return [
    ...(clones.length === 0 && deploying.length > 0 ? [complete] : clones),
    ...distinct(uses.flatMap(checkPlace)),
  ];
}

function checkClone({ pipe, clone }: PipeUse): Check[] {
  const name = 'Clone';
  if (!clone.enabled) {
    return [
      {
        name,
        result: 'missing',
        detail: `line ${pipe.line}: the pipe deploys in a step without a clone`,
        remedy: 'Take `enabled: false` out of the clone of that step.',
      },
    ];
  }
  if (clone.depth === 'full') return [];
  return [
    {
      name,
      result: 'note',
      detail: `line ${pipe.line}: the step clones the last ${clone.depth} commits, and the pipe fetches the rest`,
      remedy: '`clone: { depth: full }` in that step spares it the second fetch.',
    },
  ];
}

function checkPlace({ pipe, afterScript }: PipeUse): Check[] {
  if (!afterScript) return [];
  return [
    {
      name: 'Script',
      result: 'note',
      detail: `line ${pipe.line}: in after-script the pipe runs though the script failed, and its failure does not fail the step`,
      remedy: 'Move it to the script.',
    },
  ];
}

/** Steps that are shared by an anchor are found once for each pipeline. */
function distinct(checks: readonly Check[]): Check[] {
  return [...new Map(checks.map((check) => [check.detail, check])).values()];
}
