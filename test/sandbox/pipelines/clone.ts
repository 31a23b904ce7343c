import { mkdir, writeFile } from 'node:fs/promises';
import { git } from '../bitbucket/git.ts';
import type { Trigger } from '../ci/target.ts';

export interface CloneOptions {
  /** The bare repository that stands behind `origin`. */
  repositoryPath: string;
  origin: string;
  directory: string;
  trigger: Trigger;
  commit: string;
  depth: number | 'full';
}

// Where the build container finds the authenticating proxy; a pipe's container does not reach it under this name.
const buildContainerProxy = 'http://localhost:29418/';

/** Clones as Pipelines does before a step: shallow, one branch, with the proxy in the clone's configuration. */
export async function clone(options: CloneOptions): Promise<void> {
  const { repositoryPath, directory, trigger, commit, origin } = options;
  const depth = options.depth === 'full' ? [] : ['--depth', String(options.depth)];
  const ref = refOf(trigger);
  const source = `file://${repositoryPath}`;
  const configuration = Object.entries({
    'user.name': 'bitbucket-pipelines',
    'user.email': 'commits-noreply@bitbucket.org',
    'push.default': 'current',
    [`http.${origin}.proxy`]: buildContainerProxy,
  }).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  const branch = ref ? [`--branch=${ref}`] : ['--no-checkout'];
  await mkdir(directory, { recursive: true });
  await git(directory, ['clone', '--quiet', ...branch, ...depth, ...configuration, source, '.']);
  if (ref) {
    await git(directory, ['reset', '--quiet', '--hard', commit]);
  } else {
    await git(directory, ['fetch', '--quiet', ...depth, 'origin', commit]);
    await git(directory, ['checkout', '--quiet', '--detach', commit]);
  }
  if (trigger.kind === 'pull-request') await mergeDestination(directory, trigger.destination);
  await git(directory, ['remote', 'set-url', 'origin', origin]);
  await git(directory, ['reflog', 'expire', '--expire=all', '--all']);
  await mkdir(`${directory}/.git/info`, { recursive: true });
  await writeFile(`${directory}/.git/info/exclude`, '.bitbucket/pipelines/generated\n');
}

function refOf(trigger: Trigger): string | undefined {
  return trigger.kind === 'tag' ? trigger.tag : trigger.branch;
}

/** Merges in the working copy alone: the commit that this makes exists nowhere else. */
async function mergeDestination(directory: string, destination: string): Promise<void> {
  await git(directory, ['fetch', '--quiet', 'origin', destination]);
  await git(directory, ['merge', '--quiet', '--no-edit', 'FETCH_HEAD']);
}
