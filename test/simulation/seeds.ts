/** Histories by their seeds. */
import { inspect } from 'node:util';
import { generate } from './generate.ts';
import type { History } from './history.ts';
import { live } from './live.ts';
import { lookAtTheEnd } from './look.ts';
import { shrink } from './shrink.ts';

export interface LivedSeeds {
  histories: number;
  runs: number;
  calls: number;
  /** Of the first one that went wrong: what, and a test that shows it. */
  failure?: { seed: number; problem: string; test: string };
}

/** Everything that goes wrong in a history. */
export async function problemsIn(history: History): Promise<string[]> {
  return (await live(history, lookAtTheEnd)).problems;
}

/** Lives through the histories of so many seeds, up to the first that goes wrong. */
export async function liveSeeds(first: number, count: number, brief: boolean): Promise<LivedSeeds> {
  const lived: LivedSeeds = { histories: 0, runs: 0, calls: 0 };
  for (let seed = first; seed < first + count; seed += 1) {
    const history = generate(seed);
    const { problems, runs, calls } = await live(history, lookAtTheEnd);
    lived.histories += 1;
    lived.runs += runs;
    lived.calls += calls;
    if (problems.length === 0) continue;
    const told = brief ? { problem: problems.join('\n'), test: '' } : await explain(history, problems);
    return { ...lived, failure: { seed, ...told } };
  }
  return lived;
}

async function explain(
  history: History,
  problems: readonly string[],
): Promise<{ problem: string; test: string }> {
  const kind = kindOf(problems);
  const shrunk = await shrink(history, async (one) => kindOf(await problemsIn(one)) === kind);
  const told = (await problemsIn(shrunk)).join('\n');
  const data = inspect(shrunk, { depth: 9, breakLength: 110, maxStringLength: 200 });
  return {
    problem: told,
    test: `test('…', async () => {\n  expect(await problemsIn(${data})).toEqual([]);\n});`,
  };
}

/** What a problem is about, whatever it is called in a shorter history. */
function kindOf([problem = '']: readonly string[]): string {
  return problem.replaceAll(/pr-\d+|\d+|[\w-]+\/[\w-]+|".*|\n[^]*/g, '').slice(0, 50);
}
