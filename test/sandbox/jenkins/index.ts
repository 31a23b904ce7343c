import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { git } from '../bitbucket/git.ts';
import type { DataCenterSandbox } from '../data-center/index.ts';
import type { Repository } from '../git/repository.ts';
import { type PipeRun, startPipe } from '../pipelines/pipe.ts';
import { multibranchVariables } from './variables.ts';

export interface JenkinsOptions {
  dataCenter: DataCenterSandbox;
  repository: Repository;
  /** Where the builds put their workspaces and private directories. */
  directory: string;
}

/** What a build is started for. */
export type JenkinsTarget = { branch: string } | { pullRequest: number };

export interface BuildOptions {
  /** The pipe's own variables. */
  variables: Record<string, string>;
  /** `false`: the stage skips the checkout, and the workspace is empty. */
  checkout?: boolean;
}

/** Jenkins with a multibranch project of the plugin Bitbucket Branch Source, as the container of the pipe sees it. */
export interface Jenkins {
  run: (target: JenkinsTarget, options: BuildOptions) => Promise<PipeRun>;
  /** Every run that ended, so that all output can be searched at once. */
  runs: PipeRun[];
}

const builtPipe = [process.execPath, `${import.meta.dirname}/../../../dist/pipe.js`];

export function createJenkins({ dataCenter, repository, directory }: JenkinsOptions): Jenkins {
  const runs: PipeRun[] = [];
  let builds = 0;

  async function prepare(target: JenkinsTarget, options: BuildOptions) {
    builds += 1;
    const pullRequest =
      'pullRequest' in target
        ? (await dataCenter.pullRequests()).find(({ id }) => id === target.pullRequest)
        : undefined;
    const branch = 'branch' in target ? target.branch : (pullRequest?.source ?? '');
    const base = join(directory, `jenkins-${builds}`);
    const paths = {
      cloneDirectory: join(base, 'workspace'),
      homeDirectory: join(base, 'home'),
      temporaryDirectory: join(base, 'tmp'),
      variablesFile: join(base, 'variables'),
    };
    for (const made of [paths.cloneDirectory, paths.homeDirectory, paths.temporaryDirectory]) {
      await mkdir(made, { recursive: true });
    }
    await writeFile(paths.variablesFile, '');
    const commit = (await repository.tip(branch)) ?? '';
    if (options.checkout !== false) {
      const { cloneUrl } = dataCenter;
      await git(paths.cloneDirectory, ['clone', '--quiet', `file://${repository.path}`, '.']);
      await git(paths.cloneDirectory, ['checkout', '--quiet', '--detach', commit]);
      await git(paths.cloneDirectory, ['remote', 'set-url', 'origin', cloneUrl]);
    }
    const build = { number: builds, workspace: paths.cloneDirectory, branch, commit, pullRequest };
    const variables = { ...multibranchVariables(dataCenter, build), ...options.variables };
    return { commit, ...paths, variables };
  }

  return {
    runs,
    async run(target, options) {
      const step = await prepare(target, options);
      const running = await startPipe(step, { command: builtPipe, signal: undefined, onOutput: undefined });
      const run = await running.finished;
      runs.push(run);
      return run;
    },
  };
}
