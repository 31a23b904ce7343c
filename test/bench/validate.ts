/** How long the checks of a long bitbucket-pipelines.yml take, compared with parsing it and nothing else. */
import { parseDocument } from 'yaml';
import { checkPipelineFile } from '../../src/validate/pipeline-file/check.ts';
import { median } from './median.ts';

const aliases = 18_000;
/** The most that everything may take of the time in which the file is parsed. */
const shareOfParsing = 1.5;
const rounds = 12;

/** Without the comparison of all keys, which takes longer the more pipelines there are. */
const asWeParse = { version: '1.1', merge: true, uniqueKeys: false, prettyErrors: false } as const;

const wanted = {
  fetchBranches: true,
  buildPullRequests: true,
  branches: ['**'],
  excludeBranches: [],
  releaseTags: [],
  mainBranch: 'main',
};

const steps = `definitions:
  steps:
    - step: &test
        script: [npm test]
    - step: &deploy
        clone: { depth: full }
        script:
          - pipe: upsun-environments/upsun-environments:1.0.0
pipelines:
`;

/** Few pipelines of many steps, many pipelines of few steps, and steps that merge others in. */
const files: Readonly<Record<string, string>> = {
  'many steps': fileOf(600, 15, (name) => `      - step: *${name}\n`),
  'many pipelines': fileOf(aliases / 2, 1, (name) => `      - step: *${name}\n`),
  'many merges': fileOf(600, 15, (name) => `      - step: { <<: *${name}, name: Again }\n`),
};

const verdicts = Object.entries(files).map(([name, text]) => {
  const durations = Array.from({ length: rounds }, () => [
    timeOf(() => parseDocument(text, asWeParse)),
    timeOf(() => checkPipelineFile(text, wanted)),
  ]);
  const [parsing, checking] = [0, 1].map((index) => median(durations.map((one) => one[index] ?? NaN)));
  // Of the two that ran one after the other, because the machine may be slower in another round.
  const share = median(durations.map(([parsed = NaN, checked = NaN]) => checked / parsed));
  const holds = share <= shareOfParsing;
  const lines = text.split('\n').length.toLocaleString('en');
  console.log(
    `${holds ? 'ok    ' : 'FAILED'}  ${name}, ${lines} lines: parsing ${parsing?.toFixed(0)} ms, everything ${checking?.toFixed(0)} ms: ${share.toFixed(2)} times (at most ${shareOfParsing})`,
  );
  return holds;
});
process.exitCode = verdicts.every(Boolean) ? 0 : 1;

/** A file with this many pipelines, each with this many pairs of steps. */
function fileOf(pipelines: number, pairs: number, item: (name: string) => string): string {
  const branches = Array.from(
    { length: pipelines },
    (_, index) => `    branch-${index}:\n${(item('test') + item('deploy')).repeat(pairs)}`,
  );
  return `${steps}  branches:\n${branches.join('')}`;
}

/** Milliseconds of work of this thread: other processes on the machine do not count. */
function timeOf(run: () => unknown): number {
  globalThis.gc?.();
  const start = process.threadCpuUsage();
  run();
  const { user, system } = process.threadCpuUsage(start);
  return (user + system) / 1000;
}
