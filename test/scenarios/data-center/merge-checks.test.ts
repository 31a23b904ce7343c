/** "Required builds": what an administrator of Data Center asks for before a pull request can be merged. */
import { expect, test } from 'vitest';
import { openPullRequest } from '../failure.ts';
import { scenario } from '../scenario.ts';

test.each([
  ['of the project', {}, 'upsun-environments/abc123def4567'],
  ['that was chosen', { BITBUCKET_SERVER_BUILD_KEY: 'SHOP-PREVIEWS' }, 'SHOP-PREVIEWS'],
])(
  'a required build by the key %s is matched once the environment is live',
  async (_which, variables, key) => {
    const world = await scenario();
    world.dataCenter.settings.requiredBuilds = [key];
    const { id, commit, source } = await openPullRequest(world, { 'build-fails': 'npm error' });

    await world.deploy({ pullRequest: id }, variables);
    await expect(world.bitbucket.mergePullRequest(id)).rejects.toThrow(`No successful build of ${key}`);
    expect(new Set(world.dataCenter.statuses(commit).map(({ parent }) => parent))).toEqual(new Set([key]));

    await world.repository.commit(source, { 'build-fails': null, 'index.html': 'Fixed' });
    await world.deploy({ pullRequest: id }, variables);
    await expect(world.bitbucket.mergePullRequest(id)).resolves.toMatch(/^[\da-f]{40}$/);
  },
);

test('the key is one and the same for every environment of a project', async () => {
  const world = await scenario();
  const { id, commit } = await openPullRequest(world);
  const main = await world.repository.commit('main', { 'index.html': 'Newer' });
  await world.deploy({ pullRequest: id });
  await world.deploy({ branch: 'main' });

  for (const reported of [commit, main])
    expect(world.dataCenter.latestStatus(reported)?.parent).toBe('upsun-environments/abc123def4567');
});
