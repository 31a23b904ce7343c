import type { BitbucketSandbox } from '../bitbucket/index.ts';
import type { Repository } from '../git/repository.ts';
import { type PipeRun, type RunningPipe, startPipe } from './pipe.ts';
import { prepareStep, type StepOptions } from './step.ts';
import { type PipelineTarget, resolveTarget } from './target.ts';

export interface PipelinesOptions {
  bitbucket: BitbucketSandbox;
  repository: Repository;
  /** Where the runs put their clones and private directories. */
  directory: string;
  /** The authenticating proxy under the address at which a pipe reaches it. */
  proxyUrl: string;
}

export interface RunOptions extends StepOptions {
  /** The pipe's own variables. They override those of Pipelines. */
  variables: Record<string, string>;
  /** What stands for the pipe's image; the built pipe where it is left out. */
  command?: string[];
  /** Stops the pipe as Pipelines' stop button does. */
  signal?: AbortSignal;
  onOutput?: (text: string) => void;
}

/** Bitbucket Pipelines as a pipe sees it. */
export interface Pipelines {
  start: (target: PipelineTarget, options: RunOptions) => Promise<RunningPipe>;
  run: (target: PipelineTarget, options: RunOptions) => Promise<PipeRun>;
  /** Every run that ended, so that all output can be searched at once. */
  runs: PipeRun[];
}

const builtPipe = [process.execPath, `${import.meta.dirname}/../../../dist/pipe.js`];

/** Sets up Pipelines for a repository: each run clones it and runs the pipe in the clone. */
export function createPipelines(pipelines: PipelinesOptions): Pipelines {
  const runs: PipeRun[] = [];
  let builds = 0;

  async function start(target: PipelineTarget, options: RunOptions): Promise<RunningPipe> {
    builds += 1;
    const buildNumber = builds;
    const { trigger, commit } = await resolveTarget(target, pipelines);
    const step = await prepareStep(pipelines, { trigger, commit, buildNumber, ...options });
    const { command = builtPipe, signal, onOutput } = options;
    const variables = { ...step.variables, BITBUCKET_PROXY_URL: pipelines.proxyUrl, ...options.variables };
    const running = await startPipe({ ...step, variables }, { command, signal, onOutput });
    return {
      ...running,
      finished: running.finished.then((run) => {
        runs.push(run);
        return run;
      }),
    };
  }

  return {
    start,
    runs,
    async run(target, options) {
      const { finished } = await start(target, options);
      return finished;
    },
  };
}
