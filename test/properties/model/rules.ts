/** What may be taken away, in the words of the design and without a look at the planner. */
import type { Environment } from '../../../src/plan/world.ts';
import { type Choices, fits } from './choices.ts';
import { taken } from './upsun.ts';
import { day, type World } from './world.ts';

/** Whose an environment is, by the marks in its attributes. */
function ownerOf({ id, attributes }: Environment, { repository }: World): 'ours' | 'theirs' | 'nobody' {
  if (attributes['managed_by'] !== 'upsun-environments' || attributes['environment'] !== id) return 'nobody';
  const uuid = attributes['repository_uuid'];
  const same = uuid ? uuid === repository.uuid : attributes['repository'] === repository.fullName;
  return same ? 'ours' : 'theirs';
}

/** Of another repository, and not one that TAKE_OVER names with the mark of this very branch. */
export function isOutOfReach(
  environment: Environment | undefined,
  kind: string,
  branch: string,
  world: World,
  { takeOver }: Pick<Choices, 'takeOver'>,
): boolean {
  if (!environment || ownerOf(environment, world) !== 'theirs') return false;
  const { attributes: mark } = environment;
  const isNamed = takeOver.some((name) => name.toLowerCase() === mark['repository']?.toLowerCase());
  return !isNamed || mark['kind'] !== kind || mark['branch'] !== branch;
}

/** Why nobody may delete this environment now; nothing where it may go. */
export function objectionToDeletion(world: World, chosen: Choices, id: string): string | undefined {
  const environment = world.environments.get(id);
  if (!environment) return 'there is none';
  const owner = ownerOf(environment, world);
  if (owner === 'theirs') return 'it is of another repository';
  if (owner === 'nobody' && !chosen.pruneUnmanaged) return 'nobody marked it';
  const builtIn = untouchable(environment, world, chosen);
  if (builtIn) return builtIn;
  const number = /^pr-(\d+)$/.exec(id)?.[1];
  if (number) {
    const pullRequest = world.pullRequests.get(Number(number));
    return pullRequest && pullRequest.state !== 'OPEN' ? undefined : 'its pull request is not closed';
  }
  if (!chosen.pruneBranches || !chosen.fetchBranches) return 'PRUNE_BRANCHES is off';
  return world.branches.has(id) ? 'its branch exists' : undefined;
}

/** What goes on where nobody is. */
const byItself = ['environment.cron', 'environment.backup', 'environment.pause', 'environment.deactivate'];

/** Why nobody may take the containers of this environment away now; nothing where that is right. */
export function objectionToDeactivation(world: World, chosen: Choices, id: string): string | undefined {
  if (objectionToDeletion(world, chosen, id) === undefined) return undefined;
  const environment = world.environments.get(id);
  const number = /^pr-(\d+)$/.exec(id)?.[1];
  const pullRequest = number && world.pullRequests.get(Number(number));
  if (!environment || !pullRequest || pullRequest.state !== 'OPEN') return 'it is of no open pull request';
  if (ownerOf(environment, world) !== 'ours') return 'it is not ours';
  if (pullRequest.title.toLowerCase().includes('[keep env]')) return 'it is to be kept';
  const builtIn = untouchable(environment, world, chosen);
  if (builtIn) return builtIn;
  const { environmentLimit: limit } = world;
  if (chosen.onLimit === 'evict' && limit !== undefined && taken(world) >= limit) return undefined;
  const last = Math.max(
    pullRequest.updatedAt,
    environment.lastDeploymentAt ?? 0,
    ...(world.activities.get(id) ?? [])
      .filter(({ type }) => !byItself.includes(type))
      .map(({ at }) => at ?? 0),
  );
  const { pullRequestTtl = Infinity } = chosen;
  return world.now - last > pullRequestTtl * day ? undefined : 'it is not idle';
}

function untouchable({ id, type, isMain }: Environment, world: World, chosen: Choices): string | undefined {
  if (isMain || id === world.defaultBranch) return 'it is the default environment';
  if (type === 'staging' || type === 'production') return `it is of type ${type}`;
  return fits(id, chosen.protected) ? 'it is protected' : undefined;
}
