import { PipeError } from '../errors.ts';
import type { Git } from '../git/programs.ts';
import { type CommitFiles, readFiles } from '../git/files.ts';
import { readOutside } from '../git/outside.ts';
import type { Source } from '../git/source.ts';
import { type LiveTrigger, observeTarget, type TargetObservers } from '../observe/target.ts';
import { tipOf } from '../plan/target.ts';
import type { Repository } from '../plan/world.ts';
import type { Settings } from '../settings/parse.ts';
import { short } from '../text/commits.ts';
import { notesOnOutside, type Outside } from '../text/outside.ts';
import type { Trigger } from '../trigger/trigger.ts';
import type { Check } from './checks.ts';
import { look, skipped } from './look.ts';
import { checkPipelineFile } from './pipeline-file/check.ts';
import { mayUsePipe } from './pipeline-file/reference.ts';
import { checkProjectFiles } from './project-config/check.ts';
import { isProjectFile } from './project-config/layouts.ts';
import { includesIn } from './project-config/part.ts';

const pipelineFile = 'bitbucket-pipelines.yml';
const ofCommit = ['Project configuration', pipelineFile] as const;

/** What the files of a commit are read from and judged by. */
export interface CommitPorts extends TargetObservers {
  /** What the run was started for. Throws where it names nothing to look at. */
  trigger: () => Trigger;
  git: Git;
  settings: Settings;
  /** Which Bitbucket the repository is on. */
  product: 'cloud' | 'data-center';
  signal: AbortSignal;
}

interface Commit extends CommitFiles {
  branch: string;
  hash: string;
  outside: Outside;
}

/** Looks at the files of the commit that a deployment here and now would push. */
export async function checkCommit(ports: CommitPorts, repository: Repository | undefined): Promise<Check[]> {
  const { signal, settings } = ports;
  if (!repository) return without(skipped('Commit', 'the repository could not be read'));
  const source = await look('Commit', signal, ports.source);
  if (source.kind === 'problem') return without(skipped('Commit', source.problem.detail));
  const looked = await look('Commit', signal, () => readCommit(ports, repository, source.found));
  if (looked.kind === 'problem') return without(looked.problem);
  const commit = looked.found;
  if (!commit) return without(skipped('Commit', 'there is none: the branch is gone or empty'));
  return [
    {
      name: 'Commit',
      result: 'ok',
      detail: `${short(commit.hash)} of ${commit.branch}, with its whole history`,
    },
    ...notesOnOutside(commit.outside).map((note): Check => ({ ...note, result: 'note' })),
    ...checkProjectFiles(settings.vendor, commit.paths, (path) => commit.texts.get(path)),
    ...checkPipelines(ports, commit.texts.get(pipelineFile), repository.mainBranch),
  ];
}

function without(commit: Check): Check[] {
  return [commit, ...ofCommit.map((name) => skipped(name, 'there is no commit to look at'))];
}

/** The commit of this run; where that names none, the tip of the main branch. */
async function readCommit(
  ports: CommitPorts,
  { mainBranch }: Repository,
  source: Source,
): Promise<Commit | undefined> {
  const trigger = deployTriggerOf(ports.trigger) ?? tipOfBranch(mainBranch);
  const tip = trigger && tipOf(await observeTarget(trigger, ports));
  const commit = trigger?.commit ?? tip?.commit;
  if (!tip || !commit) return undefined;
  const hash = await source.complete(commit, tip);
  const [files, outside] = await Promise.all([
    readWithIncluded((isAsked) => readFiles(ports.git, source.directory, hash, isAsked)),
    readOutside(ports.git, source.directory, hash),
  ]);
  return { branch: tip.name, hash, outside, ...files };
}

/** Reads the files that are wanted, and those that they include, which may include others. */
async function readWithIncluded(
  read: (isAsked: (path: string) => boolean) => Promise<CommitFiles>,
): Promise<CommitFiles> {
  let files = await read(isWanted);
  for (let level = 0; level < deepestInclude; level += 1) {
    const included = [...files.texts.values()].flatMap(includesIn);
    const isAsked = (path: string) =>
      !files.texts.has(path) && included.some((end) => path === end || path.endsWith(`/${end}`));
    if (!files.paths.some(isAsked)) return files;
    const { texts } = await read(isAsked);
    // What is a link or a submodule stays unread, however often it is asked for.
    if (texts.size === 0) return files;
    files = { ...files, texts: new Map([...files.texts, ...texts]) };
  }
  return files;
}

const deepestInclude = 5;

function isWanted(path: string): boolean {
  return path === pipelineFile || isProjectFile(path);
}

/** That a run names nothing to deploy matters to a deployment only. */
function deployTriggerOf(read: () => Trigger): LiveTrigger | undefined {
  try {
    const trigger = read();
    return trigger.kind === 'tag' ? undefined : trigger;
  } catch (error) {
    if (error instanceof PipeError) return undefined;
    throw error;
  }
}

function tipOfBranch(branch: string | undefined): LiveTrigger | undefined {
  return branch ? { kind: 'branch', branch, commit: undefined } : undefined;
}

/** Another CI has its own file, so that one for Pipelines need not be there. */
function checkPipelines(
  { product, settings, surroundings }: CommitPorts,
  text: string | undefined,
  mainBranch: string | undefined,
): Check[] {
  if (product === 'data-center') return [skipped(pipelineFile, 'Bitbucket Data Center does not read it')];
  if (!surroundings.insidePipe && !mayUsePipe(text ?? ''))
    return [skipped(pipelineFile, 'this run is not in Bitbucket Pipelines')];
  return checkPipelineFile(text, { ...settings, mainBranch });
}
