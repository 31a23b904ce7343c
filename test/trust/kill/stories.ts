import type { SandboxOptions } from '../../sandbox/index.ts';
import type { Run, TrustWorld } from './world.ts';

/** Something that a run of the pipe does, to be cut off at each of its points. */
export interface Story {
  name: string;
  options?: SandboxOptions;
  /** What repairs it, where `reconcile` is not meant to go on with it. */
  repairedBy?: 're-run';
  /** Sets the scene. Returns the run that is killed. */
  prepare: (world: TrustWorld) => Promise<Run>;
}

const day = 86_400_000;
const reconcile = { COMMAND: 'reconcile' };
const onMain = { custom: { branch: 'main' } };

async function open(world: TrustWorld, name: string, parent = 'main'): Promise<number> {
  const source = `feature/${name}`;
  await world.repository.commit(source, { [`${name}.html`]: name }, { from: parent });
  return world.bitbucket.openPullRequest({ source, target: parent, title: `Add ${name}` });
}

async function deployed(world: TrustWorld, name: string, parent = 'main'): Promise<number> {
  const id = await open(world, name, parent);
  await world.run({ target: { pullRequest: id } });
  return id;
}

function neglect({ upsun, bitbucket }: TrustWorld, id: number): void {
  const longAgo = new Date(Date.now() - 30 * day);
  upsun.backdate(`pr-${id}`, longAgo);
  bitbucket.updatePullRequest(id, { updatedOn: longAgo.toISOString() });
}

export const stories: readonly Story[] = [
  {
    name: 'a new branch',
    async prepare({ repository }) {
      await repository.commit('feature/a', { 'a.html': 'A' }, { from: 'main' });
      return { target: { branch: 'feature/a' } };
    },
  },
  {
    name: 'a new pull request with data',
    async prepare(world) {
      const id = await open(world, 'a');
      return { target: { pullRequest: id }, variables: { PULL_REQUEST_COMMENT: 'true' } };
    },
  },
  {
    name: 'a new pull request behind a password',
    async prepare(world) {
      const id = await open(world, 'a');
      return { target: { pullRequest: id }, variables: { HTTP_AUTH: 'guest:open-sesame' } };
    },
  },
  {
    name: 'an update',
    async prepare(world) {
      const id = await deployed(world, 'a');
      await world.repository.commit('feature/a', { 'a.html': 'B' });
      return { target: { pullRequest: id } };
    },
  },
  {
    name: 'an update with data again',
    async prepare(world) {
      const id = await deployed(world, 'a');
      await world.repository.commit('feature/a', { 'a.html': 'B' });
      world.upsun.setData('main', { products: ['sofa'] });
      return { target: { pullRequest: id }, variables: { RESYNC_PULL_REQUESTS: 'true' } };
    },
  },
  {
    name: 'a merge result',
    async prepare(world) {
      const id = await open(world, 'a');
      await world.repository.commit('main', { 'main.html': 'Main' });
      return { target: { pullRequest: id }, variables: { BUILD_PULL_REQUESTS_POST_MERGE: 'true' } };
    },
  },
  {
    name: 'production',
    async prepare({ repository }) {
      await repository.commit('main', { 'index.html': 'New' });
      return { target: { branch: 'main' } };
    },
  },
  {
    name: 'a clean-up with a child to move',
    async prepare(world) {
      const { repository, bitbucket } = world;
      await repository.commit('staging', { 'staging.html': 'S' }, { from: 'main' });
      await world.run({ target: { branch: 'staging' }, variables: { ACTIVATE_BRANCHES: 'staging' } });
      await deployed(world, 'child', 'staging');
      await bitbucket.mergePullRequest(await deployed(world, 'merged'));
      bitbucket.updatePullRequest(1, { target: 'main' });
      await repository.deleteBranch('staging');
      return { target: onMain, variables: { COMMAND: 'cleanup' }, options: { clone: false } };
    },
  },
  {
    name: 'a reconciliation of four',
    async prepare(world) {
      await open(world, 'a');
      await open(world, 'b');
      await deployed(world, 'c');
      await world.repository.commit('feature/c', { 'c.html': 'D' });
      const variables = { ...reconcile, FETCH_BRANCHES: 'false' };
      return { target: onMain, variables, options: { clone: false } };
    },
  },
  {
    name: 'an idle environment',
    async prepare(world) {
      neglect(world, await deployed(world, 'a'));
      const variables = { COMMAND: 'cleanup', PULL_REQUEST_TTL: '14d' };
      return { target: onMain, variables, options: { clone: false } };
    },
  },
  {
    name: 'an eviction',
    options: { upsun: { environmentLimit: 1 } },
    async prepare(world) {
      neglect(world, await deployed(world, 'a'));
      const id = await open(world, 'b');
      return { target: { pullRequest: id }, variables: { ON_LIMIT: 'evict' } };
    },
  },
  {
    name: 'a release',
    repairedBy: 're-run',
    async prepare({ repository }) {
      await repository.setTag('v1', await repository.commit('main', { 'index.html': 'New' }));
      return { target: { tag: 'v1' }, variables: { RELEASE_TAGS: 'v*' } };
    },
  },
  {
    name: 'a rollback',
    repairedBy: 're-run',
    async prepare({ repository, run }) {
      const commit = await repository.commit('main', { 'index.html': 'Old' });
      await run({ target: { branch: 'main' } });
      await repository.commit('main', { 'index.html': 'New' });
      await run({ target: { branch: 'main' } });
      return { target: { branch: 'main' }, variables: { ROLLBACK: 'true' }, options: { commit } };
    },
  },
  {
    name: 'production with a backup',
    async prepare({ repository }) {
      await repository.commit('main', { 'index.html': 'New' });
      return { target: { branch: 'main' }, variables: { BACKUP: 'true' } };
    },
  },
  {
    name: 'a new pull request with variables',
    async prepare(world) {
      const id = await open(world, 'a');
      return {
        target: { pullRequest: id },
        variables: { PREVIEW_VARIABLES: 'env:N={pull_request},env:B=b' },
      };
    },
  },
  {
    name: 'variables that are no longer wanted, and others',
    async prepare(world) {
      const id = await open(world, 'a');
      await world.run({ target: { pullRequest: id }, variables: { PREVIEW_VARIABLES: 'env:A=1,env:B=2' } });
      return { target: { pullRequest: id }, variables: { PREVIEW_VARIABLES: 'env:B=3,env:C=4' } };
    },
  },
  {
    name: 'a site that must answer',
    async prepare(world) {
      const id = await open(world, 'a');
      return { target: { pullRequest: id }, variables: { READY_PATH: '/a.html' } };
    },
  },
];
