/**
 * Whatever goes wrong with a call, a run deletes nothing that it must not, ends in time with words for people, and is
 * never green where nothing was done. POINTS=all tries every call with everything that may go wrong, as
 * `npm run test:trust` does. Otherwise it is a few of each errand, others for each SEED.
 */
import { expect, inject, test } from 'vitest';
import { inParallel } from '../../src/parallel.ts';
import { callsOf, runCell } from './faults/cell.ts';
import { errands } from './faults/errands.ts';
import { type FaultName, faultNames } from './faults/faults.ts';

const host = inject('bitbucket');
const all = process.env['POINTS'] === 'all';
const seed = Number(process.env['SEED'] ?? 1);
const few = 3;

test.each(errands)(
  'whatever goes wrong with a call while $name',
  async (errand) => {
    const calls = await callsOf(host, errand);
    const cells = choose(calls.flatMap((call) => faultNames.map((fault) => ({ call, fault }))));
    const results: Record<string, number> = {};
    const wrong: string[] = [];
    await inParallel(cells, all ? 6 : few, async ({ call, fault }) => {
      const { result, wrongs, output } = await runCell(host, errand, call, fault);
      results[result] = (results[result] ?? 0) + 1;
      if (wrongs.length > 0) wrong.push(`${call}, ${fault}: ${wrongs.join('; ')}`, output);
    });
    console.info(`${host}, ${errand.name}: ${cells.length} cells, ${JSON.stringify(results)}`);
    expect(wrong.join('\n')).toBe('');
  },
  14_400_000,
);

function choose(cells: { call: string; fault: FaultName }[]): { call: string; fault: FaultName }[] {
  if (all) return cells;
  const step = Math.floor(cells.length / few);
  return cells.filter((_, index) => index % step === seed % step).slice(0, few);
}
