import type { Check } from '../checks.ts';
import { checkCleanup } from './cleanup.ts';
import { checkPipes } from './pipes.ts';
import { checkReach, type Wanted } from './reach.ts';
import { checkSteps } from './steps.ts';
import { readPipelineFile } from './read.ts';
import { parseTree } from '../yaml-tree.ts';

const name = 'bitbucket-pipelines.yml';

/**
 * Checks a repository's bitbucket-pipelines.yml, `undefined` where there is none: that this pipe runs when it should,
 * in steps that suit it, and without anything secret or that changes by itself.
 */
export function checkPipelineFile(text: string | undefined, wanted: Wanted): Check[] {
  if (text === undefined) {
    const remedy = 'Add one with a step that runs the pipe; the README has examples.';
    return [{ name, result: 'missing', detail: 'the repository has none', remedy }];
  }
  const parsed = parseTree(text, { uniqueKeys: true });
  if (parsed.kind === 'flaw') {
    const detail = `line ${parsed.line} is not valid YAML: ${parsed.problem}`;
    return [{ name, result: 'missing', detail, remedy: 'Correct it; until then Bitbucket runs nothing.' }];
  }
  const file = readPipelineFile(parsed.tree);
  const imports = file.pipelines.some(({ imported }) => imported);
  if (file.pipes.length === 0 && !imports) {
    const remedy = 'Add the pipe to the script of a step; the README has examples.';
    return [{ name, result: 'missing', detail: 'no step runs the pipe upsun-environments', remedy }];
  }
  const found = file.pipes.map(({ line }) => `line ${line}`).join(', ');
  const detail = found ? `the pipe is in ${found}` : 'the pipe may be in a pipeline that is imported';
  return [
    { name, result: found ? 'ok' : 'note', detail },
    ...checkReach(file, wanted),
    ...checkSteps(file),
    ...checkCleanup(file),
    ...checkPipes(file.pipes),
  ];
}
