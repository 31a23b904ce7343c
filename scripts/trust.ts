/**
 * Tries the built pipe with everything that can go wrong: every point at which a run can be killed, every call with
 * every fault, hostile texts, and hostile input for the parsers. Prints what came of it, writes docs/trust.md, and fails
 * on anything unexpected. What was tried is kept in a file, so that --resume goes on where a run was stopped.
 * --host, --part and --every (nth) try less. --page writes the page all the same, which then says so.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { inParallel } from '../src/parallel.ts';
import type { HostName } from '../test/scenarios/host.ts';
import type { Trial } from '../test/trust/trial.ts';
import { tryInputs } from './trust/inputs.ts';
import { keep, readKept, recordsFile } from './trust/records.ts';
import { figures } from './trust/figures.ts';
import { trustPage } from './trust/page.ts';
import { trialsOf } from './trust/trials.ts';

const { values } = parseArgs({
  options: {
    host: { type: 'string' },
    part: { type: 'string' },
    resume: { type: 'boolean', default: false },
    page: { type: 'boolean', default: false },
    every: { type: 'string', default: '1' },
    jobs: { type: 'string', default: String(availableParallelism() * 2) },
  },
});
await mkdir('node_modules/.cache', { recursive: true });
if (!values.resume) await rm(recordsFile, { force: true });
const kept = await readKept();
const isWanted = ({ host, part }: Pick<Trial, 'host' | 'part'>) =>
  (values.host ?? host) === host && (values.part ?? part) === part;

for (const host of ['cloud', 'data-center'] satisfies HostName[]) {
  for (const part of ['cells', 'points', 'texts'] as const) {
    if (!isWanted({ host, part })) continue;
    const trials = await trialsOf(host, part);
    await tryAll(
      `${host}, ${part}`,
      trials.filter((_, index) => index % Number(values.every) === 0),
    );
  }
}

async function tryAll(name: string, all: readonly Trial[]): Promise<void> {
  const left = all.filter((trial) => !kept.has(trial));
  const started = performance.now();
  let done = 0;
  await inParallel(left, Number(values.jobs), async (trial) => {
    await keep(kept, trial, await trial.run());
    done += 1;
    if (done % 50 === 0) console.log(`${name}: ${all.length - left.length + done} of ${all.length}`);
  });
  console.log(`${name}: ${all.length} in ${Math.round((performance.now() - started) / 1000)} s`);
}

const isWhole = !values.host && !values.part && values.every === '1';
const inputs = isWhole || values.part === 'inputs' ? await tryInputs() : 0;
const result = figures(kept.records(), inputs, isWhole);
console.log(`\n${result}`);
const unexpected = kept.unexpected(isWanted);
for (const { trial, wrongs, output } of unexpected)
  console.log(`\n✖ ${trial}\n  ${wrongs.join('\n  ')}\n${output}`);
if (unexpected.length > 0 || inputs === undefined) process.exitCode = 1;
else if (isWhole || values.page) await writeFile('docs/trust.md', trustPage(result));
