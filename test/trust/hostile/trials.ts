import * as fc from 'fast-check';
import type { HostName } from '../../scenarios/host.ts';
import { startWorld } from '../kill/world.ts';
import type { Trial } from '../trial.ts';
import { harms } from './harms.ts';
import { nasty } from './nasty.ts';
import { deployTexts, textsOfWorld } from './texts.ts';

/** Worlds in which everything that others write is hostile. The seed decides what they write. */
export function textTrials(host: HostName, count: number, seed: number): Trial[] {
  const worlds = fc.array(nasty, { minLength: textsOfWorld, maxLength: textsOfWorld });
  return fc.sample(worlds, { numRuns: count, seed }).map((texts) => ({
    host,
    part: 'texts',
    group: 'texts of others',
    name: JSON.stringify(texts),
    async run() {
      await using world = await startWorld(host);
      const runs = await deployTexts(world, texts);
      const found = await Promise.all(runs.map((run) => harms(world, run)));
      return { wrongs: [...new Set(found.flat())], output: runs.map(({ output }) => output).join('\n') };
    },
  }));
}
