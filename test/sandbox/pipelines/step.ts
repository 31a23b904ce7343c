import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BitbucketSandbox } from '../bitbucket/index.ts';
import { newUuid } from '../bitbucket/state.ts';
import type { Repository } from '../git/repository.ts';
import { clone, giveTo } from './clone.ts';
import { defaultVariables, httpOrigin, type Trigger } from './variables.ts';

export interface StepOptions {
  /** Another commit than the present tip, as when newer ones were pushed while the step waited. */
  commit?: string;
  depth?: number | 'full';
  /** `false`: the step asks for no clone and finds an empty directory. */
  clone?: boolean;
  /** The id of the user that the clone belongs to. */
  cloneOwner?: number;
}

/** A step that is set up, with the pipe yet to start. */
export interface PreparedStep {
  commit: string;
  cloneDirectory: string;
  homeDirectory: string;
  temporaryDirectory: string;
  variablesFile: string;
  variables: Record<string, string>;
}

interface Surroundings {
  bitbucket: BitbucketSandbox;
  repository: Repository;
  directory: string;
}

interface StepStart {
  trigger: Trigger;
  commit: string;
  buildNumber: number;
}

const defaultDepth = 50;

/** Makes the directories of a step and the clone, and gathers the variables that Pipelines sets in it. */
export async function prepareStep(
  { bitbucket, repository, directory }: Surroundings,
  { trigger, commit, buildNumber, ...options }: StepOptions & StepStart,
): Promise<PreparedStep> {
  const stepDirectory = join(directory, `build-${buildNumber}`);
  const paths = {
    cloneDirectory: join(stepDirectory, 'clone'),
    homeDirectory: join(stepDirectory, 'home'),
    temporaryDirectory: join(stepDirectory, 'tmp'),
    variablesFile: join(stepDirectory, 'variables'),
  };
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
  const storage = variables.BITBUCKET_PIPE_STORAGE_DIR ?? cloneDirectory;
  for (const made of [paths.homeDirectory, paths.temporaryDirectory, storage]) {
    await mkdir(made, { recursive: true });
  }
  await writeFile(variablesFile, '');
  if (options.cloneOwner !== undefined) await giveTo(options.cloneOwner, cloneDirectory);
  return { commit, ...paths, variables };
}
