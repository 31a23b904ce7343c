import type { BitbucketSandbox } from '../bitbucket/index.ts';
import { abbreviate } from '../bitbucket/payloads.ts';
import type { Repository } from '../git/repository.ts';
import type { Trigger } from './variables.ts';

/** What a pipeline is started for. */
export type PipelineTarget =
  | { branch: string }
  | { pullRequest: number }
  | { tag: string }
  | { custom: { branch: string } | { commit: string } };

/** Finds the trigger and the commit that a pipeline started now would run with. */
export async function resolveTarget(
  target: PipelineTarget,
  { bitbucket, repository }: { bitbucket: BitbucketSandbox; repository: Repository },
): Promise<{ trigger: Trigger; commit: string }> {
  if ('pullRequest' in target) return pullRequestTarget(bitbucket, target.pullRequest);
  const [trigger, revision] = refTarget(target);
  const commit = await repository.resolve(revision);
  if (!commit) throw new Error(`Nothing to run a pipeline for: no ${revision}`);
  return { trigger, commit };
}

function refTarget(target: Exclude<PipelineTarget, { pullRequest: number }>): [Trigger, string] {
  if ('branch' in target) return [{ kind: 'branch', branch: target.branch }, `refs/heads/${target.branch}`];
  if ('tag' in target) return [{ kind: 'tag', tag: target.tag }, `refs/tags/${target.tag}`];
  const { custom } = target;
  return 'branch' in custom
    ? [{ kind: 'custom', branch: custom.branch }, `refs/heads/${custom.branch}`]
    : [{ kind: 'custom' }, custom.commit];
}

async function pullRequestTarget(bitbucket: BitbucketSandbox, id: number) {
  const pullRequest = (await bitbucket.pullRequests()).find((known) => known.id === id);
  if (!pullRequest) throw new Error(`No pull request ${id}`);
  if (pullRequest.fork !== undefined)
    throw new Error(`Pull request ${id} is a fork's: it starts no pipeline`);
  const trigger: Trigger = {
    kind: 'pull-request',
    id,
    branch: pullRequest.source,
    destination: pullRequest.target,
    destinationCommit: abbreviate(pullRequest.targetCommit),
  };
  return { trigger, commit: pullRequest.sourceCommit };
}
