/** What Upsun does when it is asked for something, and what it refuses. It knows nothing of plans. */
import type { Environment } from '../../../src/plan/world.ts';
import { bareEnvironment, hooks, recordActivity, type World } from './world.ts';

export interface PushOptions {
  active: boolean;
  parent?: string | undefined;
  title?: string | undefined;
  clonesParentData?: boolean | undefined;
}

export type Changes = Partial<
  Pick<Environment, 'parent' | 'title' | 'clonesParentData' | 'attributes' | 'httpAccess' | 'type'>
>;

function known(world: World, id: string): Environment {
  const environment = world.environments.get(id);
  if (!environment) throw new Error(`Upsun: no environment ${id}`);
  return environment;
}

function change(world: World, id: string, changes: Partial<Environment>): void {
  world.environments.set(id, { ...known(world, id), ...changes });
}

function refuse(when: boolean, what: string): void {
  if (when) throw new Error(`Upsun refuses: ${what}`);
}

export function children(world: World, id: string): Environment[] {
  return [...world.environments.values()].filter(({ parent }) => parent === id);
}

/** Active and paused ones beside production count, and so does what is under way to be active. */
export function taken({ environments, defaultBranch }: World): number {
  return [...environments.values()].filter(
    ({ id, status }) => id !== defaultBranch && !['inactive', 'deleting'].includes(status),
  ).length;
}

function requireRoom(world: World, id: string): void {
  const { environmentLimit: limit, defaultBranch } = world;
  refuse(limit !== undefined && id !== defaultBranch && taken(world) >= limit, `no room for ${id}`);
}

/** Lets what runs on an environment end. */
export function settle(world: World, id: string): void {
  const environment = world.environments.get(id);
  if (environment?.status === 'deleting') {
    world.environments.delete(id);
    world.activities.delete(id);
  }
  if (environment?.status !== 'dirty') return;
  change(world, id, { status: 'active', hasDeployment: true });
  const ended = { state: 'complete', result: 'success', at: world.now, ...hooks(0) } as const;
  const activities = world.activities.get(id) ?? [];
  world.activities.set(
    id,
    activities.map((activity) => (activity.result === null ? { ...activity, ...ended } : activity)),
  );
}

export function push(world: World, id: string, commit: string, options: PushOptions): void {
  settle(world, id);
  const { parent = world.defaultBranch, title = id, clonesParentData = true } = options;
  if (!world.environments.has(id)) {
    refuse(!world.environments.has(parent), `no parent ${parent}`);
    world.environments.set(id, { ...bareEnvironment(id, parent, commit), title, clonesParentData });
  }
  const { status } = known(world, id);
  refuse(status === 'deleting', `${id} is being deleted`);
  change(world, id, { headCommit: commit });
  const wakes = status === 'inactive' && options.active;
  if (wakes) requireRoom(world, id);
  if (wakes || status !== 'inactive') goLive(world, id);
  recordActivity(world, id, 'environment.push');
}

function goLive(world: World, id: string): void {
  change(world, id, { status: 'active', hasDeployment: true, lastDeploymentAt: world.now });
}

export function edit(world: World, id: string, changes: Changes): void {
  const { status, isMain } = known(world, id);
  refuse(status === 'deleting', `${id} is being deleted`);
  const { parent } = changes;
  if (parent !== undefined) {
    refuse(isMain || parent === null || !world.environments.has(parent), `parent ${parent} of ${id}`);
    const seen = new Set<string>();
    for (let next: string | null = parent; next && !seen.has(next);) {
      refuse(next === id, `${id} would descend from itself`);
      seen.add(next);
      next = world.environments.get(next)?.parent ?? null;
    }
  }
  change(world, id, changes);
}

export function operate(
  world: World,
  id: string,
  operation: 'activate' | 'resume' | 'redeploy' | 'deactivate' | 'pause',
): void {
  const { status, isMain } = known(world, id);
  const needed = {
    activate: ['inactive'],
    resume: ['paused'],
    redeploy: ['active'],
    deactivate: ['active', 'paused'],
    pause: ['active'],
  }[operation];
  refuse(!needed.includes(status), `${operation} of ${id}, which is ${status}`);
  if (operation === 'deactivate' || operation === 'pause') {
    refuse(isMain, `${operation} of the default environment`);
    const gone = { status: 'inactive', hasDeployment: false } as const;
    change(world, id, operation === 'pause' ? { status: 'paused' } : gone);
  } else {
    if (operation === 'activate') requireRoom(world, id);
    goLive(world, id);
  }
  recordActivity(world, id, `environment.${operation}`, operation === 'activate' ? {} : hooks(0));
}

export function remove(world: World, id: string): void {
  const { status, isMain } = known(world, id);
  refuse(status !== 'inactive' || isMain || children(world, id).length > 0, `deletion of ${id}`);
  world.environments.delete(id);
  world.activities.delete(id);
}
