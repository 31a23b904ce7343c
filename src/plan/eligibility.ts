/** Which pull requests get an environment, by the settings and by what is written in them. */
import { matches } from './globs.ts';
import type { Policy } from './policy.ts';
import type { Reason } from './reasons.ts';
import type { ChangedFiles, PullRequest } from './world.ts';

/** Why neither an environment is created for a pull request nor the one it has updated. */
export function refuse(pullRequest: PullRequest, policy: Policy): Reason | undefined {
  if (pullRequest.state !== 'OPEN')
    return { code: 'pull-request-closed', id: pullRequest.id, state: pullRequest.state };
  if (policy.buildPullRequests === false) return { code: 'pull-requests-off' };
  if (pullRequest.fork && !policy.buildForkPullRequests) return { code: 'fork' };
  if (hasMarker(pullRequest, 'skip env')) return { code: 'skip-marker' };
  if (!matches(pullRequest.target, policy.pullRequestTargets))
    return { code: 'target-not-included', target: pullRequest.target };
  if (!matches(pullRequest.source.name, policy.pullRequestSources))
    return { code: 'source-not-included', source: pullRequest.source.name };
  return undefined;
}

/** Why no environment is created for a pull request. One that is there is kept and updated all the same. */
export function refuseCreation(
  pullRequest: PullRequest,
  files: ChangedFiles | undefined,
  policy: Policy,
): Reason | undefined {
  if (pullRequest.draft && !policy.buildDraftPullRequests) return { code: 'draft' };
  if (policy.buildPullRequests === 'on-request' && !hasMarker(pullRequest, 'env'))
    return { code: 'not-requested', unread: pullRequest.title === undefined };
  if (files?.kind === 'listed' && !files.paths.some((path) => matches(path, policy.pullRequestPaths)))
    return { code: 'paths-not-included' };
  return undefined;
}

/** Whether a pull request carries a word in brackets, in its title or description. */
export function hasMarker(
  { title, description }: PullRequest,
  marker: 'env' | 'skip env' | 'keep env',
): boolean {
  return `${title ?? ''} ${description}`.toLowerCase().includes(`[${marker}]`);
}
