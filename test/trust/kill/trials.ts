import type { HostName } from '../../scenarios/host.ts';
import type { Trial, Trying } from '../trial.ts';
import { live, type Repair, repairs } from './live.ts';
import { contrast } from './picture.ts';
import { nameOf, pointsOf } from './point.ts';
import { stories, type Story } from './stories.ts';

/** A story and what comes after its run was killed. */
export interface KillGroup {
  name: string;
  story: Story;
  repair: Repair;
}

const kinds = Object.keys(repairs) as Repair[];

export const killGroups: readonly KillGroup[] = stories.flatMap((story) =>
  kinds
    .filter((repair) => story.repairedBy === undefined || story.repairedBy === repair)
    .map((repair) => ({ name: `${story.name}, ${repair}`, story, repair })),
);

/** Every point at which the run of a story can be killed. What is left then must be what an undisturbed run leaves. */
export async function pointTrials(host: HostName, { name, story, repair }: KillGroup): Promise<Trial[]> {
  const undisturbed = await live(host, story, repair);
  return pointsOf(undisturbed.done).map((point) => ({
    host,
    part: 'points',
    group: name,
    name: nameOf(point),
    async run(): Promise<Trying> {
      const { picture, output } = await live(host, story, repair, point);
      return { wrongs: contrast(picture, undisturbed.picture), output };
    },
  }));
}
