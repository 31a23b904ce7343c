import type { SandboxOptions } from '../../sandbox/index.ts';
import type { Run, TrustWorld } from '../kill/world.ts';

/** Something that a run does, call by call. */
export interface Errand {
  name: string;
  options?: SandboxOptions;
  prepare: (world: TrustWorld) => Promise<Run>;
  /** What must not be at its end; `green`: the run said that all is well. */
  wrongs: (world: TrustWorld, green: boolean) => (string | false)[];
}

const onMain = { custom: { branch: 'main' } };

async function open(world: TrustWorld, name: string): Promise<{ id: number; commit: string }> {
  const source = `feature/${name}`;
  const commit = await world.repository.commit(source, { [`${name}.html`]: name }, { from: 'main' });
  return { id: await world.bitbucket.openPullRequest({ source, title: `Add ${name}` }), commit };
}

/** A status that was begun is ended, and says what is so. */
function statusWrongs(world: TrustWorld, commit: string, id: string): (string | false)[] {
  const states = world.bitbucket.statuses(commit).map(({ state }) => state);
  const last = states.at(-1);
  const isLive = world.upsun.environment(id)?.deployedCommit === commit;
  return [last === 'SUCCESSFUL' && !isLive && 'says SUCCESSFUL of what is not live'];
}

export const errands: readonly Errand[] = [
  {
    name: 'deploying a pull request',
    async prepare(world) {
      const { id } = await open(world, 'a');
      return { target: { pullRequest: id }, variables: { PULL_REQUEST_COMMENT: 'true' } };
    },
    wrongs(world, green) {
      const commit = [...world.commits.keys()].at(-1) ?? '';
      const made = world.upsun.environment('pr-1');
      return [
        green && made?.deployedCommit !== commit && 'ends green although nothing was deployed',
        !world.upsun.environment('main') && 'production is gone',
        ...statusWrongs(world, commit, 'pr-1'),
      ];
    },
  },
  {
    name: 'cleaning up',
    async prepare(world) {
      const kept = await open(world, 'kept');
      const merged = await open(world, 'merged');
      for (const { id } of [kept, merged]) await world.run({ target: { pullRequest: id } });
      await world.bitbucket.declinePullRequest(merged.id);
      return { target: onMain, variables: { COMMAND: 'cleanup' }, options: { clone: false } };
    },
    wrongs: ({ upsun }, green) => [
      !upsun.environment('pr-1') && 'deletes the environment of an open pull request',
      upsun.environment('pr-1')?.status !== 'active' && 'deactivates the environment of an open pull request',
      !upsun.environment('main') && 'production is gone',
      green && upsun.environment('pr-2') !== undefined && 'ends green although nothing was deleted',
    ],
  },
  {
    name: 'reconciling',
    async prepare(world) {
      await open(world, 'a');
      const closed = await open(world, 'closed');
      await world.run({ target: { pullRequest: closed.id } });
      await world.bitbucket.declinePullRequest(closed.id);
      const variables = { COMMAND: 'reconcile', FETCH_BRANCHES: 'false' };
      return { target: onMain, variables, options: { clone: false } };
    },
    wrongs: ({ upsun }, green) => [
      !upsun.environment('main') && 'production is gone',
      green && upsun.environment('pr-2') !== undefined && 'ends green although nothing was deleted',
      green && upsun.environment('pr-1')?.status !== 'active' && 'ends green although nothing was deployed',
    ],
  },
];
