import type { Clock } from '../clock.ts';
import { messageOf } from '../errors.ts';
import type { Journal, PlannedStep, StepResult } from '../journal.ts';

/** How a step ended, for the journal. */
export interface StepEnd {
  result: StepResult;
  detail?: string;
}

interface Recording {
  journal: Pick<Journal, 'steps'>;
  clock: Pick<Clock, 'now'>;
}

/** Takes a step and records how it ended, also where it throws. */
export async function recordStep<Outcome>(
  { id, kind, reason }: PlannedStep,
  { journal, clock }: Recording,
  take: () => Promise<Outcome>,
  endOf: (outcome: Outcome) => StepEnd,
): Promise<Outcome> {
  const began = clock.now();
  const record = ({ result, detail }: StepEnd) =>
    journal.steps.push({ id, kind, reason, result, detail, began, ended: clock.now() });
  try {
    const outcome = await take();
    record(endOf(outcome));
    return outcome;
  } catch (error) {
    record({ result: 'failed', detail: messageOf(error) });
    throw error;
  }
}
