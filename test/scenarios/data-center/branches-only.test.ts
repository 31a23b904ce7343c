/** CIs whose runs are for branches, and tell nothing of the pull requests that come from them. */
import { expect, test } from 'vitest';
import { expectFailure, openPullRequest } from '../failure.ts';
import { scenario, type Scenario } from '../scenario.ts';

const source = 'feature/login';

/** A plan branch of Bamboo, or a job of Jenkins that is no multibranch project. */
const builds = {
  Bamboo: ({ bamboo, variables }: Scenario, own: Record<string, string> = {}) =>
    bamboo.run({ branch: source }, { variables: { ...variables, ...own } }),
  'a plain job in Jenkins': ({ jenkins, variables }: Scenario, own: Record<string, string> = {}) =>
    jenkins.run({ custom: { branch: source } }, { variables: { ...variables, ...own } }),
};

function commits({ upsun }: Scenario): Record<string, string | null> {
  return Object.fromEntries(upsun.environments().map(({ id, head }) => [id, head]));
}

test.each(Object.entries(builds))(
  '%s: a push updates the branch and the pull requests that come from it',
  async (_ci, build) => {
    const world = await scenario();
    const { repository, bitbucket } = world;
    await openPullRequest(world);
    await repository.commit('develop', { 'd.txt': 'd' }, { from: 'main' });
    await bitbucket.openPullRequest({ source, target: 'develop', title: 'For the next release' });
    await openPullRequest(world, {}, 'feature/other');
    // A fork may have a branch of the same name.
    const fork = await world.openFromFork(repository, source);
    const main = await repository.tip('main');

    for (const text of ['Log in', 'Log in faster']) {
      const pushed = await repository.commit(source, { 'login.html': text });
      const run = await build(world);
      expect(run.exitCode === 0 ? '' : run.output).toBe('');
      expect(commits(world)).toEqual({ main, [source]: pushed, 'pr-1': pushed, 'pr-2': pushed });
    }

    expect(world.upsun.environment(`pr-${fork}`)).toBeUndefined();
    const again = await build(world);
    expect(again.output).not.toMatch(/Pull request [34]/);
  },
);

test('a pull request that fails is the result of the run', async () => {
  const world = await scenario();
  const { commit } = await openPullRequest(world, { 'build-fails': 'npm error\n' });

  const run = await builds.Bamboo(world, { FETCH_BRANCHES: 'false' });

  expectFailure(run, 1, 'npm error');
  expect(world.states(commit).at(-1)).toBe('FAILED');
});

test('who names the branch means the branch, and a multibranch project has builds of its own', async () => {
  const world = await scenario();
  await openPullRequest(world);

  await builds.Bamboo(world, { BRANCH: source });
  await world.deploy({ branch: source });

  expect(Object.keys(commits(world))).toEqual(['main', source]);
});

test('a dry run shows the plans of both', async () => {
  const world = await scenario();
  await openPullRequest(world);

  const run = await builds.Bamboo(world, { DRY_RUN: 'true' });

  expect(run.output).toMatch(/^feature\/login +create/m);
  expect(run.output).toMatch(/^pr-1 +create/m);
  expect(world.changes()).toEqual([]);
});
