/** Random histories of a repository and a project, with runs of the pipe in between. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { beginning, type History, histories, letHappen } from './model/history.ts';
import { happen } from './model/happen.ts';
import { type Ran, run } from './model/run.ts';
import { shortcomings } from './model/wanted.ts';
import type { World } from './model/world.ts';

/** Print it, so that a failure can be had again: SEED=… runs the same histories. */
const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);
console.info(`Histories of seed ${seed}`);

const plainly = { command: 'reconcile', failing: undefined, meanwhile: undefined } as const;

/** Lives through a history, then looks at what a run makes of it that nothing disturbs. */
async function live(history: History): Promise<{ world: World; before: World; ran: Ran; again: Ran }> {
  const world = beginning(history);
  const { chosen } = history;
  for (const moment of history.moments) {
    if ('kind' in moment) {
      letHappen(moment, world);
      continue;
    }
    const { meanwhile } = moment;
    const circumstances = { ...moment, meanwhile: meanwhile && (() => letHappen(meanwhile, world)) };
    const { problems } = await run(world, chosen, circumstances, moment.choice);
    expect(problems).toEqual([]);
  }
  const before = structuredClone(world);
  const ran = await run(world, chosen, plainly);
  const after = structuredClone(world);
  await letDeletionsEnd(world, before, chosen);
  const again = await run(world, chosen, plainly);
  return { world: after, before, ran, again };
}

/** What is being deleted is not waited for, and may have been in the way of something. */
async function letDeletionsEnd(world: World, before: World, chosen: History['chosen']): Promise<void> {
  if (![...before.environments.values()].some(({ status }) => status === 'deleting')) return;
  happen(world, { kind: 'days', count: 0 });
  await run(world, chosen, plainly);
}

test('whatever happened, no run breaks a rule, one brings all in line, and the next finds nothing to do', async () => {
  await fc.assert(
    fc.asyncProperty(histories, async (history) => {
      const { world, before, ran, again } = await live(history);
      expect(ran.problems).toEqual([]);
      expect(shortcomings(world, before.environments, history.chosen)).toEqual([]);
      // A refused deletion is asked for again, and what must fail does so each time.
      expect(
        again.steps.filter(
          (step) => !(again.refused && /^(delete|edit|deactivate) /.test(step)) && !step.startsWith('fail'),
        ),
      ).toEqual([]);
    }),
    { numRuns: Number(process.env['HISTORIES'] ?? 3000), seed },
  );
}, 120_000);
