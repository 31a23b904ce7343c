import type { RunOptions } from '../../sandbox/ci/runner.ts';
import type { PipeRun, RunningPipe } from '../../sandbox/ci/pipe.ts';
import type { Target } from '../../sandbox/ci/target.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox/index.ts';
import { type Host, type HostName, hosts } from '../../scenarios/host.ts';

/** What a run of the pipe is started with. */
export interface Run {
  target: Target;
  variables?: Record<string, string>;
  options?: Partial<RunOptions>;
}

/** A sandbox with one kind of Bitbucket, in which runs of the pipe may be killed. */
export interface TrustWorld extends Sandbox, Omit<Host, 'runner'> {
  /** A name for each commit that was made on Bitbucket, by its hash, which is another one in each world. */
  commits: ReadonlyMap<string, string>;
  start: (run: Run) => Promise<RunningPipe>;
  run: (run: Run) => Promise<PipeRun>;
}

/** How many times as fast as in the world the time passes in a run. Much faster, and a busy machine looks like a server that is silent. */
export const speed = 5;

const trust = `${import.meta.dirname}/..`;
export const hastyPipe = [
  process.execPath,
  '--import',
  `file://${trust}/fast-clock.mjs?speed=${speed}`,
  `${trust}/../../dist/pipe.js`,
];

/** Starts one whose activities take next to no time. */
export async function startWorld(name: HostName, options: SandboxOptions = {}): Promise<TrustWorld> {
  const sandbox = await startSandbox(options);
  const { runner, ...host } = hosts[name](sandbox);
  const { durations } = sandbox.upsun;
  for (const phase of Object.keys(durations) as (keyof typeof durations)[]) durations[phase] = 20;
  // Crons say nothing here, and take time to write.
  sandbox.upsun.cronRunsAfterDeployment = 0;
  const commits = nameCommits(sandbox);
  const start = ({ target, variables = {}, options: rest = {} }: Run) =>
    runner.start(target, { command: hastyPipe, ...rest, variables: { ...host.variables, ...variables } });
  return Object.assign(sandbox, host, {
    commits,
    start,
    run: async (run: Run) => (await start(run)).finished,
  });
}

function nameCommits({ repository, cloud, dataCenter }: Sandbox): ReadonlyMap<string, string> {
  const commits = new Map<string, string>();
  const watch = <Args extends unknown[]>(make: (...args: Args) => Promise<string>) => {
    return async (...args: Args) => {
      const commit = await make(...args);
      commits.set(commit, `commit ${commits.size + 1}`);
      return commit;
    };
  };
  repository.commit = watch(repository.commit);
  cloud.mergePullRequest = watch(cloud.mergePullRequest);
  dataCenter.mergePullRequest = watch(dataCenter.mergePullRequest);
  return commits;
}
