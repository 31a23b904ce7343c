import type { Effects } from '../effects.ts';
import { PipeError } from '../errors.ts';
import type { Git } from '../git/command.ts';
import type { Source } from '../git/source.ts';
import { type DeployTrigger, observeTarget } from '../observe/target.ts';
import { tipOf } from '../plan/environment.ts';
import { short } from '../plan/reasons.ts';
import type { PullRequestSource, Repository } from '../plan/world.ts';
import type { Check } from './checks.ts';
import { look, skipped } from './look.ts';
import { checkPipelineFile } from './pipeline-file.ts';
import { checkProjectFiles } from './project-files.ts';
import { isProjectFile } from './project-layouts.ts';

const pipelineFile = 'bitbucket-pipelines.yml';
const ofCommit = ['Project configuration', pipelineFile];

/** Looks at the files of the commit that a deployment here and now would push. */
export async function checkCommit(effects: Effects, repository: Repository | undefined): Promise<Check[]> {
  const { git, signal } = effects;
  const without = (check: Check) => [
    check,
    ...ofCommit.map((name) => skipped(name, 'there is no commit to look at')),
  ];
  if (!repository) return without(skipped('Commit', 'the repository could not be read'));
  const source = await look('Commit', signal, effects.source);
  if ('problem' in source) return without(skipped('Commit', source.problem.detail));
  const commit = await look('Commit', signal, () => findCommit(effects, repository, source.found));
  if ('problem' in commit) return without(commit.problem);
  if (!commit.found) return without(skipped('Commit', 'the branch has none'));
  const { name, hash } = commit.found;
  const files = await filesOf(git, source.found.directory, hash);
  return [
    { name: 'Commit', result: 'ok', detail: `${short(hash)} of ${name}, with its whole history` },
    ...checkProjectFiles(effects.settings.VENDOR, files.paths, (path) => files.texts.get(path)),
    ...checkPipelines(effects, files.texts.get(pipelineFile)),
  ];
}

/** The commit of this run; where that names none, the tip of the main branch. */
async function findCommit(
  effects: Effects,
  { mainBranch }: Repository,
  source: Source,
): Promise<{ name: string; hash: string } | undefined> {
  const trigger = triggerOf(effects) ?? tipOfBranch(mainBranch);
  if (!trigger) return undefined;
  const tip: PullRequestSource | undefined = tipOf(await observeTarget(trigger, effects));
  const commit = trigger.commit ?? tip?.commit;
  if (!tip || !commit) return undefined;
  return { name: tip.name, hash: await source.complete(commit, tip) };
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
    fetchBranches: settings.FETCH_BRANCHES,
    buildPullRequests: settings.BUILD_PULL_REQUESTS,
  });
}

/** All paths of a commit, and the texts of those that are looked at. */
async function filesOf(git: Git, directory: string, commit: string) {
  const at = { cwd: directory };
  const { stdout } = await git(['ls-tree', '-r', '-z', commit], at);
  const entries = stdout.split('\0').flatMap((entry) => {
    const [, mode = '', blob = '', path = ''] = /^(\d+) \w+ (\w+)\t(.+)$/s.exec(entry) ?? [];
    return path ? [{ path, blob, isFile: mode.startsWith('100') }] : [];
  });
  const texts = new Map<string, string>();
  for (const { path, blob, isFile } of entries) {
    if (!isFile || !(path === pipelineFile || isProjectFile(path))) continue;
    texts.set(path, (await git(['cat-file', 'blob', blob], at)).stdout);
  }
  return { paths: entries.map(({ path }) => path), texts };
}
