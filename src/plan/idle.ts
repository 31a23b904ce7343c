import type { Snapshot } from './desired.ts';
import { hasMarker } from './eligibility.ts';
import { matches } from './globs.ts';
import { sameCommit } from './commit.ts';
import { ownPurpose } from './ownership.ts';
import { previewId } from './preview.ts';
import type { Environment, PullRequest } from './world.ts';

/** The environment of an open pull request that may be deactivated, and since when nothing happened there. */
export interface IdleEnvironment {
  environment: Environment;
  pullRequest: PullRequest;
  /** Milliseconds since 1970. */
  since: number;
}

/** The attribute that tells for which commit an environment was deactivated. */
const mark = 'deactivated_at_commit';

/** What is written into an environment that is deactivated, so that only another commit brings it back. */
export function idleMark({ attributes }: Environment, { source }: PullRequest): Record<string, string> {
  return { ...attributes, [mark]: source.commit ?? '' };
}

/** Whether an environment was deactivated because nobody used it, and nothing was pushed since. */
export function isResting(environment: Environment | undefined, { source }: PullRequest): boolean {
  return environment?.status === 'inactive' && sameCommit(environment.attributes[mark], source.commit);
}

/**
 * Environments that may be deactivated for being idle, the longest idle one first: made by this pipe for an open pull
 * request, live, and neither protected nor marked [keep env]. `lastActivities` are milliseconds since 1970 by
 * environment; what is missing there is none of them.
 */
export function idleEnvironments(
  { environments, repository }: Pick<Snapshot, 'environments' | 'repository'>,
  openPullRequests: readonly PullRequest[],
  lastActivities: ReadonlyMap<string, number>,
  protectedEnvironments: readonly string[],
): IdleEnvironment[] {
  const parents = new Set([...environments.values()].map(({ parent }) => parent));
  return openPullRequests
    .flatMap((pullRequest): IdleEnvironment[] => {
      const environment = environments.get(previewId(pullRequest.id));
      const lastActivity = lastActivities.get(previewId(pullRequest.id));
      if (!environment || lastActivity === undefined || hasMarker(pullRequest, 'keep env')) return [];
      const { id, type, status, isMain } = environment;
      const live = status === 'active' || status === 'paused';
      const ours = ownPurpose(environment, repository)?.kind === 'pull-request';
      // Its children would be left without the data of their parent.
      if (!live || !ours || isMain || type !== 'development' || parents.has(id)) return [];
      if (matches(id, protectedEnvironments)) return [];
      const since = Math.max(lastActivity, environment.lastDeploymentAt ?? 0, pullRequest.updatedAt ?? 0);
      return [{ environment, pullRequest, since }];
    })
    .toSorted((one, other) => one.since - other.since);
}
