import { execaSync } from 'execa';
import type { Trial } from '../../test/trust/trial.ts';
import { markdownTable } from './markdown.ts';
import type { TrialRecord } from './records.ts';

const parts = {
  points: 'Points at which a run was killed',
  cells: 'Calls with something that goes wrong',
  texts: 'Worlds with hostile texts',
} as const;
const hosts = { cloud: 'Cloud', 'data-center': 'Data Center' } as const;

/** Counts what was tried, as Markdown. `inputs`: what parsers were fed; `undefined` where one of them did harm. */
export function figures(
  records: readonly TrialRecord[],
  inputs: number | undefined,
  isWhole: boolean,
): string {
  const [date] = new Date().toISOString().split('T');
  const { stdout: commit } = execaSync('git', ['rev-parse', '--short=8', 'HEAD']);
  return [
    `On ${date}, ${isWhole ? 'at' : 'on the way to'} commit ${commit}${isWhole ? ':' : '. This was not everything that there is to try:'}`,
    ...(Object.keys(parts) as Trial['part'][]).map((part) => figuresOf(part, records)),
    `### Inputs for parsers: ${inputs === undefined ? 'one of them did harm' : grouped(inputs)}`,
  ].join('\n\n');
}

function figuresOf(part: Trial['part'], records: readonly TrialRecord[]): string {
  const own = records.filter((record) => record.part === part);
  const rows = [...Map.groupBy(own, ({ group, host }) => `${hosts[host]} | ${group}`)].map(([name, all]) => {
    const [host = '', group = ''] = name.split(' | ');
    const unexpected = all.filter(({ wrongs }) => wrongs.length > 0).length;
    return [host, group, all.length, resultsOf(all), unexpected];
  });
  const heads = ['Bitbucket', part === 'points' ? 'Story, repaired by' : 'What is under way', 'Tried'];
  const table = markdownTable([...heads, 'Ended', 'Unexpected'], rows);
  return `### ${parts[part]}: ${grouped(own.length)}\n\n${table}`;
}

function resultsOf(records: readonly TrialRecord[]): string {
  const counts = Map.groupBy(records, ({ result }) => result ?? 'as undisturbed');
  return [...counts]
    .map(([result, all]) => `${all.length} ${result}`)
    .toSorted()
    .join(', ');
}

function grouped(count: number): string {
  return count.toLocaleString('en-US');
}
