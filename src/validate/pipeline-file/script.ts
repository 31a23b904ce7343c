import type { Check } from '../checks.ts';
import { distinct, note } from './finding.ts';
import type { PipelineFile } from './read.ts';

/** Whether the pipe stands where its result counts. */
export function checkPlace({ uses }: PipelineFile): Check[] {
  const detail =
    'in after-script the pipe runs though the script failed, and its failure does not fail the step';
  return distinct(
    uses.flatMap(({ pipe, afterScript }) =>
      afterScript ? [note('Script', pipe.line, detail, 'Move it to the script.')] : [],
    ),
  );
}
