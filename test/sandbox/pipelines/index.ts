import type { BitbucketSandbox } from '../bitbucket/index.ts';
import { createRunner, type Runner } from '../ci/runner.ts';
import { resolveTarget } from '../ci/target.ts';
import type { Repository } from '../git/repository.ts';
import { prepareStep } from './step.ts';

export interface PipelinesOptions {
  bitbucket: BitbucketSandbox;
  repository: Repository;
  /** Where the runs put their clones and private directories. */
  directory: string;
  /** The authenticating proxy under the address at which a pipe reaches it. */
  proxyUrl: string;
}

/** Sets up Bitbucket Pipelines for a repository: each run clones it and runs the pipe in the clone. */
export function createPipelines(pipelines: PipelinesOptions): Runner {
  return createRunner(async (target, options, buildNumber) => {
    const { trigger, commit } = await resolveTarget(target, pipelines);
    if (trigger.kind === 'pull-request' && trigger.fork !== undefined) {
      throw new Error(`Pull request ${trigger.id} is a fork's: it starts no pipeline`);
    }
    const step = await prepareStep(pipelines, { trigger, commit, buildNumber, ...options });
    return { ...step, variables: { ...step.variables, BITBUCKET_PROXY_URL: pipelines.proxyUrl } };
  });
}
