/** How planning grows with the repository and the project, and how it compares with reading them. */
import { cpus } from 'node:os';
import { factsOf, type ScaleFacts, type Size } from './facts.ts';
import { type Measured, measurePlanning, rounds } from './measure.ts';
import { parts } from './planning.ts';
import { measureReading } from './reading.ts';

const latency = 50;
/** The most that planning may take of the time in which its lists are read. */
const shareOfReading = 1 / 10;
/** The most that doubling everything may cost. */
const costOfDoubling = 3;

const base: Size = { branches: 10_000, pullRequests: 2_000, environments: 2_000 };
const sizes = [0.5, 1, 2].map((factor) => ({
  branches: base.branches * factor,
  pullRequests: base.pullRequests * factor,
  environments: base.environments * factor,
}));
const facts = sizes.map(factsOf);

const [cpu] = cpus();
say(
  `Node.js ${process.version}, ${process.platform} ${process.arch}, ${cpus().length} × ${cpu?.model ?? 'CPU'}`,
);
say(`Planning: medians of ${rounds} runs, in milliseconds. Memory: what the finished plan holds.\n`);
row(
  '',
  sizes.map((_, index) => ['half', 'base', 'double'][index] ?? ''),
  'double : base',
);
row('branches', counts('branches'));
row('open pull requests', counts('pullRequests'));
row('environments', counts('environments'));

const unlimited = measurePlanning(facts);
show('Nothing limits the environments', unlimited);
const limited = measurePlanning(facts.map(withLimit));
show('The limit is reached, and idle ones make room', limited);
if (!globalThis.gc) say('Memory was not measured: that takes node --expose-gc.');

say(`\nReading the lists of the base from the sandbox, which answers after ${latency} ms…`);
const { filling, reading, requests } = await measureReading(factsOf(base), latency);
say(`${seconds(reading)} for ${requests} requests (filling the sandbox took ${seconds(filling)})\n`);

const cases = [unlimited, limited];
const share = Math.max(...cases.map(([, single]) => (single?.durations.all ?? NaN) / reading));
const growth = Math.max(...cases.map((several) => growthOf(several, 'all')));
const verdicts = [
  judge('planning, of the time of reading', share, shareOfReading, percent),
  judge('double the size, of the time of the base', growth, costOfDoubling, times),
];
process.exitCode = verdicts.every(Boolean) ? 0 : 1;

/** The same project with room for half of the environments that are active. */
function withLimit(one: ScaleFacts): ScaleFacts {
  const active = [...one.environments.values()].filter(
    ({ status, isMain }) => status === 'active' && !isMain,
  );
  return { ...one, project: { ...one.project, environmentLimit: Math.floor(active.length / 2) } };
}

function show(title: string, several: readonly Measured[]): void {
  say(`\n${title}`);
  for (const part of [...parts, 'all'] as const) {
    const durations = several.map((measured) => measured.durations[part].toFixed(1));
    row(`  ${part === 'all' ? 'together' : part}`, durations, times(growthOf(several, part)));
  }
  const memory = several.flatMap((measured) => measured.memory ?? []);
  if (memory.length > 0)
    row(
      '  memory',
      memory.map((bytes) => `${(bytes / 1024 ** 2).toFixed(1)} MB`),
    );
}

/** What the double size takes, measured by the base. */
function growthOf([, single, double]: readonly Measured[], part: keyof Measured['durations']): number {
  return (double?.durations[part] ?? NaN) / (single?.durations[part] ?? NaN);
}

function judge(what: string, value: number, limit: number, write: (value: number) => string): boolean {
  const holds = value <= limit;
  say(`${holds ? 'ok    ' : 'FAILED'}  ${what}: ${write(value)} (at most ${write(limit)})`);
  return holds;
}

function counts(what: keyof Size): string[] {
  return sizes.map((size) => size[what].toLocaleString('en'));
}

function row(label: string, cells: readonly string[], last = ''): void {
  say(`${label.padEnd(24)}${cells.map((cell) => cell.padStart(12)).join('')}${last.padStart(16)}`.trimEnd());
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

function percent(part: number): string {
  return `${(part * 100).toFixed(1)} %`;
}

function times(factor: number): string {
  return `${factor.toFixed(1)} times`;
}

function say(line: string): void {
  console.log(line);
}
