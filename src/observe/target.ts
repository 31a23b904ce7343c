import type { BitbucketReader, RepositoryReader } from '../bitbucket/bitbucket.ts';
import { PipeError } from '../errors.ts';
import type { Source } from '../git/source.ts';
import type { Snapshot } from '../plan/desired.ts';
import type { Policy } from '../plan/policy.ts';
import { desireTarget } from '../plan/environment.ts';
import type { Target } from '../plan/target.ts';
import { type CommitHash, commitHash, sameCommit } from '../plan/commit.ts';
import type { Merge, PullRequest } from '../plan/world.ts';
import type { Surroundings, Trigger } from '../trigger/trigger.ts';

/** What a run follows that changes by itself. */
export type LiveTrigger = Exclude<Trigger, { kind: 'tag' }>;

export interface TargetObservers {
  /** `undefined` without credentials. */
  bitbucket: Pick<BitbucketReader, 'pullRequest' | 'commit' | 'changedFiles'> | undefined;
  reader: RepositoryReader;
  source: () => Promise<Source>;
  surroundings: Surroundings;
}

/** Reads the branch or pull request that a run was started for. Throws where Bitbucket does not know it. */
export async function observeTarget(trigger: LiveTrigger, observers: TargetObservers): Promise<Target> {
  if (trigger.kind === 'branch') {
    const { branch: name, rollback } = trigger;
    const tip = await observers.reader.branch(name);
    const older = await requireKnown(trigger.commit, tip?.commit, observers);
    return tip && older && rollback
      ? { kind: 'branch', name, tip: { name, commit: older }, newest: tip.commit }
      : { kind: 'branch', name, tip };
  }
  const pullRequest = observers.bitbucket
    ? await readPullRequest(trigger.id, trigger.commit, observers.bitbucket, observers.surroundings)
    : await assumePullRequest(trigger, observers);
  await requireKnown(trigger.commit, pullRequest.source.commit, observers);
  return { kind: 'pull-request', pullRequest };
}

/** The open pull requests that come from the branch of a run, where no run of their own deploys them. */
export async function pullRequestsFrom(
  trigger: Trigger,
  bitbucket: BitbucketReader | undefined,
): Promise<LiveTrigger[]> {
  if (trigger.kind !== 'branch' || !trigger.withPullRequests || !bitbucket) return [];
  const { branch } = trigger;
  const open = await bitbucket.openPullRequests();
  return open
    .filter(({ source, fork }) => source.name === branch && !fork)
    .map(({ id, target }) => ({ kind: 'pull-request', id, branch, target, commit: undefined }));
}

/** The target with what merging it comes to, where that is what shall be built. */
export async function withMerge(
  target: Target,
  snapshot: Snapshot,
  policy: Policy,
  observers: TargetObservers,
): Promise<Target> {
  if (target.kind !== 'pull-request' || !policy.buildPullRequestsPostMerge) return target;
  const { commit } = target.pullRequest.source;
  if (!commit || desireTarget(target, snapshot, policy).kind === 'unwanted') return target;
  return { ...target, merge: await tryMerge(target.pullRequest, commit, observers) };
}

/** What is wrong with one pull request is its own affair: the others are planned all the same. */
async function tryMerge(...merged: Parameters<typeof observeMerge>): Promise<Merge> {
  try {
    return await observeMerge(...merged);
  } catch (error) {
    if (!(error instanceof PipeError) || error.kind === 'refusal') throw error;
    return { kind: 'impossible', problem: withRemedy(error) };
  }
}

export function withRemedy({ message, remedy }: PipeError): string {
  return [message, remedy].filter(Boolean).join(' ');
}

/** Merges a pull request into the present tip of its target. */
async function observeMerge(...asked: Parameters<typeof completeTips>): Promise<Merge> {
  const { repository, tip, base } = await completeTips(...asked);
  return repository.merge(tip, base);
}

/** Fetches both ends of a pull request: its commit and the present tip of its target, with all that lies between. */
export async function completeTips(
  { id, source, target }: PullRequest,
  commit: string,
  { reader, source: open }: Pick<TargetObservers, 'reader' | 'source'>,
) {
  const [base, repository] = await Promise.all([reader.branch(target), open()]);
  if (!base) {
    throw new PipeError('failure', `The target branch ${target} of pull request ${id} no longer exists.`, {
      remedy: 'Point the pull request at another branch.',
    });
  }
  const tip = await repository.complete(commit, source);
  return { repository, tip, base: await repository.complete(base.commit, base) };
}

/** Bitbucket abbreviates the source commit; the run usually knows its whole hash. */
async function readPullRequest(
  id: number,
  commit: string | undefined,
  bitbucket: Pick<BitbucketReader, 'pullRequest' | 'commit'>,
  { repository }: Surroundings,
) {
  const pullRequest = await bitbucket.pullRequest(id);
  if (!pullRequest) {
    throw new PipeError('configuration', `Bitbucket knows no pull request ${id} in ${repository}.`, {
      remedy: 'Check PULL_REQUEST_ID and REPOSITORY.',
    });
  }
  const { source } = pullRequest;
  if (!source.commit) return pullRequest;
  const whole = sameCommit(commit, source.commit) ? commitHash(commit) : undefined;
  const known = whole ?? (await bitbucket.commit(source.commit));
  return { ...pullRequest, source: { ...source, commit: known ?? source.commit } };
}

/** Without credentials a pull request is what the pipeline says, checked against the tip of its source branch. */
async function assumePullRequest(
  trigger: LiveTrigger & { kind: 'pull-request' },
  observers: TargetObservers,
): Promise<PullRequest> {
  const { id, branch, target } = trigger;
  if (!branch || !target) {
    throw new PipeError(
      'configuration',
      `Without credentials for Bitbucket, nothing is known of pull request ${id}.`,
      {
        remedy: 'Set BITBUCKET_ACCESS_TOKEN, or BRANCH (its source) and PULL_REQUEST_TARGET.',
      },
    );
  }
  const tip = await observers.reader.branch(branch);
  const source = { name: branch, commit: tip?.commit };
  const unknown = { title: undefined, description: '', draft: false, fork: false, updatedAt: undefined };
  return { id, state: 'OPEN', source, target, ...unknown };
}

/**
 * A commit that is not the tip is either superseded or a mistake, and only the latter is an error. Returns the full hash
 * of the former.
 */
async function requireKnown(
  commit: string | undefined,
  tip: string | undefined,
  observers: TargetObservers,
): Promise<CommitHash | undefined> {
  if (!commit || !tip || sameCommit(commit, tip)) return undefined;
  const known = observers.bitbucket
    ? await observers.bitbucket.commit(commit)
    : await (await observers.source()).find(commit);
  if (known) return known;
  throw unknownCommit(commit, observers.surroundings.repository);
}

/** A commit that Bitbucket does not have. */
export function unknownCommit(commit: string, repository: string): PipeError {
  return new PipeError('configuration', `Commit ${commit} is unknown in ${repository}.`, {
    remedy: 'Check COMMIT; where it is not set, run the pipeline of the newest commit.',
  });
}
