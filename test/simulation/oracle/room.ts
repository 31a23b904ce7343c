/** DESIGN, section 2: what the environment limit of the project means. */
import type { PullRequest } from '../world/bitbucket.ts';
import { type Environment, isTaken, taken } from '../world/upsun.ts';
import { matchesAny, type Outcome } from './facts.ts';
import { isForeign, wantsBranch, wantsPullRequest } from './selected.ts';

/** Whether every place is taken, or was to be by what then could not be built. */
export function isFull({ project, failureOf }: Outcome): boolean {
  const failed = [...project.environments.values()].filter(
    ({ status, head }) => status === 'inactive' && failureOf(head) === 'build',
  );
  return project.environmentLimit !== undefined && taken(project) + failed.length >= project.environmentLimit;
}

/**
 * Whether an environment must make way with ON_LIMIT=evict: there is no room for all that are active and all that are to
 * become so. Those that are deployed side by side have their room by the plan, although they do not take it yet.
 */
export function lacksRoom(outcome: Outcome): boolean {
  const { project, chosen } = outcome;
  const { environmentLimit: limit } = project;
  if (chosen.onLimit !== 'evict' || limit === undefined) return false;
  // Whoever asks is one of them, also where only a `deploy` wakes what rests.
  return taken(project) + Math.max(1, newcomers(outcome)) > limit;
}

/** How many environments are to be active and take no room yet. */
function newcomers(outcome: Outcome): number {
  const { repository, project, chosen, merge } = outcome;
  const branches = [...repository.branches.keys()].filter(
    (name) => wantsBranch(name, outcome) && matchesAny(name, chosen.active),
  );
  const pullRequests = [...repository.pullRequests.values()].filter(
    (one) =>
      one.state === 'OPEN' &&
      wantsPullRequest(one, outcome) &&
      !rests(project.environments.get(`pr-${one.id}`), one) &&
      !(chosen.postMerge && merge(one) === undefined),
  );
  return [...branches, ...pullRequests.map(({ id }) => `pr-${id}`)].filter(
    (id) => id !== project.defaultBranch && !isForeign(id, outcome) && !isTaken(project, id),
  ).length;
}

/** It made way, or was idle for long, and only another commit brings it back by itself. */
export function rests(environment: Environment | undefined, { commit }: PullRequest): boolean {
  const since = environment?.attributes['deactivated_at_commit'];
  return environment?.status === 'inactive' && since !== undefined && commit.startsWith(since);
}
