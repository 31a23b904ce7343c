/** How long the built pipe takes until it has read its settings, each time beside an empty script. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from './median.ts';

const rounds = 15;
/** The most that the pipe may add, in times of what an empty script takes. */
const mostByEmpty = 5;

const pipe = `${import.meta.dirname}/../../dist/pipe.js`;
/** As in the image, where the compiled code is at hand. */
const cache = await mkdtemp(join(tmpdir(), 'bench-startup-'));

await timeOf([pipe]);
const pairs = [];
for (let round = 0; round < rounds; round += 1)
  pairs.push({ empty: await timeOf(['--eval', '']), whole: await timeOf([pipe]) });
await rm(cache, { recursive: true });

const [empty, whole] = [median(pairs.map((pair) => pair.empty)), median(pairs.map((pair) => pair.whole))];
// Of the two that ran one after the other, because the machine may be slower in another round.
const times = median(pairs.map((pair) => pair.whole / pair.empty));
const holds = times <= mostByEmpty;
console.log(`Empty script ${empty.toFixed(0)} ms, the pipe without settings ${whole.toFixed(0)} ms`);
console.log(`${holds ? 'ok    ' : 'FAILED'}  start-up: ${times.toFixed(1)} times, at most ${mostByEmpty}`);
process.exitCode = holds ? 0 : 1;

/** Milliseconds from start to end. Without settings the pipe says which it needs, and ends. */
async function timeOf(args: readonly string[]): Promise<number> {
  const began = performance.now();
  const env = { NODE_COMPILE_CACHE: cache, PATH: process.env.PATH ?? '' };
  await once(spawn(process.execPath, args, { stdio: 'ignore', env }), 'exit');
  return performance.now() - began;
}
