import { appendFile, readFile } from 'node:fs/promises';
import type { Trial, Trying } from '../../test/trust/trial.ts';

/** What was tried, a line each. */
export const recordsFile = 'node_modules/.cache/trust.jsonl';

export type TrialRecord = Omit<Trial, 'run'> & Omit<Trying, 'output'> & { output?: string };

type Key = Pick<Trial, 'host' | 'part' | 'group' | 'name'>;

/** What was tried so far. */
export interface Kept {
  has: (key: Key) => boolean;
  add: (record: TrialRecord) => void;
  records: () => TrialRecord[];
  unexpected: (isWanted: (key: Key) => boolean) => { trial: string; wrongs: string[]; output: string }[];
}

const keyOf = ({ host, part, group, name }: Key): string => [host, part, group, name].join(' | ');

/** Reads what an earlier run tried. What was unexpected there is tried again. */
export async function readKept(): Promise<Kept> {
  const lines = (await readFile(recordsFile, 'utf8').catch(() => '')).split('\n').filter(Boolean);
  const all = lines.map((line) => JSON.parse(line) as TrialRecord);
  const kept = new Map(all.filter(({ wrongs }) => wrongs.length === 0).map((one) => [keyOf(one), one]));
  return {
    has: (key) => kept.has(keyOf(key)),
    add: (record) => void kept.set(keyOf(record), record),
    records: () => [...kept.values()],
    unexpected: (isWanted) =>
      [...kept.values()]
        .filter((record) => record.wrongs.length > 0 && isWanted(record))
        .map((record) => ({ trial: keyOf(record), wrongs: record.wrongs, output: record.output ?? '' })),
  };
}

/** Remembers what came of a trial, with what the pipe wrote where it was unexpected. */
export async function keep(kept: Kept, trial: Trial, { output, ...tried }: Trying): Promise<void> {
  const { host, part, group, name } = trial;
  const said = tried.wrongs.length > 0 ? { output } : {};
  const record: TrialRecord = { host, part, group, name, ...tried, ...said };
  kept.add(record);
  await appendFile(recordsFile, `${JSON.stringify(record)}\n`);
}
