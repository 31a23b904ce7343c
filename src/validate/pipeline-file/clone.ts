import type { Check } from '../checks.ts';
import { isFalse, isTrue, itemsOf, textOf, type Tree, under } from '../yaml/tree.ts';
import { distinct, good, missing, note } from './finding.ts';
import { isCertain, runs } from './pipe.ts';
import type { PipelineFile } from './read.ts';
import type { PipeUse } from './uses.ts';

const name = 'Clone';

/** Whether the steps that deploy have the clone that the pipe needs, and nothing that it does not bring to Upsun. */
export function checkClone({ root, uses }: PipelineFile): Check[] {
  const deploying = uses.filter(({ pipe }) => runs(pipe, 'deploy'));
  const found = distinct(deploying.flatMap((use) => [...checkDepth(root, use), ...checkContent(root, use)]));
  return found.length === 0 && deploying.length > 0 ? [good(name, 'complete')] : found;
}

/**
 * What the step does not say of its clone, the file may say for all steps; 50 commits are the default.
 * https://api.bitbucket.org/schemas/pipelines-configuration, as of 2026-06-29
 */
function optionOf(root: Tree, { step }: PipeUse, key: string): Tree | undefined {
  return under(step, 'clone', key) ?? under(root, 'clone', key);
}

function checkDepth(root: Tree, use: PipeUse): Check[] {
  const { pipe } = use;
  const depth = textOf(optionOf(root, use, 'depth')) ?? '50';
  if (isFalse(optionOf(root, use, 'enabled'))) {
    const tell = isCertain(pipe) ? missing : note;
    const remedy = 'Take `enabled: false` out of the clone of that step.';
    return [tell(name, pipe.line, 'the pipe deploys in a step without a clone', remedy)];
  }
  if (depth === 'full') return [];
  const detail = `the step clones the last ${depth === '1' ? 'commit' : `${depth} commits`}, and the pipe fetches the rest`;
  return [note(name, pipe.line, detail, '`clone: { depth: full }` in that step spares it the second fetch.')];
}

/** The pipe pushes the commit, and nothing that a step has fetched besides. */
function checkContent(root: Tree, use: PipeUse): Check[] {
  const { pipe, step } = use;
  const lfs = optionOf(root, use, 'lfs');
  const commands = itemsOf(under(step, 'script'));
  const fetching = commands.find((item) => /\bgit\s+(submodule|lfs)\b/.test(textOf(item) ?? ''));
  return [
    ...(lfs && isTrue(lfs)
      ? [
          note(
            name,
            lfs.line,
            `the clone for the pipe in line ${pipe.line} has the files of Git LFS, but Upsun gets their pointers only`,
            'Keep files that Upsun needs in git itself, or download them in the build hook.',
          ),
        ]
      : []),
    ...(fetching
      ? [
          note(
            name,
            fetching.line,
            `what this command fetches does not reach Upsun with the pipe in line ${pipe.line}, which pushes the commit alone`,
            'Upsun fetches submodules itself, if it may read them; files of Git LFS it does not.',
          ),
        ]
      : []),
  ];
}
