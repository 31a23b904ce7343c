import { availableParallelism } from 'node:os';
import { inParallel } from '../../src/parallel.ts';
import type { HostName } from '../../test/scenarios/host.ts';
import { cellTrials } from '../../test/trust/faults/trials.ts';
import { textTrials } from '../../test/trust/hostile/trials.ts';
import { type KillGroup, killGroups, pointTrials } from '../../test/trust/kill/trials.ts';
import type { Trial } from '../../test/trust/trial.ts';

const worlds = 50;
const seed = 1;

/** Everything there is to try with one kind of Bitbucket. */
export async function trialsOf(host: HostName, part: Trial['part']): Promise<Trial[]> {
  switch (part) {
    case 'cells':
      return cellTrials(host);
    case 'points':
      return allPoints(host);
    case 'texts':
      return textTrials(host, worlds, seed);
  }
}

/** Each story is lived undisturbed first, to know its points. */
async function allPoints(host: HostName): Promise<Trial[]> {
  const points = new Map<KillGroup, Trial[]>();
  await inParallel(killGroups, availableParallelism(), async (group) => {
    points.set(group, await pointTrials(host, group));
  });
  return killGroups.flatMap((group) => points.get(group) ?? []);
}
