/** DESIGN, section 4: what may be deleted, and what may be deactivated. */
import { children, type Environment } from '../world/upsun.ts';
import {
  type Facts,
  hasMarker,
  numberOf,
  type Outcome,
  ownerOf,
  protectionOf,
  pullRequestOf,
  wasTouched,
} from './facts.ts';
import { lacksRoom } from './room.ts';

const day = 86_400_000;

/** Why this environment must not be deleted now; nothing where it may go. */
export function objectionToDeletion(environment: Environment, facts: Facts): string | undefined {
  if (wasTouched(environment, facts)) return notClosed(environment, facts);
  const owner = ownerOf(environment, facts);
  if (owner === 'theirs') return 'it is of another repository';
  if (owner === 'nobody' && !facts.chosen.pruneUnmanaged) return 'nobody marked it';
  return (
    protectionOf(environment, facts) ?? notClosed(environment, facts) ?? withChildren(environment, facts)
  );
}

/** Only what Bitbucket itself says is closed or gone may go. */
function notClosed(environment: Environment, facts: Facts): string | undefined {
  const { id } = environment;
  const { repository, chosen, credentials, product, since } = facts;
  if (numberOf(id) === undefined) {
    if (!chosen.pruneBranches || !chosen.fetchBranches) return 'PRUNE_BRANCHES is off';
    const wasGone = !repository.branches.has(id) || (repository.madeAt.get(id) ?? 0) >= since;
    return wasGone ? undefined : 'its branch exists';
  }
  if (!credentials) return 'nobody can know whether its pull request is closed';
  const pullRequest = pullRequestOf(id, facts);
  // On Data Center people delete pull requests; that there ever was one, only a mark shows.
  if (!pullRequest) {
    const wasDeleted = product === 'data-center' && ownerOf(environment, facts) === 'ours';
    return wasDeleted ? undefined : 'nothing shows that there ever was such a pull request';
  }
  const wasClosed =
    pullRequest.state !== 'OPEN' || (product === 'data-center' && pullRequest.updatedAt >= since);
  return wasClosed ? undefined : 'its pull request is not closed';
}

/** Upsun deletes what has children, and orphans them. */
function withChildren({ id }: Environment, facts: Facts): string | undefined {
  const child = children(facts.project, id).find((one) => !wasTouched(one, facts));
  return child && `${child.id} is below it`;
}

/** Why the containers and data of this environment must not be taken away now; nothing where that is right. */
export function objectionToDeactivation(environment: Environment, outcome: Outcome): string | undefined {
  const asDeletion = objectionToDeletion(environment, outcome);
  if (asDeletion === undefined || wasTouched(environment, outcome)) return undefined;
  const { id } = environment;
  const pullRequest = pullRequestOf(id, outcome);
  if (pullRequest?.state !== 'OPEN') return asDeletion;
  if (ownerOf(environment, outcome) !== 'ours') return 'it is not ours';
  if (hasMarker(pullRequest, 'keep env')) return 'it is to be kept';
  const objection = protectionOf(environment, outcome) ?? withChildren(environment, outcome);
  if (objection) return objection;
  const { chosen, project, now, since } = outcome;
  if (lacksRoom(outcome)) return undefined;
  if (pullRequest.updatedAt >= since) return undefined;
  const idle = now - lastUse(environment, pullRequest.updatedAt, project.activities);
  return idle > (chosen.pullRequestTtl ?? Infinity) * day ? undefined : 'it is not idle';
}

/** Cron runs, backups and pauses that Upsun makes by itself are no use. */
export function lastUse(
  { id, lastDeploymentAt }: Environment,
  updatedAt: number,
  activities: readonly { environment: string; type: string; at: number }[],
): number {
  const used = activities.filter(
    ({ environment, type }) => environment === id && !/\.(cron|backup|pause|deactivate|delete)$/.test(type),
  );
  return Math.max(updatedAt, lastDeploymentAt ?? 0, ...used.map(({ at }) => at));
}
