/** Proves that a test can lead both kinds of Bitbucket through the life of a pull request by the same functions. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createBitbucket } from '../../sandbox/bitbucket/index.ts';
import type { AnyBitbucket } from '../../sandbox/data-center/common.ts';
import { createDataCenter } from '../../sandbox/data-center/index.ts';
import { createRepository, type Repository } from '../../sandbox/git/repository.ts';
import type { World } from '../../sandbox/server.ts';

type Create = (world: World, options: { repository: Repository }) => Promise<AnyBitbucket>;

test.each<[string, Create]>([
  ['Cloud', createBitbucket],
  ['Data Center', createDataCenter],
])('%s is driven by the same controls', async (_name, create) => {
  const directory = await mkdtemp(join(tmpdir(), 'bitbucket-'));
  const repository = await createRepository(join(directory, 'repository.git'), 'main');
  const world: World = { requests: [], faults: [], latency: 0 };
  const bitbucket = await create(world, { repository });
  await repository.commit('main', { 'a.txt': 'a' });
  const commit = await repository.commit('feature', { 'b.txt': 'b' }, { from: 'main' });
  await repository.commit('fix', { 'c.txt': 'c' }, { from: 'main' });

  const merged = await bitbucket.openPullRequest({ source: 'feature', draft: true });
  const declined = await bitbucket.openPullRequest({ source: 'fix', title: 'Fix' });
  bitbucket.updatePullRequest(declined, { title: 'Fix c' });
  const mergeCommit = await bitbucket.mergePullRequest(merged, {
    strategy: 'squash',
    closeSourceBranch: true,
  });
  await bitbucket.declinePullRequest(declined);

  expect(await bitbucket.pullRequests()).toMatchObject([
    { id: merged, state: 'MERGED', draft: true, source: 'feature', sourceCommit: commit, mergeCommit },
    { id: declined, state: 'DECLINED', draft: false, title: 'Fix c', target: 'main' },
  ]);
  expect(await repository.tip('feature')).toBeUndefined();
  expect(await repository.files(mergeCommit)).toEqual({ 'a.txt': 'a', 'b.txt': 'b' });
  expect([bitbucket.statuses(commit), bitbucket.comments(merged), bitbucket.reports(commit)]).toEqual([
    [],
    [],
    [],
  ]);
  await bitbucket.close();
  await rm(directory, { recursive: true });
});
