/** DESIGN, section 6: what commits say of their environments after a `reconcile` that nothing disturbed. */
import type { Environment } from '../world/upsun.ts';
import { isLive, lacksParent } from './data.ts';
import { type Outcome, pullRequestOf } from './facts.ts';
import { isForeign, wantsBranch, wantsPullRequest } from './selected.ts';

/** Every status that does not say what is so. */
export function wrongStatuses(outcome: Outcome): string[] {
  return [...outcome.project.environments.values()].flatMap((environment) =>
    isWanted(environment.id, outcome) ? statusProblems(environment, outcome) : [],
  );
}

function isWanted(id: string, outcome: Outcome): boolean {
  if (isForeign(id, outcome)) return false;
  const pullRequest = pullRequestOf(id, outcome);
  if (pullRequest) return pullRequest.state === 'OPEN' && wantsPullRequest(pullRequest, outcome);
  return outcome.repository.branches.has(id) && wantsBranch(id, outcome);
}

/** What is live is said to be so on its commit, and nothing is left in progress. */
function statusProblems(environment: Environment, outcome: Outcome): string[] {
  const { repository, credentials, chosen, failureOf, project } = outcome;
  // Nobody asks for the status of what is not live, of which there may be thousands.
  if (!credentials || !isLive(environment)) return [];
  const { id, head } = environment;
  const pullRequest = pullRequestOf(id, outcome);
  const commit = pullRequest?.commit ?? head;
  const state = repository.statuses.get(commit)?.get(`upsun/${project.id}/${id}`)?.state;
  if (state === 'INPROGRESS') return [`the status of ${id} is still in progress`];
  const isGood = failureOf(head) === undefined && environment.lastFailure === undefined;
  const isMerged = chosen.postMerge && outcome.merge(pullRequest ?? { commit, target: '' }) === undefined;
  if (!isGood || (pullRequest && (isMerged || lacksParent(id, outcome)))) return [];
  return state === 'SUCCESSFUL' ? [] : [`the status of ${id} is ${state}`];
}
