import type { ScaleFacts } from './facts.ts';
import { type Durations, parts, planAll } from './planning.ts';

const warmUps = 3;
export const rounds = 9;

/** What planning from the same facts took in one of several runs, and what its plan holds in memory. */
export interface Measured {
  /** Medians in milliseconds; `all` is the median of the sums. */
  durations: Durations & { all: number };
  /** Bytes; `undefined` where garbage cannot be collected on demand. */
  memory: number | undefined;
}

/** Measures planning from each of these facts in turn, so that whatever else the machine does slows all of them alike. */
export function measurePlanning(several: readonly ScaleFacts[]): Measured[] {
  const runs = several.map((facts) => ({ facts, durations: [] as Durations[] }));
  for (let round = 0; round < warmUps + rounds; round += 1) {
    for (const { facts, durations } of runs) {
      globalThis.gc?.();
      const run = planAll(facts).durations;
      if (round >= warmUps) durations.push(run);
    }
  }
  return runs.map(({ facts, durations }) => ({
    durations: {
      idleEnvironments: median(durations.map((run) => run.idleEnvironments)),
      planCleanup: median(durations.map((run) => run.planCleanup)),
      planReconciliation: median(durations.map((run) => run.planReconciliation)),
      all: median(durations.map((run) => parts.reduce((sum, part) => sum + run[part], 0))),
    },
    memory: memoryOfPlan(facts),
  }));
}

/** By how much the heap grows while a plan is kept. */
function memoryOfPlan(facts: ScaleFacts): number | undefined {
  const { gc } = globalThis;
  if (!gc) return undefined;
  const heap = () => {
    gc();
    return process.memoryUsage().heapUsed;
  };
  const before = heap();
  const kept = [planAll(facts)];
  const growth = heap() - before;
  // Used after measuring, or else it would be collected as well.
  kept.pop();
  return growth;
}

/** The one in the middle. */
export function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}
