/** Lets things happen that nobody's run asked for. What is impossible does not happen. */
import type { Happening, Owner } from './history.ts';
import {
  deleteBranch,
  moveBranch,
  moveSource,
  openPullRequest,
  type Repository,
  setTag,
} from './world/bitbucket.ts';
import { record } from './world/activities.ts';
import { edit, operate } from './world/operations.ts';
import { bareEnvironment, hasRoom, isBusy } from './world/upsun.ts';
import { newCommit, Refusal, type World } from './world/world.ts';

export const day = 86_400_000;

/** `days` and `settings` are for whoever keeps those. */
export function happen(world: World, happening: Happening): void {
  const repository = world.repositories.get(happening.of ?? 'shop');
  if (!repository) return;
  try {
    onBitbucket(world, repository, happening);
    onUpsun(world, happening);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
}

function onBitbucket(world: World, repository: Repository, happening: Happening): void {
  const now = world.scheduler.now();
  switch (happening.kind) {
    case 'commit':
      return moveBranch(repository, happening.branch, newCommit(world, happening.fails), now);
    case 'delete branch':
      return deleteBranch(repository, happening.branch, now);
    case 'tag':
      return setTag(repository, happening.tag, happening.branch, happening.back);
    case 'delete tag':
      return void repository.tags.delete(happening.tag);
    case 'open': {
      const { draft = false, fork = false } = happening;
      return openPullRequest(repository, { ...happening, draft, fork }, now, newCommit(world));
    }
    case 'rename repository':
      repository.fullName = `acme/${happening.name}`;
      return;
    case 'close':
    case 'reopen':
    case 'delete pull request':
    case 'revise':
    case 'fork commit':
      return onPullRequest(world, repository, happening);
    default:
  }
}

type OfPullRequest = Extract<
  Happening,
  { kind: 'close' | 'reopen' | 'delete pull request' | 'revise' | 'fork commit' }
>;

function onPullRequest(world: World, repository: Repository, happening: OfPullRequest): void {
  const { id, kind } = happening;
  const pullRequest = repository.pullRequests.get(id);
  if (!pullRequest) return;
  const now = world.scheduler.now();
  const open = pullRequest.state === 'OPEN';
  const change = (changes: Partial<typeof pullRequest>) =>
    Object.assign(pullRequest, changes, { updatedAt: now });
  if (kind === 'close' && open) {
    change({ state: happening.as, closedAt: now });
    if (happening.as === 'MERGED' && repository.branches.has(pullRequest.target))
      moveBranch(repository, pullRequest.target, newCommit(world), now);
  } else if (kind === 'reopen' && pullRequest.state === 'DECLINED' && world.product === 'data-center')
    change({ state: 'OPEN', closedAt: undefined });
  else if (kind === 'delete pull request' && world.product === 'data-center')
    repository.pullRequests.delete(id);
  else if (kind === 'fork commit' && open && pullRequest.fork)
    moveSource(repository, pullRequest, newCommit(world), now);
  else if (kind === 'revise' && open) {
    const { title = pullRequest.title, draft = pullRequest.draft, target = pullRequest.target } = happening;
    if (target === pullRequest.source && !pullRequest.fork) return;
    change({ title, draft, target });
  }
}

function onUpsun(world: World, happening: Happening): void {
  const { project, scheduler } = world;
  if (happening.kind === 'add') return add(world, happening);
  if (!('id' in happening) || typeof happening.id !== 'string') return;
  const { id, kind } = happening;
  const environment = project.environments.get(id);
  if (!environment) return;
  const isMain = id === project.defaultBranch;
  if (kind === 'cron') return record(world, id, 'environment.cron');
  if (kind === 'backup') return record(world, id, 'environment.backup');
  if (kind === 'redeploy') return void operate(world, id, 'redeploy', undefined);
  if (isMain) return;
  environment.touchedAt = scheduler.now();
  if (kind === 'deactivate' || kind === 'delete') operate(world, id, kind, undefined);
  else if (kind === 'reparent') edit(world, id, { parent: happening.parent }, undefined);
  else if (kind === 'retype') environment.type = happening.type;
  else if (kind === 'unmark') environment.attributes = { note: 'by hand' };
  else if (kind === 'pause' && environment.status === 'active' && !isBusy(project, id)) {
    environment.status = 'paused';
    record(world, id, 'environment.pause');
  }
}

function add(world: World, { id, parent, owner, type, status }: Extract<Happening, { kind: 'add' }>): void {
  const { project, scheduler } = world;
  const below = project.environments.get(parent);
  if (project.environments.has(id) || !below || below.status === 'deleting') return;
  // Nobody marks an environment for a pull request that never was.
  const number = /^pr-(\d+)$/.exec(id)?.[1];
  const repository = world.repositories.get(owner === 'blog' ? 'blog' : 'shop');
  if (number && !repository?.pullRequests.has(Number(number))) return;
  const environment = bareEnvironment(id, parent, below.head, scheduler.now());
  project.environments.set(id, environment);
  environment.type = type ?? 'development';
  environment.attributes = marksOf(owner, id, world);
  if (status === 'inactive' || !hasRoom(project, id)) return;
  environment.status = status;
  environment.deployed = environment.head;
  environment.dataFrom = id;
  environment.lastDeploymentAt = scheduler.now();
  record(world, id, 'environment.activate');
}

/** The marks that such an owner leaves in an environment's attributes. */
export function marksOf(
  owner: Owner,
  id: string,
  { repositories, product }: Pick<World, 'repositories' | 'product'>,
): Record<string, string> {
  if (owner === 'nobody') return { note: 'by hand' };
  const number = /^pr-(\d+)$/.exec(id)?.[1];
  const { fullName = '', uuid = '' } = repositories.get(owner === 'blog' ? 'blog' : 'shop') ?? {};
  return {
    managed_by: 'upsun-environments',
    repository: owner === 'shop, renamed' && product === 'cloud' ? 'acme/old-shop' : fullName,
    ...(product === 'cloud' ? { repository_uuid: uuid } : {}),
    environment: owner === 'copied' ? 'elsewhere' : id,
    ...(number
      ? { kind: 'pull-request', branch: 'feature/a', pull_request: number }
      : { kind: 'branch', branch: id }),
  };
}
