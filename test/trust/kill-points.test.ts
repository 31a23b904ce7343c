/**
 * A run that is killed at any point is repaired by the same run, and by `reconcile`: what is left is what an undisturbed
 * run leaves. POINTS=all tries every point of every story, as `npm run test:trust` does. Otherwise it is one of each,
 * another one for each SEED.
 */
import { expect, inject, test } from 'vitest';
import { inParallel } from '../../src/parallel.ts';
import { live, type Repair, repairs } from './kill/live.ts';
import { contrast } from './kill/picture.ts';
import { nameOf, type Point, pointsOf } from './kill/point.ts';
import { type Story, stories } from './kill/stories.ts';

const host = inject('bitbucket');
const all = process.env['POINTS'] === 'all';
const seed = Number(process.env['SEED'] ?? 1);

const kinds = Object.keys(repairs) as Repair[];
const chosen = all ? kinds : kinds.filter((_, index) => index === seed % kinds.length);
const cases = stories.flatMap((story) => chosen.map((repair) => ({ name: story.name, story, repair })));

test.each(cases)(
  'killed anywhere during $name, a run is repaired by a $repair',
  async ({ story, repair }) => {
    const undisturbed = await live(host, story, repair);
    const points = choose(pointsOf(undisturbed.done));
    const wrong: string[] = [];
    await inParallel(points, 2, async (point) => {
      wrong.push(...(await shortcomings(story, repair, point)));
    });
    console.info(`${host}, ${story.name}, ${repair}: ${points.length} points${all ? '' : `, seed ${seed}`}`);
    expect(wrong.join('\n')).toBe('');

    async function shortcomings(...at: [Story, Repair, Point]): Promise<string[]> {
      const { picture, output } = await live(host, ...at);
      const lines = contrast(picture, undisturbed.picture);
      return lines.length > 0 ? [`killed ${nameOf(at[2])}:`, ...lines, output] : [];
    }
  },
  3_600_000,
);

function choose(points: Point[]): Point[] {
  return all ? points : points.filter((_, index) => index === seed % points.length);
}
