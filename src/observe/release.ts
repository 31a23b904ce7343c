import { PipeError } from '../errors.ts';
import type { Source } from '../git/source.ts';
import { sameCommit } from '../plan/commit.ts';
import type { Snapshot } from '../plan/desired.ts';
import type { Release, Standing } from '../plan/target.ts';
import type { CommitHash } from '../plan/commit.ts';
import type { Trigger } from '../trigger/trigger.ts';
import { type TargetObservers, unknownCommit } from './target.ts';

export type TagTrigger = Extract<Trigger, { kind: 'tag' }>;

/**
 * Reads the tag that a run was started for, and how its commit stands to what is live. Throws where the user names a tag
 * or a commit that does not exist.
 */
export async function observeRelease(
  { tag, commit, isNamed }: TagTrigger,
  snapshot: Snapshot,
  observers: Pick<TargetObservers, 'bitbucket' | 'source' | 'surroundings'>,
): Promise<Release> {
  const source = await observers.source();
  const present = await source.remoteTag(tag);
  if (!present && isNamed) throw unknownTag(tag, observers.surroundings.repository);
  const environment = snapshot.project.defaultBranch;
  const tip = { name: tag, commit: present, ref: `refs/tags/${tag}` };
  const release = { kind: 'release', tag, environment, tip } as const;
  if (!present) return release;
  if (commit && !sameCommit(commit, present)) {
    // The clone still has what a tag that was moved has left behind.
    const known = (await source.find(commit)) ?? (await observers.bitbucket?.commit(commit));
    if (!known) throw unknownCommit(commit, observers.surroundings.repository);
    return release;
  }
  await source.complete(present, tip);
  return { ...release, standing: await standingOf(present, snapshot, source) };
}

async function standingOf(
  commit: CommitHash,
  { environments, project, repository }: Snapshot,
  source: Source,
): Promise<Standing> {
  const live = environments.get(project.defaultBranch)?.headCommit;
  if (live === commit) return 'forward';
  if (live && !(await source.descends(commit, live))) return 'elsewhere';
  return (await source.isOnBranch(commit, repository.mainBranch)) === false ? 'hotfix' : 'forward';
}

function unknownTag(tag: string, repository: string): PipeError {
  return new PipeError('configuration', `The tag ${tag} does not exist in ${repository}.`, {
    remedy: 'Check TAG, and push the tag if it exists only in a clone.',
  });
}
