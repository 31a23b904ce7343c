import type { AnyBitbucket } from '../data-center/common.ts';
import type { Repository } from '../git/repository.ts';

/** What a run of the CI is started for. */
export type Target =
  | { branch: string }
  | { pullRequest: number }
  | { tag: string }
  | { custom: { branch: string } | { commit: string } };

/** What started a run, as far as its variables tell. */
export type Trigger =
  | { kind: 'branch'; branch: string }
  | { kind: 'tag'; tag: string }
  | {
      kind: 'pull-request';
      id: number;
      title: string;
      branch: string;
      fork: string | null | undefined;
      destination: string;
      destinationCommit: string;
    }
  | { kind: 'custom'; branch?: string };

interface Surroundings {
  bitbucket: Pick<AnyBitbucket, 'pullRequests'>;
  repository: Repository;
}

/** Finds the trigger and the commit that something started now would run with. */
export async function resolveTarget(
  target: Target,
  { bitbucket, repository }: Surroundings,
): Promise<{ trigger: Trigger; commit: string }> {
  if ('pullRequest' in target) return pullRequestTarget(bitbucket, target.pullRequest);
  const [trigger, revision] = refTarget(target);
  const commit = await repository.resolve(revision);
  if (!commit) throw new Error(`Nothing to run for: no ${revision}`);
  return { trigger, commit };
}

function refTarget(target: Exclude<Target, { pullRequest: number }>): [Trigger, string] {
  if ('branch' in target) return [{ kind: 'branch', branch: target.branch }, `refs/heads/${target.branch}`];
  if ('tag' in target) return [{ kind: 'tag', tag: target.tag }, `refs/tags/${target.tag}`];
  const { custom } = target;
  return 'branch' in custom
    ? [{ kind: 'custom', branch: custom.branch }, `refs/heads/${custom.branch}`]
    : [{ kind: 'custom' }, custom.commit];
}

async function pullRequestTarget(bitbucket: Surroundings['bitbucket'], id: number) {
  const pullRequest = (await bitbucket.pullRequests()).find((known) => known.id === id);
  if (!pullRequest) throw new Error(`No pull request ${id}`);
  const { title, source, sourceCommit, fork, target, targetCommit } = pullRequest;
  const trigger: Trigger = {
    kind: 'pull-request',
    id,
    title,
    branch: source,
    fork,
    destination: target,
    destinationCommit: targetCommit,
  };
  return { trigger, commit: sourceCommit };
}
