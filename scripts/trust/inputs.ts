import { execa } from 'execa';

const runs = 20_000;

/** Feeds the parsers. Returns with how many inputs; `undefined` where one of them did harm, which it prints. */
export async function tryInputs(): Promise<number | undefined> {
  const { exitCode, all } = await execa(
    'vitest',
    ['run', '--project', 'unit', 'test/properties/hostile-input.test.ts', '--testTimeout', '600000'],
    { preferLocal: true, env: { RUNS: String(runs) }, all: true, reject: false },
  );
  if (exitCode === 0) return Number(/(\d+) inputs/.exec(all)?.[1]);
  console.log(all);
  return undefined;
}
