import { PipeError } from '../errors.ts';
import { sameCommit } from '../plan/commit.ts';
import type { Snapshot } from '../plan/desired.ts';
import { desireTarget } from '../plan/environment.ts';
import { matchesAll } from '../plan/globs.ts';
import { isThere } from '../plan/live.ts';
import type { Policy } from '../plan/policy.ts';
import { environmentId, type Target } from '../plan/target.ts';
import type { ChangedFiles, PullRequest } from '../plan/world.ts';
import { completeTips, type TargetObservers, withRemedy } from './target.ts';

type FileObservers = Pick<TargetObservers, 'bitbucket' | 'reader' | 'source'>;

/**
 * The target with the files that it changes, where these alone decide whether it gets an environment. `commit`: the one
 * that the run is for.
 */
export async function withFiles(
  target: Target,
  snapshot: Snapshot,
  policy: Policy,
  observers: FileObservers,
  commit?: string,
): Promise<Target> {
  if (target.kind !== 'pull-request' || matchesAll(policy.pullRequestPaths)) return target;
  const tip = target.pullRequest.source.commit;
  if (!tip || (commit && !sameCommit(commit, tip))) return target;
  if (isThere(snapshot.environments.get(environmentId(target)))) return target;
  if (desireTarget(target, snapshot, policy).kind === 'unwanted') return target;
  return { ...target, files: await tryFiles(target.pullRequest, tip, observers) };
}

/** What is wrong with one pull request is its own affair: the others are planned all the same. */
async function tryFiles(...asked: Parameters<typeof observeFiles>): Promise<ChangedFiles> {
  try {
    return await observeFiles(...asked);
  } catch (error) {
    if (!(error instanceof PipeError) || error.kind !== 'failure') throw error;
    return { kind: 'unreadable', problem: withRemedy(error) };
  }
}

/** Asks Bitbucket or, without credentials, git. */
async function observeFiles(
  pullRequest: PullRequest,
  commit: string,
  observers: FileObservers,
): Promise<ChangedFiles> {
  if (observers.bitbucket) return observers.bitbucket.changedFiles(pullRequest.id);
  const { repository, tip, base } = await completeTips(pullRequest, commit, observers);
  const paths = await repository.changedFiles(tip, base);
  return paths ? { kind: 'listed', paths } : { kind: 'cut' };
}
