import { type PipeRun, type RunningPipe, startPipe } from './pipe.ts';
import type { Target } from './target.ts';

export interface RunOptions {
  /** The pipe's own variables. They override those of the CI. */
  variables: Record<string, string>;
  /** Another commit than the present tip, as when newer ones were pushed while the run waited. */
  commit?: string;
  depth?: number | 'full';
  /** `false`: there is no clone, and the working directory is empty. */
  clone?: boolean;
  /** The id of the user that the clone belongs to. */
  cloneOwner?: number;
  /** What stands for the pipe's image; the built pipe where it is left out. */
  command?: string[];
  /** Stops the pipe as the CI's stop button does. */
  signal?: AbortSignal;
  onOutput?: (text: string) => void;
}

/** Everything about a run but the pipe, which is yet to start. */
export interface PreparedRun {
  commit: string;
  cloneDirectory: string;
  homeDirectory: string;
  temporaryDirectory: string;
  /** Takes the output variables, where the CI has such a thing. */
  variablesFile: string;
  variables: Record<string, string>;
}

/** A CI as the pipe sees it. */
export interface Runner {
  start: (target: Target, options: RunOptions) => Promise<RunningPipe>;
  run: (target: Target, options: RunOptions) => Promise<PipeRun>;
  /** Every run that ended, so that all output can be searched at once. */
  runs: PipeRun[];
}

const builtPipe = [process.execPath, `${import.meta.dirname}/../../../dist/pipe.js`];

/** Runs the pipe in what `prepare` sets up for each build. */
export function createRunner(
  prepare: (target: Target, options: RunOptions, buildNumber: number) => Promise<PreparedRun>,
): Runner {
  const runs: PipeRun[] = [];
  let builds = 0;

  async function start(target: Target, options: RunOptions): Promise<RunningPipe> {
    builds += 1;
    const prepared = await prepare(target, options, builds);
    const { command = builtPipe, signal, onOutput } = options;
    const variables = { ...prepared.variables, ...options.variables };
    const running = await startPipe({ ...prepared, variables }, { command, signal, onOutput });
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
