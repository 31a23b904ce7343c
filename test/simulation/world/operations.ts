/** What Upsun does when it is asked for something, and what it refuses. */
import { deployHead, queue, redeploy, shownStatus } from './activities.ts';
import { type Activity, bareEnvironment, children, type Environment, hasRoom, storing } from './upsun.ts';
import { Refusal, type World } from './world.ts';

/** The run that asks; none where a person does. */
export type By = number | undefined;

export interface Edit {
  parent?: string | undefined;
  title?: string | undefined;
  clonesParentData?: boolean | undefined;
  attributes?: Record<string, string> | undefined;
  users?: Record<string, string> | undefined;
}

export interface Pushed {
  id: string;
  commit: string;
  /** What the branch must point at now; `null`: there must be none. */
  expected: string | null;
  options: Readonly<Record<string, string>>;
}

function known({ project }: World, id: string): Environment {
  const environment = project.environments.get(id);
  if (!environment) throw new Refusal(404, `There is no environment ${id}.`);
  return environment;
}

const takes = { deactivate: 3000, delete: 3000, synchronize: 5000 };

export type Operation = 'activate' | 'resume' | 'redeploy' | 'deactivate' | 'synchronize' | 'delete';

const needed: Record<Operation, readonly string[]> = {
  activate: ['inactive'],
  resume: ['paused'],
  redeploy: ['active'],
  deactivate: ['active', 'paused'],
  synchronize: ['active'],
  delete: ['inactive'],
};

/** Why an operation is not offered now; nothing where it is. */
export function obstacle(world: World, environment: Environment, operation: Operation): string | undefined {
  const status = shownStatus(world, environment);
  const { id, deployed, parent } = environment;
  if (!needed[operation].includes(status)) return `${id} is ${status}`;
  if (id === world.project.defaultBranch && operation !== 'redeploy') return `${id} is production`;
  if (operation === 'redeploy' && deployed === undefined) return `${id} was never deployed`;
  if (operation === 'synchronize' && !source(world, parent)) return `the parent of ${id} is not active`;
  return undefined;
}

/** The parent, where it has data to give. */
function source({ project }: World, parent: string | null): Environment | undefined {
  const found = parent === null ? undefined : project.environments.get(parent);
  return found?.status === 'active' && found.dataFrom !== undefined ? found : undefined;
}

export function operate(world: World, id: string, operation: Operation, by: By): Activity {
  const environment = known(world, id);
  const refused = obstacle(world, environment, operation);
  if (refused) throw new Refusal(409, `It cannot ${operation}: ${refused}.`);
  if (operation === 'activate' && !hasRoom(world.project, id)) throw new Refusal(403, 'There is no room.');
  if (by !== undefined) {
    if (operation === 'delete') world.judge.deleting(by, environment);
    if (operation === 'deactivate') world.judge.deactivating(by, environment);
    world.judge.changed(by, id);
  }
  if (operation === 'delete') environment.status = 'deleting';
  const duration = operation in takes ? takes[operation as keyof typeof takes] : world.deploymentTakes;
  const work = () => works[operation](world, environment, by);
  return queue(world, { environment: id, type: `environment.${operation}`, takes: duration, by, work });
}

const works: Record<Operation, (world: World, environment: Environment, by: By) => Partial<Activity>> = {
  activate: (world, environment, by) => goLive(world, environment, environment.head, by),
  resume: (world, environment, by) => goLive(world, environment, environment.head, by),
  redeploy,
  deactivate(_, environment) {
    environment.status = 'inactive';
    environment.deployed = undefined;
    environment.dataFrom = undefined;
    environment.lastFailure = undefined;
    return {};
  },
  synchronize(world, environment, by) {
    copy(world, environment, by);
    return {};
  },
  delete(world, environment) {
    for (const child of children(world.project, environment.id)) child.parent = null;
    world.project.environments.delete(environment.id);
    return {};
  },
};

/** Deploys a commit. An environment that had no data gets its parent's, where it takes them. */
function goLive(world: World, environment: Environment, commit: string, by: By): Partial<Activity> {
  const done = deployHead(world, environment, commit);
  if (environment.deployed !== commit) return done;
  if (environment.status === 'inactive' && by !== undefined) world.judge.waking(by, environment);
  if (environment.dataFrom === undefined) {
    environment.dataFrom = environment.id;
    if (environment.clonesParentData) copy(world, environment, by);
  }
  environment.status = 'active';
  return done;
}

function copy(world: World, environment: Environment, by: By): void {
  const from = source(world, environment.parent);
  if (!from) return;
  environment.dataFrom = from.id;
  if (by !== undefined) world.judge.copying(by, environment, from);
}

export function edit(world: World, id: string, changes: Edit, by: By): void {
  const environment = known(world, id);
  const { project, judge } = world;
  if (environment.status === 'deleting') throw new Refusal(409, `${id} is being deleted.`);
  const { parent } = changes;
  if (parent !== undefined && (id === project.defaultBranch || !mayHang(world, id, parent)))
    throw new Refusal(400, `${parent} cannot be the parent of ${id}.`);
  if (by !== undefined) judge.editing(by, environment, changes);
  if (by !== undefined) {
    judge.changed(by, id);
    environment.edited = { by, at: world.scheduler.now() };
  }
  const set = Object.entries(changes).filter(([, value]) => value !== undefined);
  Object.assign(environment, Object.fromEntries(set));
}

/** Whether an environment can hang below another one: that one exists, and does not itself hang below it. */
function mayHang({ project: { environments } }: World, id: string, parent: string): boolean {
  const seen = new Set<string>();
  for (
    let at: string | null = parent;
    at !== null && !seen.has(at);
    at = environments.get(at)?.parent ?? null
  ) {
    if (at === id || !environments.has(at)) return false;
    seen.add(at);
  }
  return environments.get(parent)?.status !== 'deleting';
}

/** Takes a commit, as git does: only where the branch points at what is expected. */
export function push(
  world: World,
  { id, commit, expected, options }: Pushed,
  by: By,
): 'pushed' | 'up-to-date' | 'lease-lost' {
  const { project, judge, scheduler } = world;
  const existing = project.environments.get(id);
  if ((existing?.head ?? null) === commit) return 'up-to-date';
  if ((existing?.head ?? null) !== expected) return 'lease-lost';
  if (existing?.status === 'deleting') throw new Refusal(409, `Environment ${id} is being deleted.`);
  const parent = options['environment.parent'] ?? project.defaultBranch;
  if (!existing && (parent === id || !project.environments.has(parent)))
    throw new Refusal(400, `Invalid push option environment.parent: no environment ${parent}`);
  if (by !== undefined) {
    judge.pushing(by, id, commit);
    judge.changed(by, id);
  }
  const environment = existing ?? bareEnvironment(id, parent, commit, scheduler.now());
  if (!existing) {
    environment.title = options['environment.title'] ?? id;
    environment.clonesParentData = options['environment.clone_parent_on_create']?.toLowerCase() !== 'false';
    project.environments.set(id, environment);
  }
  environment.head = commit;
  const wakes = options['environment.status'] === 'active';
  const deploys = environment.status !== 'inactive' || wakes;
  queue(world, {
    environment: id,
    type: 'environment.push',
    takes: deploys ? world.deploymentTakes : storing,
    by,
    commit,
    work() {
      if (environment.status === 'inactive' && !wakes) return {};
      if (environment.status === 'inactive' && !hasRoom(project, id))
        return { result: 'failure', failureReason: 'error' };
      return goLive(world, environment, commit, by);
    },
  });
  return 'pushed';
}
