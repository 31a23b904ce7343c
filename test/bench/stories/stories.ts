import { startSandbox, type Sandbox } from '../../sandbox/index.ts';
import type { Target } from '../../sandbox/ci/target.ts';

/** A request by its method and its path. */
export type Trip = readonly [method: string, path: RegExp];

/** The round trips of a story of which each needs the answer to the one before it. */
export interface Chain {
  /** Whatever the number of environments. */
  once: readonly Trip[];
  /** For each environment, as long as it takes a place in Upsun's queue. */
  each: readonly Trip[];
  /** How often as many environments as Upsun runs at once follow each other. */
  rounds?: number;
  /** Activities that follow each other for each environment. */
  activities: number;
  pushes?: boolean;
}

/** What is told, measured, and held to a mark. */
export interface Story {
  name: string;
  /** Brings the world to where the story begins, and says what the run is for. */
  prepare: (world: Sandbox) => Promise<{ target: Target; variables?: Record<string, string> }>;
  chain: Chain;
  /** The longest that it may take at 80 ms, of its lower bound. */
  ratio: number;
  /** The most requests, to all servers. */
  requests?: number;
}

const token: Trip = ['POST', /\/oauth2\/token$/];
const environments: Trip = ['GET', /\/environments$/];
const confirmation: Trip = ['GET', /\/refs\/branches\/[^/]+/];
const activities: Trip = ['GET', /\/environments\/[^/]+(\/[^/]+)?\/activities$/];
const activity: Trip = ['GET', /\/activities\/[^/]+$/];
const routes: Trip = ['GET', /\/deployments\/current$/];
const status: Trip = ['POST', /\/statuses\/build$/];
const deactivation: Trip = ['POST', /\/deactivate$/];
const deletion: Trip = ['DELETE', /\/environments\/.+/];
const environment: Trip = ['GET', /\/environments\/[^/]+(\/[^/]+)?$/];

const deploying = { once: [token, environments, routes, status], pushes: true, activities: 1 };
/** Its push is looked for, and so is the end of its activity. */
const following = [activities, activity];
const cleaning = { once: [token, environments, confirmation] };
/** Everything is read once more before each of both steps. */
const removing = [environments, deactivation, activity, environments, deletion, environment];
const several = 10;
const rounds = several / 2;

/** The stories and their marks. */
export const stories: readonly Story[] = [
  {
    name: 'nothing to do',
    async prepare(world) {
      const target = { pullRequest: await openPullRequest(world, 'feature/a') };
      await run(world, target);
      return { target };
    },
    chain: { ...deploying, each: [], pushes: false, activities: 0 },
    ratio: 1.6,
    requests: 10,
  },
  {
    name: 'push to an existing branch',
    async prepare(world) {
      const pullRequest = await openPullRequest(world, 'feature/a');
      await run(world, { pullRequest });
      await world.repository.commit('feature/a', { again: 'again' });
      return { target: { pullRequest } };
    },
    chain: { ...deploying, each: following },
    ratio: 1.08,
  },
  {
    name: 'new pull request',
    prepare: async (world) => ({ target: { pullRequest: await openPullRequest(world, 'feature/a') } }),
    chain: { ...deploying, each: following },
    ratio: 1.08,
    requests: 20,
  },
  {
    name: 'clean up one',
    prepare: (world) => prepareCleanup(world, 1),
    chain: { ...cleaning, each: removing, activities: 2 },
    ratio: 1.25,
  },
  {
    name: 'clean up ten',
    prepare: (world) => prepareCleanup(world, several),
    chain: { ...cleaning, each: removing, rounds, activities: 2 },
    ratio: 1.5,
  },
  {
    name: 'reconcile of ten',
    async prepare(world) {
      for (let index = 0; index < several; index += 1) await openPullRequest(world, `feature/${index}`);
      return {
        target: { custom: { branch: 'main' } },
        variables: { COMMAND: 'reconcile', FETCH_BRANCHES: 'false' },
      };
    },
    chain: { ...deploying, each: following, rounds },
    ratio: 1.08,
  },
];

/** A project whose deployments take as long as short ones do. */
export async function openWorld(): Promise<Sandbox> {
  return startSandbox({ upsun: { concurrency: 2 } });
}

/** Runs the built pipe, which must end well. */
export async function run(world: Sandbox, target: Target, variables: Record<string, string> = {}) {
  const ended = await world.pipelines.run(target, {
    variables: { ...world.cloudVariables, ...variables },
  });
  if (ended.exitCode !== 0) throw new Error(`The pipe ended with ${ended.exitCode}:\n${ended.output}`);
  return ended;
}

async function openPullRequest({ repository, cloud }: Sandbox, source: string): Promise<number> {
  await repository.commit(source, { [source]: source }, { from: 'main' });
  return cloud.openPullRequest({ source, title: source });
}

/** So many environments of branches that are gone. */
async function prepareCleanup({ upsun, cloud }: Sandbox, count: number) {
  for (let index = 0; index < count; index += 1) {
    const id = `gone-${index}`;
    const attributes = {
      managed_by: 'upsun-environments',
      repository: cloud.fullName,
      environment: id,
      kind: 'branch',
      branch: id,
    };
    await upsun.addEnvironment({ id, status: 'active', parent: 'main', attributes });
  }
  return { target: { custom: { branch: 'main' } }, variables: { COMMAND: 'cleanup' } };
}
