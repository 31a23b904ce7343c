import type { Effects } from '../effects.ts';
import { PipeError } from '../errors.ts';
import { readFiles } from '../git/files.ts';
import type { Source } from '../git/source.ts';
import { type DeployTrigger, observeTarget } from '../observe/target.ts';
import { tipOf } from '../plan/environment.ts';
import { short } from '../text/commits.ts';
import type { PullRequestSource, Repository } from '../plan/world.ts';
import type { Check } from './checks.ts';
import { look, skipped } from './look.ts';
import { checkPipelineFile } from './pipeline-file/pipeline-file.ts';
import { checkProjectFiles } from './project-config/project-files.ts';
import { isProjectFile } from './project-config/layouts.ts';

const pipelineFile = 'bitbucket-pipelines.yml';
const ofCommit = ['Project configuration', pipelineFile];

/** Looks at the files of the commit that a deployment here and now would push. */
export async function checkCommit(effects: Effects, repository: Repository | undefined): Promise<Check[]> {
  const { signal } = effects;
  if (!repository) return without(skipped('Commit', 'the repository could not be read'));
  const source = await look('Commit', signal, effects.source);
  if ('problem' in source) return without(skipped('Commit', source.problem.detail));
  const looked = await look('Commit', signal, () => readCommit(effects, repository, source.found));
  if ('problem' in looked) return without(looked.problem);
  const commit = looked.found;
  if (!commit) return without(skipped('Commit', 'there is none: the branch is gone or empty'));
  return [
    {
      name: 'Commit',
      result: 'ok',
      detail: `${short(commit.hash)} of ${commit.branch}, with its whole history`,
    },
    ...checkProjectFiles(effects.settings.vendor, commit.paths, (path) => commit.texts.get(path)),
    ...checkPipelines(effects, commit.texts.get(pipelineFile)),
  ];
}

function without(commit: Check): Check[] {
  return [commit, ...ofCommit.map((name) => skipped(name, 'there is no commit to look at'))];
}

/** The commit of this run; where that names none, the tip of the main branch. */
async function readCommit(effects: Effects, { mainBranch }: Repository, source: Source) {
  const trigger = triggerOf(effects) ?? tipOfBranch(mainBranch);
  const tip: PullRequestSource | undefined = trigger && tipOf(await observeTarget(trigger, effects));
  const commit = trigger?.commit ?? tip?.commit;
  if (!tip || !commit) return undefined;
  const hash = await source.complete(commit, tip);
  return { branch: tip.name, hash, ...(await readFiles(effects.git, source.directory, hash, isWanted)) };
}

function isWanted(path: string): boolean {
  return path === pipelineFile || isProjectFile(path);
}

/** That a run names nothing to deploy matters to a deployment only. */
function triggerOf(effects: Effects): DeployTrigger | undefined {
  try {
    const trigger = effects.trigger();
    return trigger.kind === 'tag' ? undefined : trigger;
  } catch (error) {
    if (error instanceof PipeError) return undefined;
    throw error;
  }
}

function tipOfBranch(branch: string | undefined): DeployTrigger | undefined {
  return branch ? { kind: 'branch', branch, commit: undefined } : undefined;
}

/** Another CI has its own file, so that one for Pipelines need not be there. */
function checkPipelines({ product, settings, surroundings }: Effects, text: string | undefined): Check[] {
  if (product === 'data-center') return [skipped(pipelineFile, 'Bitbucket Data Center does not read it')];
  if (!surroundings.insidePipe && !text?.includes('upsun-environments'))
    return [skipped(pipelineFile, 'this run is not in Bitbucket Pipelines')];
  return checkPipelineFile(text, {
    fetchBranches: settings.fetchBranches,
    buildPullRequests: settings.buildPullRequests,
  });
}
