/**
 * Puts deliberate faults into copies of the pipe, one at a time, and lets the simulator look for each:
 * `npm run simulate:mutants`. Fails where one is not found. Writes what it took to test/simulation/mutants.md.
 */
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { type Mutant, mutants } from '../test/simulation/mutants/list.ts';

const { values } = parseArgs({
  // What two processors do within a minute.
  options: { histories: { type: 'string', default: '24000' }, only: { type: 'string' } },
});
const page = 'test/simulation/mutants.md';

const chosen = mutants.filter(({ does }) => !values.only || does.includes(values.only));
const found = [];
for (const mutant of chosen) {
  const seed = await findIn(mutant);
  console.info(`${seed === undefined ? 'NOT FOUND' : `found after ${seed} histories`}: it ${mutant.does}`);
  found.push({ ...mutant, seed });
}
if (!values.only) await writeFile(page, table(found));
const missed = found.filter(({ seed }) => seed === undefined);
console.info(`${found.length - missed.length} of ${found.length} mutants are found.`);
process.exitCode = missed.length > 0 ? 1 : 0;

/** The seed of the first history that shows the fault; `undefined` where none does. */
async function findIn({ file, replace, by }: Mutant): Promise<number | undefined> {
  const directory = await mkdtemp(join(tmpdir(), 'mutant-'));
  try {
    await mkdir(join(directory, 'test'));
    for (const part of ['src', 'scripts', 'package.json', 'test/simulation'])
      await cp(part, join(directory, part), { recursive: true });
    await symlink(join(process.cwd(), 'node_modules'), join(directory, 'node_modules'));
    const path = join(directory, 'src', file);
    const source = await readFile(path, 'utf8');
    if (source.split(replace).length !== 2) throw new Error(`src/${file} has not once: ${replace}`);
    await writeFile(
      path,
      source.replace(replace, () => by),
    );
    // Each seed is one more history, so that the first one that fails says how many it took.
    const threads = String(availableParallelism());
    const args = [
      'scripts/simulate.ts',
      '--histories',
      values.histories,
      '--seed',
      '1',
      '--threads',
      threads,
      '--brief',
    ];
    const { stdout, stderr } = await execa(process.execPath, args, { cwd: directory, reject: false });
    const seed = /The history of seed (\d+) goes wrong/.exec(`${stdout}\n${stderr}`)?.[1];
    return seed === undefined ? undefined : Number(seed);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function table(rows: readonly (Mutant & { seed: number | undefined })[]): string {
  const lines = rows.map(({ does, file, seed }) => `| ${does} | \`${file}\` | ${seed ?? 'not found'} |`);
  return [
    '# Does the simulator find faults?',
    '',
    'Each of these faults was put into a copy of the pipe. The number says how many random histories it took to show it.',
    '`npm run simulate:mutants` writes this page; `mutants/` has the faults.',
    '',
    '| The pipe … | File in `src` | Histories |',
    '| --- | --- | ---: |',
    ...lines,
    '',
  ].join('\n');
}
