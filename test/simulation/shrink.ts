/** The shortest history that still goes wrong. */
import type { History, Step } from './history.ts';
import { type Choices, usual } from './settings.ts';

/** Leaves out and simplifies what it can, as long as `fails` is so. */
export async function shrink(
  history: History,
  fails: (history: History) => Promise<boolean>,
): Promise<History> {
  let smallest = history;
  for (let changed = true; changed;) {
    changed = false;
    for (const candidate of smaller(smallest)) {
      if (!(await fails(candidate))) continue;
      smallest = candidate;
      changed = true;
      break;
    }
  }
  return smallest;
}

function* smaller(history: History): Generator<History> {
  const { steps } = history;
  for (let length = steps.length >> 1; length > 0; length >>= 1)
    for (let at = 0; at + length <= steps.length; at += length)
      yield { ...history, steps: steps.toSpliced(at, length) };
  for (const name of ['shop', 'blog'] as const) {
    const { [name]: chosen, ...without } = history;
    if (chosen)
      for (const fewer of fewerChoices(chosen)) yield fewer ? { ...history, [name]: fewer } : without;
  }
  if (history.product !== 'cloud') yield { ...history, product: 'cloud' };
  if (!history.credentials) yield { ...history, credentials: true };
  if (history.defaultBranch !== 'main') yield { ...history, defaultBranch: 'main' };
  if (history.environmentLimit !== undefined) {
    const { environmentLimit: _, ...without } = history;
    yield without;
  }
  for (const [at, step] of steps.entries())
    for (const simpler of simplerSteps(step)) yield { ...history, steps: steps.with(at, simpler) };
}

function* fewerChoices(chosen: Partial<Choices>): Generator<Partial<Choices> | undefined> {
  yield undefined;
  const entries = Object.entries(chosen);
  const unusual = entries.filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(usual[name as keyof Choices]),
  );
  if (unusual.length < entries.length) yield Object.fromEntries(unusual);
  for (const [name] of unusual) yield Object.fromEntries(unusual.filter(([other]) => other !== name));
}

function* simplerSteps(step: Step): Generator<Step> {
  const { wait, ...rest } = step;
  if (step.kind === 'run' ? wait !== undefined : wait !== 0)
    yield step.kind === 'run' ? rest : { ...step, wait: 0 };
  if (step.kind === 'run') {
    const { faults, late: _late, ...calm } = step;
    if (step.late) yield { ...calm, ...(faults ? { faults } : {}) };
    if (faults) yield calm;
    const entries = Object.entries(faults ?? {});
    if (entries.length > 1)
      for (const [at] of entries)
        yield { ...step, faults: Object.fromEntries(entries.filter(([other]) => other !== at)) };
    if (step.pace !== 0) yield { ...step, pace: 0 };
  }
  if (step.kind === 'settings')
    for (const fewer of fewerChoices(step.changes)) if (fewer) yield { ...step, changes: fewer };
  if (wait !== undefined && wait > 1) yield { ...step, wait: wait - 1 };
}
