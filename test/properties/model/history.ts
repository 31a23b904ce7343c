/** Histories: what happens on both sides, with runs of the pipe in between. */
import * as fc from 'fast-check';
import { type Choices, choices } from './choices.ts';
import type { Circumstances } from './effects.ts';
import { type Event, events, happeningOf, kinds } from './events.ts';
import { happen } from './happen.ts';
import { createWorld, type World } from './world.ts';

export interface Run {
  command: Circumstances['command'];
  failing: Circumstances['failing'];
  /** Happens while the run is under way. */
  meanwhile: Event | undefined;
  choice: number;
}

export interface History {
  chosen: Choices;
  defaultBranch: string;
  environmentLimit: number | undefined;
  moments: readonly (Event | Run)[];
}

const anyEvent = events([...kinds.bitbucket, ...kinds.bitbucket, ...kinds.upsun, ...kinds.time]);

const run: fc.Arbitrary<Run> = fc.record({
  command: fc.constantFrom('reconcile', 'reconcile', 'cleanup', 'deploy'),
  failing: fc.constantFrom(undefined, undefined, undefined, undefined, 'branches', 'pull requests'),
  meanwhile: fc.option(events(kinds.bitbucket), { nil: undefined, freq: 2 }),
  choice: fc.nat(99),
});

export const histories: fc.Arbitrary<History> = fc.record({
  chosen: choices,
  defaultBranch: fc.constantFrom('main', 'main', 'main', 'live'),
  environmentLimit: fc.constantFrom(undefined, undefined, 2, 4),
  moments: fc.array(fc.oneof({ arbitrary: anyEvent, weight: 4 }, { arbitrary: run, weight: 1 }), {
    minLength: 3,
    maxLength: 30,
    size: 'max',
  }),
});

export function beginning({ defaultBranch, environmentLimit }: History): World {
  return createWorld(defaultBranch, environmentLimit);
}

/** Lets an event happen where it can. */
export function letHappen(event: Event, world: World): void {
  const happening = happeningOf(event, world);
  if (happening) happen(world, happening);
}
