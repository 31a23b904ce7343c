import type { HostName } from '../../scenarios/host.ts';
import { killedRun } from './killed-run.ts';
import { type Picture, takePicture } from './picture.ts';
import type { Point } from './point.ts';
import type { Story } from './stories.ts';
import { type Run, startWorld, type TrustWorld } from './world.ts';

/** What comes after a run that was killed: the same run once more, or the nightly one. */
export const repairs = {
  're-run': (run: Run): Run => run,
  reconcile: ({ variables }: Run): Run => ({
    target: { custom: { branch: 'main' } },
    // Branches are no part of the stories that do not ask for one.
    variables: { ...variables, COMMAND: 'reconcile' },
    options: { clone: false },
  }),
} as const satisfies Record<string, (run: Run) => Run>;

export type Repair = keyof typeof repairs;

/** How a story ends where its run is killed at a point, or at none, and repaired then. */
export async function live(
  host: HostName,
  story: Story,
  repair: Repair,
  point?: Point,
): Promise<{ done: string[]; picture: Picture; output: string }> {
  await using world: TrustWorld = await startWorld(host, story.options);
  const run = await story.prepare(world);
  const done = await killedRun(world, run, point);
  const { output, exitCode } = await world.run(repairs[repair](run));
  const picture = await takePicture(world);
  return { done, picture, output: `${output}\nexit code ${exitCode}` };
}
