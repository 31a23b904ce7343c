import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { BitbucketSandbox } from '../bitbucket/index.ts';
import { newUuid } from '../bitbucket/state.ts';
import { giveTo, makeDirectories } from '../ci/directories.ts';
import type { PreparedRun, RunOptions } from '../ci/runner.ts';
import type { Trigger } from '../ci/target.ts';
import type { Repository } from '../git/repository.ts';
import { clone } from './clone.ts';
import { defaultVariables, httpOrigin } from './variables.ts';

interface Surroundings {
  bitbucket: BitbucketSandbox;
  repository: Repository;
  directory: string;
}

interface StepStart extends Pick<RunOptions, 'depth' | 'clone' | 'cloneOwner'> {
  trigger: Trigger;
  commit: string;
  buildNumber: number;
}

const defaultDepth = 50;

/** Makes the directories of a step and the clone, and gathers the variables that Pipelines sets in it. */
export async function prepareStep(
  { bitbucket, repository, directory }: Surroundings,
  { trigger, commit, buildNumber, ...options }: StepStart,
): Promise<PreparedRun> {
  const paths = await makeDirectories(join(directory, `build-${buildNumber}`));
  const { cloneDirectory, variablesFile } = paths;
  const ids = { pipelineUuid: newUuid(), stepUuid: newUuid(), triggererUuid: newUuid() };
  const step = { repository: bitbucket, trigger, commit, buildNumber, cloneDirectory, variablesFile, ...ids };
  const variables = defaultVariables(step);
  if (options.clone !== false) {
    const { depth = defaultDepth } = options;
    const origin = httpOrigin(bitbucket);
    const { path: repositoryPath } = repository;
    await clone({ repositoryPath, origin, directory: cloneDirectory, trigger, commit, depth });
  }
  await mkdir(variables.BITBUCKET_PIPE_STORAGE_DIR ?? cloneDirectory, { recursive: true });
  if (options.cloneOwner !== undefined) await giveTo(options.cloneOwner, cloneDirectory);
  return { commit, ...paths, variables };
}
