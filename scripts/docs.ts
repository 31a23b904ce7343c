/** Writes what is made from code: pipe.yml, the schema of the report file, docs/trust.md, tables of the README, and the version in examples. With --check it writes nothing and names what is stale. */
import { readFile, writeFile } from 'node:fs/promises';
import { describeChecks } from './docs/checks.ts';
import { checkExamples } from './docs/examples.ts';
import { pipeMetadata } from './docs/pipe-metadata.ts';
import { describeMostUsed, describeVariables, withCurrentVersion, yamlDefinition } from './docs/readme.ts';
import { reportSchema } from './docs/report-schema.ts';
import { describeSituations } from './docs/situations.ts';
import { figuresOn, trustPage } from './trust/page.ts';

/** Pages whose examples name the version of the pipe. */
const withExamples = [
  'data-center',
  'many-repositories',
  'monorepo',
  'one-project',
  'permissions',
  'releases',
  'results',
];

const written: Record<string, (present: string) => string> = {
  'pipe.yml': () => pipeMetadata(),
  'docs/report.schema.json': () => reportSchema(),
  // Its figures are those of the last whole run of test:trust.
  'docs/trust.md': (present) => trustPage(figuresOn(present)),
  'README.md': withParts({ definition: yamlDefinition(), variables: describeMostUsed() }),
  'docs/settings.md': withParts({ variables: describeVariables() }),
  'docs/situations.md': withParts({ situations: describeSituations() }),
  ...Object.fromEntries(withExamples.map((name) => [`docs/${name}.md`, withCurrentVersion])),
  'docs/checks.md': () => describeChecks(),
};

const checking = process.argv.includes('--check');
const stale: string[] = [];
for (const [file, write] of Object.entries(written)) {
  const present = await readFile(file, 'utf8').catch(() => '');
  const wanted = write(present);
  if (wanted === present) continue;
  stale.push(file);
  if (!checking) await writeFile(file, wanted);
}
const pages = Object.keys(written).filter((file) => file.endsWith('.md'));
const mistakes: string[] = [];
for (const page of pages)
  mistakes.push(...checkExamples(await readFile(page, 'utf8')).map((mistake) => `${page}: ${mistake}`));

for (const file of stale)
  console.log(checking ? `✖ ${file} is stale: run npm run docs` : `✔ ${file} was written`);
for (const mistake of mistakes) console.log(`✖ ${mistake}`);
if (mistakes.length > 0 || (checking && stale.length > 0)) process.exitCode = 1;
else if (stale.length === 0) console.log('✔ What is made from code is up to date');

function withParts(parts: Readonly<Record<string, string>>): (present: string) => string {
  return (present) => Object.entries(parts).reduce(replacePart, withCurrentVersion(present));
}

/**
 * Replaces the text between two markers. They are link references, because Bitbucket shows HTML comments to the
 * reader.
 */
function replacePart(markdown: string, [name, text]: [string, string]): string {
  const [start, end] = [`[//]: # (${name}:start)\n`, `\n[//]: # (${name}:end)`];
  const [before, rest] = markdown.split(start);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`There are no markers named ${name}`);
  return `${before}${start}\n${text.trim()}\n${end}${after}`;
}
