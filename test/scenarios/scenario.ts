import { setTimeout as sleep } from 'node:timers/promises';
import { expect, inject, onTestFailed, onTestFinished } from 'vitest';
import { createContract } from '../sandbox/contract/check.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../sandbox/index.ts';
import type { PipeRun, RunningPipe } from '../sandbox/ci/pipe.ts';
import type { RunOptions } from '../sandbox/ci/runner.ts';
import type { Target } from '../sandbox/ci/target.ts';
import type { Exchange } from '../sandbox/server.ts';
import { type Host, hosts } from './host.ts';
import { expectNoSecrets } from './secrets.ts';

type Start<Result> = (
  target: Target,
  variables?: Record<string, string>,
  options?: Partial<RunOptions>,
) => Promise<Result>;

export interface Scenario extends Sandbox, Omit<Host, 'runner'> {
  /** Runs the built pipe in the CI, and forgets the requests of earlier runs. */
  deploy: Start<PipeRun>;
  /** The same, without waiting for its end. */
  start: Start<RunningPipe>;
  /** Requests of the last run that change something, as "METHOD path", without tokens, certificates, statuses and reports. */
  changes: () => string[];
  /** Resolves once something is so, looking again and again. */
  until: (condition: () => boolean) => Promise<void>;
  /** States of the build statuses on a commit, in order. */
  states: (commit: string) => string[];
}

/**
 * Starts a sandbox for one test. When the test is over, whatever it did, every run of the pipe must have left the clone
 * as it was, no file behind and no secret in its output, and every request must be one that the vendors document.
 */
export async function scenario(options?: SandboxOptions): Promise<Scenario> {
  const sandbox = await startSandbox(options);
  const { runner, ...host } = hosts[inject('bitbucket')](sandbox);
  const earlier: Exchange[] = [];
  const start: Scenario['start'] = (target, variables = {}, rest = {}) => {
    earlier.push(...sandbox.requests.splice(0));
    return runner.start(target, { ...rest, variables: { ...host.variables, ...variables } });
  };
  const world: Scenario = Object.assign(sandbox, host, {
    start,
    async deploy(...run: Parameters<typeof start>) {
      const { finished } = await start(...run);
      return finished;
    },
    changes: () =>
      sandbox.requests.filter(isChange).map(({ method, path }) => `${method} ${decodeURIComponent(path)}`),
    async until(condition: () => boolean) {
      while (!condition()) await sleep(20);
    },
    states: (commit: string) => host.bitbucket.statuses(commit).map(({ state }) => state),
  });
  onTestFinished(() => end(world, earlier));
  onTestFailed(() => console.log(runsOf(world).at(-1)?.output));
  return world;
}

function isChange({ server, method, path }: Exchange): boolean {
  return (
    method !== 'GET' &&
    server !== 'upsun-auth' &&
    server !== 'pipelines-proxy' &&
    !/\/(statuses\/build|reports\/|oauth2\/|builds$|deployments$|git-upload-pack$)/.test(path)
  );
}

function runsOf({ pipelines, jenkins, jenkinsWithCloud, bamboo }: Sandbox): PipeRun[] {
  return [pipelines, jenkins, jenkinsWithCloud, bamboo].flatMap((ci) => ci.runs);
}

/** Ends the world of a test, and holds all that happened in it to what must be so in every one. */
async function end(world: Scenario, earlier: readonly Exchange[]): Promise<void> {
  const runs = runsOf(world);
  const requests = [...earlier, ...world.requests];
  await world[Symbol.asyncDispose]();
  for (const run of runs) {
    expect(run.cloneChanges).toEqual([]);
    // What is killed outright cannot clean up after itself.
    if (run.signal !== 'SIGKILL') expect(run.leftovers).toEqual([]);
  }
  expectNoSecrets(runs, world, requests);
  const contract = await createContract();
  expect(contract?.violations(requests) ?? []).toEqual([]);
}
