/** What showing an activity's log takes: memory must not grow with it, and neither must the time for each line. */
import { spawn } from 'node:child_process';
import { type LogRun, measureLog, peakOf, type Reader } from './log-run.ts';

const megabyte = 1e6;
const sizes = [5, 50, 200];
/** The most memory, by that of Node.js with an empty script. */
const mostByEmpty = 3;
/** The most memory with the longest log, by that with the shortest. */
const mostGrowth = 1.35;
/** The least of the shortest log's speed that is left with the longest. */
const leastSpeed = 0.5;

const empty = await memoryOfEmptyScript();
say(`Node.js ${process.version} with an empty script: ${inMegabytes(empty)}\n`);
say('reader     log         peak      speed');

const verdicts: boolean[] = [];
for (const reader of ['fast', 'slow'] as const) {
  const runs = [];
  for (const size of sizes) runs.push(await measure(size, reader));
  const [first, last] = [runs.at(0), runs.at(-1)];
  if (!first || !last) continue;
  judge(`memory, of an empty script's (${reader})`, last.peak / empty, (value) => value <= mostByEmpty);
  judge(`memory, of the shortest log's (${reader})`, last.peak / first.peak, (value) => value <= mostGrowth);
  // A slow reader has its own speed.
  if (reader === 'fast')
    judge(`speed, of the shortest log's`, last.speed / first.speed, (value) => value >= leastSpeed);
}
process.exitCode = verdicts.every(Boolean) ? 0 : 1;

async function measure(size: number, reader: Reader): Promise<LogRun & { speed: number }> {
  const run = await measureLog(size * megabyte, reader);
  const speed = size / (run.duration / 1000);
  say(
    [reader.padEnd(6), inMegabytes(size * megabyte), inMegabytes(run.peak), `${speed.toFixed(1)} MB/s`]
      .map((cell) => cell.padStart(8))
      .join('  '),
  );
  return { ...run, speed };
}

async function memoryOfEmptyScript(): Promise<number> {
  const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 500)'], { stdio: 'ignore' });
  const gone = new Promise((resolve) => child.on('exit', resolve));
  return peakOf(async () => child.pid, gone);
}

function judge(what: string, value: number, holds: (value: number) => boolean): void {
  verdicts.push(holds(value));
  say(`${holds(value) ? 'ok    ' : 'FAILED'}  ${what}: ${value.toFixed(2)} times`);
}

function inMegabytes(bytes: number): string {
  return `${(bytes / megabyte).toFixed(0)} MB`;
}

function say(line: string): void {
  console.log(line);
}
