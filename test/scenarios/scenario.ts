import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect } from 'vitest';
import { createContract } from '../sandbox/contract/check.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../sandbox/index.ts';
import type { PipeRun } from '../sandbox/pipelines/pipe.ts';
import type { PipelineTarget } from '../sandbox/pipelines/target.ts';
import type { RunOptions } from '../sandbox/pipelines/index.ts';
import type { Exchange } from '../sandbox/server.ts';
import { expectNoSecrets } from './secrets.ts';

export interface Scenario extends Sandbox {
  /** Runs the built pipe as a step of Pipelines, and forgets the requests of earlier runs. */
  deploy: (
    target: PipelineTarget,
    variables?: Record<string, string>,
    options?: Partial<RunOptions>,
  ) => Promise<PipeRun>;
  /** Requests of the last run that change something, as "METHOD path", without tokens, certificates, statuses and reports. */
  changes: () => string[];
  /** Resolves once something is so, looking again and again. */
  until: (condition: () => boolean) => Promise<void>;
  /** States of the build statuses on a commit, in order. */
  states: (commit: string) => string[];
}

const open: Scenario[] = [];

/**
 * Starts a sandbox for one test. When the test is over, whatever it did, every run of the pipe must have left the clone
 * as it was, no file behind and no secret in its output, and every request must be one that the vendors document.
 */
export async function scenario(options?: SandboxOptions): Promise<Scenario> {
  const sandbox = await startSandbox(options);
  const started: Scenario = Object.assign(sandbox, {
    async deploy(
      target: PipelineTarget,
      variables: Record<string, string> = {},
      rest: Partial<RunOptions> = {},
    ) {
      sandbox.requests.splice(0);
      return sandbox.pipelines.run(target, { ...rest, variables: { ...sandbox.variables, ...variables } });
    },
    changes: () =>
      sandbox.requests.filter(isChange).map(({ method, path }) => `${method} ${decodeURIComponent(path)}`),
    async until(condition: () => boolean) {
      while (!condition()) await sleep(20);
    },
    states: (commit: string) => sandbox.bitbucket.statuses(commit).map(({ state }) => state),
  });
  open.push(started);
  return started;
}

function isChange({ server, method, path }: Exchange): boolean {
  return (
    method !== 'GET' &&
    server !== 'upsun-auth' &&
    server !== 'pipelines-proxy' &&
    !/\/(statuses\/build|reports\/|oauth2\/|builds$|deployments$)/.test(path)
  );
}

afterEach(async () => {
  const contract = await createContract();
  for (const sandbox of open.splice(0)) {
    const runs = [...sandbox.pipelines.runs, ...sandbox.jenkins.runs];
    const { requests } = sandbox;
    await sandbox[Symbol.asyncDispose]();
    for (const run of runs) {
      expect(run.cloneChanges).toEqual([]);
      expect(run.leftovers).toEqual([]);
      expectNoSecrets(run, sandbox);
    }
    expect(contract?.violations(requests) ?? []).toEqual([]);
  }
});
