/**
 * Whatever goes wrong with a call, a run deletes nothing that it must not, ends in time with words for people, is never
 * green where nothing was done, and ends as `faults/expected.ts` says. Here it is a few calls of each errand, others for
 * each SEED; `npm run test:trust` tries all of them.
 */
import { expect, inject, test } from 'vitest';
import { errands } from './faults/errands.ts';
import { cellTrials } from './faults/trials.ts';
import { complaint } from './trial.ts';

const seed = Number(process.env['SEED'] ?? 1);
const few = 3;
const trials = await cellTrials(inject('bitbucket'));

test.each(errands)('whatever goes wrong with a call while $name', async ({ name }) => {
  const all = trials.filter(({ group }) => group === name);
  const step = Math.floor(all.length / few);
  const chosen = all.filter((_, index) => index % step === seed % step).slice(0, few);
  expect(chosen).toHaveLength(few);
  await Promise.all(
    chosen.map(async (trial) => {
      expect([trial.name, complaint(await trial.run())]).toEqual([trial.name, '']);
    }),
  );
});
