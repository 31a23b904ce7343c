import type { Check } from '../checks.ts';
import { distinct, note } from './finding.ts';
import type { PipelineFile } from './read.ts';

/** What somebody must start by hand before the pipe runs. */
export function checkGates({ uses }: PipelineFile): Check[] {
  return distinct(
    uses.flatMap(({ pipe, gate }) => {
      if (!gate) return [];
      const where = gate.own
        ? `the pipe in line ${pipe.line} is in a step or stage that somebody starts by hand`
        : `the pipe in line ${pipe.line} waits until somebody starts this step, stage or parallel group by hand`;
      const remedy = gate.own
        ? 'Without `trigger: manual` it starts by itself.'
        : 'Move the pipe before it, or take `trigger: manual` away.';
      return [note('Manual steps', gate.line, where, remedy)];
    }),
  );
}
