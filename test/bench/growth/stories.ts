import type { Sandbox } from '../../sandbox/index.ts';

/** What is told of projects of several sizes. */
export interface GrowthStory {
  name: string;
  sizes: readonly number[];
  /** Brings a world to where the story begins. */
  prepare: (world: Sandbox, size: number) => Promise<void>;
  variables: Readonly<Record<string, string>>;
  /** What the run says if it was this story that it told. */
  says: (size: number) => string;
  /** Milliseconds before each answer. */
  latency: number;
  /** The most that the largest size may take, in milliseconds. */
  duration: number;
  /** The most requests for each environment of the largest size. */
  requestsEach?: number;
}

/** The stories and their marks. */
export const growthStories: readonly GrowthStory[] = [
  {
    name: 'adopting environments',
    sizes: [10, 100, 200, 400],
    prepare: addLiveBranches,
    variables: { COMMAND: 'reconcile', BRANCHES: 'branch-*' },
    says: (size) => `${size} of ${size} environments`,
    latency: 80,
    duration: 15_000,
    requestsEach: 3,
  },
  {
    name: 'listing branches',
    sizes: [10, 1250, 2500, 5000],
    prepare: addBranches,
    variables: { COMMAND: 'cleanup' },
    says: () => 'Nothing to clean up',
    latency: 50,
    duration: 1700,
  },
];

/** Active environments that show the tips of their branches, and that no pipe has marked. */
async function addLiveBranches(world: Sandbox, size: number): Promise<void> {
  const ids = numbers(size).map((number) => `branch-${number}`);
  await world.repository.setBranches(ids, await tipOfMain(world));
  await world.upsun.addInactiveEnvironments(ids);
  for (const id of ids) await world.upsun.addEnvironment({ id, status: 'active', parent: 'main' });
}

/** So many branches, and two pull requests and one environment for each five of them. */
async function addBranches(world: Sandbox, size: number): Promise<void> {
  const branches = numbers(size).map((number) => `branch-${number}`);
  await world.repository.setBranches(branches, await tipOfMain(world));
  const sources = branches.slice(0, (size * 2) / 5);
  await world.cloud.openPullRequests(
    sources.map((source) => ({ source, target: 'main', title: `Change ${source}`, description: '' })),
  );
  await world.upsun.addInactiveEnvironments(branches.slice(0, size / 5));
}

async function tipOfMain({ repository }: Sandbox): Promise<string> {
  const commit = await repository.resolve('main');
  if (!commit) throw new Error('The sandbox has no main branch');
  return commit;
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
