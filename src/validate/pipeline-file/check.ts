import type { Check } from '../checks.ts';
import { skipped } from '../look.ts';
import type { RepeatedKey } from '../yaml/flaw.ts';
import { parseTree } from '../yaml/parse.ts';
import { checkCleanup } from './cleanup.ts';
import { checkClone } from './clone.ts';
import { checkConditions } from './conditions.ts';
import { distinct, good, missing, note, pipelineFileName } from './finding.ts';
import { checkGates } from './gates.ts';
import { pipesIn } from './pipe.ts';
import { checkProduction, type ProductionWanted } from './production.ts';
import { checkReach, type Wanted } from './reach.ts';
import { type PipelineFile, readPipelineFile } from './read.ts';
import { checkRunners } from './runners.ts';
import { checkPlace } from './script.ts';
import { checkSecrets } from './secrets.ts';
import { checkStructure } from './structure/check.ts';
import { checkTime } from './time.ts';
import { checkTriggers } from './triggers.ts';
import { checkVariables } from './variables.ts';
import { checkVersions } from './version.ts';

const name = pipelineFileName;

/**
 * Checks a repository's bitbucket-pipelines.yml, `undefined` where there is none: that Bitbucket takes it, that this pipe
 * runs when it should, in steps that suit it, and without anything secret or that changes by itself.
 */
export function checkPipelineFile(text: string | undefined, wanted: Wanted & ProductionWanted): Check[] {
  if (text === undefined) {
    const remedy = 'Add one with a step that runs the pipe; the README has examples.';
    return [{ name, result: 'missing', detail: 'the repository has none', remedy }];
  }
  const parsed = parseTree(text);
  if (parsed.kind === 'flaw') {
    const { line, problem, remedy = 'Correct it; until then Bitbucket runs nothing.' } = parsed;
    return [missing(name, line, `not valid YAML: ${problem}`, remedy)];
  }
  const file = readPipelineFile(parsed.tree);
  const structure = checkStructure(parsed.tree);
  const refused = structure.some(({ result }) => result === 'missing');
  return [
    ...(refused ? [...structure, ...unjudged] : [...checkUse(file), ...structure]),
    ...repeatedKeys(parsed.repeated),
    ...(refused || isWithoutPipe(file) ? [] : checkRuns(file, wanted)),
    ...checkContents(file),
  ];
}

/** What of a file that Bitbucket refuses nobody can say. */
const unjudged = [skipped('Pushes', 'not looked at before Bitbucket takes the file')];

function checkUse(file: PipelineFile): Check[] {
  const lines = [...new Set(file.uses.map(({ pipe }) => pipe.line))];
  if (lines.length > 0)
    return [good(name, `the pipe is in ${lines.map((line) => `line ${line}`).join(', ')}`)];
  const imported = file.pipelines.find((pipeline) => pipeline.imported);
  if (imported) {
    const remedy = 'Run validate in the repository that it is imported from.';
    return [note(name, imported.line, 'the pipe may be in a pipeline that is imported', remedy)];
  }
  const [unused] = pipesIn(file.trees);
  const remedy = 'Add the pipe to the script of a step; the README has examples.';
  return unused
    ? [missing(name, unused.line, 'no pipeline has the step with the pipe upsun-environments', remedy)]
    : [{ name, result: 'missing', detail: 'no step runs the pipe upsun-environments', remedy }];
}

function isWithoutPipe({ uses, pipelines }: PipelineFile): boolean {
  return uses.length === 0 && !pipelines.some((pipeline) => pipeline.imported);
}

/** When the pipe runs, and whether it can. */
function checkRuns(file: PipelineFile, wanted: Wanted & ProductionWanted): Check[] {
  return [
    ...checkReach(file, wanted),
    ...checkProduction(file, wanted),
    ...checkTriggers(file),
    ...checkGates(file),
    ...checkConditions(file),
    ...checkRunners(file),
    ...checkClone(file),
    ...checkTime(file),
    ...checkPlace(file),
    ...checkCleanup(file),
  ];
}

/** What each mention of the pipe says, used or not. */
function checkContents({ trees }: PipelineFile): Check[] {
  const pipes = pipesIn(trees);
  return [...checkVersions(pipes), ...checkVariables(pipes), ...checkSecrets(trees, pipes)];
}

/** Whether Bitbucket takes them was not seen; the last one counts where it does. */
function repeatedKeys(repeated: readonly RepeatedKey[]): Check[] {
  return distinct(
    repeated.map(({ key, line, first }) =>
      note(
        'YAML',
        line,
        `${key} stands in line ${first} already, and only one of the two counts`,
        'Keep one of them.',
      ),
    ),
  );
}
