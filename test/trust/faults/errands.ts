import type { SandboxOptions } from '../../sandbox/index.ts';
import type { Run, TrustWorld } from '../kill/world.ts';
import { open, openWithEnvironment } from '../scene.ts';
import type { FaultName } from './faults.ts';

/** How a run ended in which a call went wrong. */
export interface Ending {
  green: boolean;
  output: string;
  call: string;
  fault: FaultName;
}

/** Something that a run does, call by call. */
export interface Errand {
  name: string;
  options?: SandboxOptions;
  prepare: (world: TrustWorld) => Promise<Run>;
  /** What must not be at its end. */
  wrongs: (world: TrustWorld, ending: Ending) => (string | false)[];
}

const onMain = { custom: { branch: 'main' } };

/** A status that was begun is ended, and says what is so. */
function statusWrongs(
  world: TrustWorld,
  { call }: Ending,
  commit: string | undefined,
  id: string,
): (string | false)[] {
  const last = world.bitbucket.statuses(commit ?? '').at(-1)?.state;
  const isLive = world.upsun.environment(id)?.deployedCommit === commit;
  const isUnsaid = /\/(?:statuses\/build|builds)$/.test(call);
  return [
    last === 'SUCCESSFUL' && !isLive && 'says SUCCESSFUL of what is not live',
    last === 'INPROGRESS' && !isUnsaid && 'leaves a status in progress',
  ];
}

/** A run that is green deleted the environment, or said why it stays. A server that does not know it is believed. */
function isLeft({ upsun }: TrustWorld, { green, output, call, fault }: Ending, id: string): boolean {
  const isUnknown = fault === '404' && call.endsWith(`/${id}`);
  return green && upsun.environment(id) !== undefined && !output.includes(`${id} stays: `) && !isUnknown;
}

export const errands: readonly Errand[] = [
  {
    name: 'deploying a pull request',
    async prepare(world) {
      const id = await open(world, 'a');
      return { target: { pullRequest: id }, variables: { PULL_REQUEST_COMMENT: 'true' } };
    },
    wrongs(world, ending) {
      const commit = [...world.commits.keys()].at(-1);
      const made = world.upsun.environment('pr-1');
      return [
        ending.green && made?.deployedCommit !== commit && 'ends green although nothing was deployed',
        !world.upsun.environment('main') && 'production is gone',
        ...statusWrongs(world, ending, commit, 'pr-1'),
      ];
    },
  },
  {
    name: 'cleaning up',
    async prepare(world) {
      await openWithEnvironment(world, 'kept');
      await world.bitbucket.declinePullRequest(await openWithEnvironment(world, 'closed'));
      return { target: onMain, variables: { COMMAND: 'cleanup' }, options: { clone: false } };
    },
    wrongs: (world, ending) => [
      !world.upsun.environment('pr-1') && 'deletes the environment of an open pull request',
      world.upsun.environment('pr-1')?.status !== 'active' &&
        'deactivates the environment of an open pull request',
      !world.upsun.environment('main') && 'production is gone',
      isLeft(world, ending, 'pr-2') && 'ends green although nothing was deleted',
    ],
  },
  {
    name: 'reconciling',
    async prepare(world) {
      await open(world, 'a');
      await world.bitbucket.declinePullRequest(await openWithEnvironment(world, 'closed'));
      const variables = { COMMAND: 'reconcile', FETCH_BRANCHES: 'false' };
      return { target: onMain, variables, options: { clone: false } };
    },
    wrongs(world, ending) {
      const made = world.upsun.environment('pr-1');
      const [commit] = [...world.commits].find(([, name]) => name === 'commit 1') ?? [];
      return [
        !world.upsun.environment('main') && 'production is gone',
        isLeft(world, ending, 'pr-2') && 'ends green although nothing was deleted',
        ending.green && made?.status !== 'active' && 'ends green although nothing was deployed',
        ...statusWrongs(world, ending, commit, 'pr-1'),
      ];
    },
  },
];
