/** DESIGN, section 3: which branches and pull requests an environment is kept for. */
import { filesOf, type PullRequest } from '../world/bitbucket.ts';
import { hasMarker, isOutOfReach, matchesAny, numberOf, type Outcome } from './facts.ts';

/** Of another repository when the run began, and not to be taken over. */
export function isForeign(id: string, outcome: Outcome): boolean {
  const environment = outcome.before.get(id);
  return environment !== undefined && isOutOfReach(environment, outcome);
}

/** git cannot have a branch `a` beside `a/b`. */
export function isInTheWay(id: string, { project: { environments } }: Outcome): boolean {
  if (environments.has(id)) return false;
  return [...environments.keys()].some((other) => id.startsWith(`${other}/`) || other.startsWith(`${id}/`));
}

export function wantsBranch(name: string, { chosen, project }: Outcome): boolean {
  if (chosen.releases && name === project.defaultBranch) return false;
  return chosen.fetchBranches && numberOf(name) === undefined && !matchesAny(name, chosen.excluded);
}

export function wantsPullRequest(
  pullRequest: PullRequest,
  { chosen, repository, credentials, before }: Outcome,
): boolean {
  const { id, fork, source, target } = pullRequest;
  if (!credentials || !chosen.pullRequests || (fork && !chosen.forks)) return false;
  if (!matchesAny(target, chosen.targets) || hasMarker(pullRequest, 'skip env')) return false;
  if (!matchesAny(source, chosen.sources)) return false;
  if (!before.has(`pr-${id}`) && !mayBeCreated(pullRequest, chosen)) return false;
  return fork || repository.branches.has(source);
}

/** What is there stays and is updated, whatever speaks against its creation. */
function mayBeCreated(pullRequest: PullRequest, { drafts, pullRequests, paths }: Outcome['chosen']): boolean {
  if (pullRequest.draft && !drafts) return false;
  if (pullRequests === 'on-request' && !hasMarker(pullRequest, 'env')) return false;
  return filesOf(pullRequest).some((file) => matchesAny(file, paths));
}
