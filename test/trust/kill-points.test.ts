/**
 * A run that is killed at any point is repaired by the same run, and by `reconcile`: what is left is what an undisturbed
 * run leaves. Here it is one point of each story, another one for each SEED; `npm run test:trust` tries all of them.
 */
import { expect, inject, test } from 'vitest';
import { killGroups, pointTrials } from './kill/trials.ts';
import { complaint } from './trial.ts';

const host = inject('bitbucket');
const seed = Number(process.env['SEED'] ?? 1);
const groups = killGroups.filter((_, index) => index % 2 === seed % 2);

test.each(groups)('killed anywhere during $story.name, a run is repaired by a $repair', async (group) => {
  const trials = await pointTrials(host, group);
  const trial = trials[seed % trials.length];
  expect([trial?.name, trial && complaint(await trial.run())]).toEqual([expect.any(String), '']);
});
