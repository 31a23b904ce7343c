/** Lets things happen in the model. */
import type { Happening, Owner } from './events.ts';
import { edit, operate, settle, taken } from './upsun.ts';
import {
  bareEnvironment,
  day,
  newCommit,
  openPullRequests,
  recordActivity,
  type World,
  hooks,
} from './world.ts';

export function happen(world: World, happening: Happening): void {
  world.now += 60_000;
  switch (happening.kind) {
    case 'commit':
      return commit(world, happening.branch);
    case 'delete branch':
      world.branches.delete(happening.branch);
      return;
    case 'open':
      return open(world, happening);
    case 'close':
      return close(world, happening);
    case 'revise':
      return revise(world, happening.id, happening.changes);
    case 'fork commit':
      return moveSource(world, happening.id, newCommit(world));
    case 'days':
      world.now += happening.count * day;
      for (const id of world.environments.keys()) settle(world, id);
      return;
    default:
      return onUpsun(world, happening);
  }
}

type OnUpsun = Extract<
  Happening,
  { kind: 'add' | 'pause' | 'deactivate' | 'be busy' | 'begin deletion' | 'fail' | 'reparent' }
>;

function onUpsun(world: World, happening: OnUpsun): void {
  const { kind, id } = happening;
  const set = (changes: object) => {
    const environment = world.environments.get(id);
    if (environment) world.environments.set(id, { ...environment, ...changes });
  };
  if (kind === 'add') add(world, happening);
  else if (kind === 'pause' || kind === 'deactivate') operate(world, id, kind);
  else if (kind === 'reparent') edit(world, id, { parent: happening.parent });
  else if (kind === 'begin deletion') set({ status: 'deleting' });
  else if (kind === 'fail')
    recordActivity(world, id, 'environment.redeploy', { result: 'failure', ...hooks(1) });
  else {
    set({ status: 'dirty' });
    recordActivity(world, id, 'environment.redeploy', { state: 'in_progress', result: null });
  }
}

function add(world: World, { id, parent, owner, type, status }: Extract<Happening, { kind: 'add' }>): void {
  const { environmentLimit: limit = Infinity } = world;
  const live = status !== 'inactive' && taken(world) < limit;
  world.environments.set(id, {
    ...bareEnvironment(id, parent, world.environments.get(parent)?.headCommit ?? newCommit(world)),
    type,
    status: live ? status : 'inactive',
    hasDeployment: live,
    attributes: marksOf(owner, id, world),
  });
  if (live) recordActivity(world, id, 'environment.activate');
}

/** The marks that such an owner leaves in an environment's attributes. */
export function marksOf(owner: Owner, id: string, { repository }: World): Record<string, string> {
  if (owner === 'nobody') return {};
  const number = /^pr-(\d+)$/.exec(id)?.[1];
  const names = {
    ours: [repository.fullName, repository.uuid],
    copied: [repository.fullName, repository.uuid],
    'ours, renamed': ['acme/old-shop', repository.uuid],
    theirs: ['acme/blog', '{2}'],
    'theirs, same name': [repository.fullName, '{2}'],
  }[owner];
  return {
    managed_by: 'upsun-environments',
    repository: names[0] ?? '',
    repository_uuid: names[1] ?? '',
    environment: owner === 'copied' ? 'elsewhere' : id,
    ...(number
      ? { kind: 'pull-request', branch: 'feature/a', pull_request: number }
      : { kind: 'branch', branch: id }),
  };
}

function commit(world: World, branch: string): void {
  const hash = newCommit(world);
  world.branches.set(branch, hash);
  for (const { id, source, fork } of openPullRequests(world)) {
    if (!fork && source.name === branch) moveSource(world, id, hash);
  }
}

function open(world: World, given: Extract<Happening, { kind: 'open' }>): void {
  const id = world.pullRequests.size + 1;
  const { title, draft, fork, target, source: name } = given;
  const commitHash = fork ? newCommit(world) : world.branches.get(name);
  world.pullRequests.set(id, {
    id,
    title,
    description: '',
    state: 'OPEN',
    draft,
    fork,
    source: { name, commit: commitHash, ...(fork ? { repository: 'eve/shop' } : {}) },
    target,
    updatedAt: world.now,
  });
}

function close(world: World, { id, as }: Extract<Happening, { kind: 'close' }>): void {
  const target = world.pullRequests.get(id)?.target;
  revise(world, id, { state: as });
  if (as === 'MERGED' && target) commit(world, target);
}

function moveSource(world: World, id: number, hash: string): void {
  const pullRequest = world.pullRequests.get(id);
  if (pullRequest) revise(world, id, { source: { ...pullRequest.source, commit: hash } });
}

function revise(world: World, id: number, changes: object): void {
  const pullRequest = world.pullRequests.get(id);
  if (pullRequest) world.pullRequests.set(id, { ...pullRequest, ...changes, updatedAt: world.now });
}
