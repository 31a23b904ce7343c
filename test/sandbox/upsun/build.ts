import { takeFailure, type Command, type FailureKind, type Run } from './activity.ts';
import { treeOf } from './git.ts';
import { narrate } from './scheduler.ts';
import type { UpsunState } from './state.ts';

/** The steps that a commit's own files can make fail, each with the file that does it. */
const failingFiles = { build: 'build-fails', deploy: 'deploy-fails', post_deploy: 'post-deploy-fails' };

/** The log lines with which a step fails, by the commit's files or by what a test asked for; nothing when it works. */
export function failureLines(
  upsun: UpsunState,
  step: keyof typeof failingFiles & FailureKind,
  files: Record<string, string>,
  { activity }: Run,
): string[] | undefined {
  const asked = takeFailure(upsun, activity, [step]) && `npm error: the ${step} hook broke`;
  const content = files[failingFiles[step]] ?? asked;
  return content
    ?.trimEnd()
    .split('\n')
    .map((line) => `    ${line}`);
}

/** Builds a commit, unless its tree was built before. Resolves to what ran, which is nothing where a build is reused. */
export async function buildApplication(
  upsun: UpsunState,
  commit: string,
  files: Record<string, string>,
  run: Run,
): Promise<Command[]> {
  const tree = await treeOf(upsun.repository, commit);
  const opening = `Building application 'app' (runtime type: nodejs:22, tree: ${tree.slice(0, 7)})`;
  const failure = failureLines(upsun, 'build', files, run);
  if (!failure && upsun.builtTrees.has(tree)) {
    await narrate(upsun, run, 'build', [opening, '  Reusing existing build for this tree ID'], 40);
    return [];
  }
  const steps = [opening, '  Generating runtime configuration.', '  Executing build hook...'];
  const ending = failure
    ? [
        ...failure,
        'E: Error building project: Step failed with status code 1.',
        'E: Error: Unable to build application, aborting.',
      ]
    : ['    Built.', '  Executing pre-flight checks...'];
  await narrate(upsun, run, 'build', [...steps, ...ending], 40);
  if (!failure) upsun.builtTrees.add(tree);
  return [{ app: 'app', type: 'build', exit_code: failure ? 1 : 0 }];
}
