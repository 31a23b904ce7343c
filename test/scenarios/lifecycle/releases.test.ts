/** Production that follows tags. */
import { describe, expect, test } from 'vitest';
import { expectFailure } from '../failure.ts';
import { scenario, type Scenario } from '../scenario.ts';

const releases = { RELEASE_TAGS: 'v*,!*-rc*' };
const reconciling = { COMMAND: 'reconcile', ...releases };

/** Main has a second commit, which v1 names, and production has it; main goes on. */
async function released(): Promise<{ world: Scenario; v1: string; newest: string }> {
  const world = await scenario();
  const v1 = await world.repository.commit('main', { 'index.html': 'One' });
  await world.repository.setTag('v1', v1);
  expect((await world.deploy({ tag: 'v1' }, releases)).exitCode).toBe(0);
  const newest = await world.repository.commit('main', { 'index.html': 'Two' });
  return { world, v1, newest };
}

/** A commit on top of another one, on no branch. */
async function hotfix({ repository }: Scenario, from: string): Promise<string> {
  const commit = await repository.commit('hotfix/urgent', { 'fix.txt': 'Fixed' }, { from });
  await repository.setTag('v1.1', commit);
  await repository.deleteBranch('hotfix/urgent');
  return commit;
}

describe('a tag that RELEASE_TAGS matches', () => {
  test.each([
    { how: 'lightweight', message: undefined },
    { how: 'annotated', message: 'The second release' },
  ])('($how) deploys its commit to production, and reports there', async ({ message }) => {
    const { world, newest } = await released();
    const { repository, upsun, deploy, states, bitbucket, changes } = world;
    await repository.setTag('v2', newest, message);

    const run = await deploy({ tag: 'v2' }, releases);

    expect(run.exitCode).toBe(0);
    expect(run.output).toContain('Tag v2 of');
    expect(run.output).toMatch(/main\s+push\s+release v2: \w{8} → \w{8}\n/);
    const production = upsun.environment('main');
    expect(production).toMatchObject({ deployedCommit: newest, attributes: {}, parent: null });
    expect(states(newest)).toEqual(['INPROGRESS', 'SUCCESSFUL']);
    expect(bitbucket.latestStatus(newest)).toMatchObject({ url: production?.url });
    expect(bitbucket.latestStatus(newest)).not.toHaveProperty('refname', 'v2');
    expect(bitbucket.reports(newest)).toHaveLength(1);
    expect(JSON.stringify(bitbucket.reports(newest))).toContain(`Commit ${newest} of tag v2`);
    expect(changes()).toEqual([]);
  });

  test('has nothing to do when it is deployed already', async () => {
    const { world, v1 } = await released();

    const run = await world.deploy({ tag: 'v1' }, releases);

    expect(run.exitCode).toBe(0);
    expect(run.output).toContain('up to date');
    expect(world.requests.filter(({ path }) => path === '/ssh')).toEqual([]);
    expect(world.states(v1).at(-1)).toBe('SUCCESSFUL');
  });

  test('is deployed from a clone of one commit, without credentials for Bitbucket too', async () => {
    const { world, newest } = await released();
    await world.repository.setTag('v2', newest);
    const noCredentials =
      world.credentials === 'BITBUCKET_ACCESS_TOKEN' ? { BITBUCKET_ACCESS_TOKEN: '' } : {};

    const run = await world.deploy({ tag: 'v2' }, { ...releases, ...noCredentials }, { depth: 1 });

    expect(run.exitCode).toBe(0);
    expect(world.upsun.environment('main')?.deployedCommit).toBe(newest);
  });

  test('is deployed though its commit is on no branch, and the log says so', async () => {
    const { world, v1 } = await released();
    const fixed = await hotfix(world, v1);

    const run = await world.deploy({ tag: 'v1.1' }, releases);

    expect(run.exitCode).toBe(0);
    expect(run.output).toContain('on no branch');
    expect(world.upsun.environment('main')?.deployedCommit).toBe(fixed);
    expect(world.states(fixed).at(-1)).toBe('SUCCESSFUL');
  });

  test('is refused if its commit does not descend from what is live', async () => {
    const { world, v1, newest } = await released();
    const fixed = await hotfix(world, v1);
    await world.repository.setTag('v2', newest);
    expect((await world.deploy({ tag: 'v2' }, releases)).exitCode).toBe(0);

    const run = await world.deploy({ tag: 'v1.1' }, releases);

    expectFailure(run, 3, 'v1.1 was not deployed', 'does not descend', 'ROLLBACK=true');
    expect(world.upsun.environment('main')?.deployedCommit).toBe(newest);
    expect(world.states(fixed)).toEqual(['STOPPED']);
    expect(world.changes()).toEqual([]);

    const again = await world.deploy({ tag: 'v1' }, releases);
    expectFailure(again, 3, 'v1 was not deployed');
    expect(world.states(v1).at(-1)).toBe('SUCCESSFUL');
    expectFailure(
      await world.deploy({ tag: 'v1' }, { ...releases, DRY_RUN: 'true' }),
      3,
      'v1 was not deployed',
    );
  });

  test('replaces what is live with ROLLBACK, until the next release', async () => {
    const { world, v1, newest } = await released();
    const { repository, deploy, upsun, bitbucket } = world;
    await repository.setTag('v2', newest);
    await deploy({ tag: 'v2' }, releases);

    const run = await deploy({ tag: 'v1' }, { ...releases, ROLLBACK: 'true' });

    expect(run.exitCode).toBe(0);
    expect(upsun.environment('main')?.deployedCommit).toBe(v1);
    const told = `rollback from ${newest.slice(0, 8)} to ${v1.slice(0, 8)}, until the next release`;
    expect(run.output).toContain(told);
    expect(bitbucket.latestStatus(v1)).toMatchObject({ state: 'SUCCESSFUL' });
    expect(bitbucket.latestStatus(v1)?.description).toContain(told);
    expect(JSON.stringify(bitbucket.reports(v1))).toContain(told);

    expect((await deploy({ branch: 'main' }, releases)).exitCode).toBe(0);
    expect((await deploy({ branch: 'main' }, reconciling)).exitCode).toBe(0);
    expect(upsun.environment('main')?.deployedCommit).toBe(v1);
    await repository.setTag('v3', newest);
    expect((await deploy({ tag: 'v3' }, releases)).exitCode).toBe(0);
    expect(upsun.environment('main')?.deployedCommit).toBe(newest);
  });

  test('shows the same plan in a dry run, which changes nothing', async () => {
    const { world, v1, newest } = await released();
    await world.repository.setTag('v2', newest);

    const run = await world.deploy({ tag: 'v2' }, { ...releases, DRY_RUN: 'true' });

    expect(run.exitCode).toBe(0);
    expect(run.output).toMatch(/main\s+push\s+release v2/);
    expect(world.upsun.environment('main')?.deployedCommit).toBe(v1);
    expect(world.states(newest)).toEqual([]);
  });
});

describe('a tag deploys nothing', () => {
  test.each([
    {
      what: 'that RELEASE_TAGS does not match',
      tag: 'v2-rc1',
      variables: releases,
      words: /v2-rc1.*RELEASE_TAGS/,
    },
    { what: 'without RELEASE_TAGS', tag: 'v2', variables: {}, words: /tag v2\. Without RELEASE_TAGS/ },
  ])('$what, and the log says why', async ({ tag, variables, words }) => {
    const { repository, deploy, requests } = await scenario();
    await repository.setTag(tag, (await repository.tip('main')) ?? '');

    const run = await deploy({ tag }, variables);

    expect(run.exitCode).toBe(0);
    expect(run.output).toMatch(words);
    expect(requests).toEqual([]);
  });

  test('that was moved while its run waited, and the status of the old commit has an end', async () => {
    const { world, v1, newest } = await released();
    const other = await world.repository.commit('main', { 'index.html': 'Three' });
    await world.repository.setTag('v2', other);

    const run = await world.deploy({ tag: 'v2' }, releases, { commit: newest });

    expect(run.exitCode).toBe(0);
    expect(run.output).toContain(`the tag v2 was moved from ${newest.slice(0, 8)} to ${other.slice(0, 8)}`);
    expect(world.upsun.environment('main')?.deployedCommit).toBe(v1);
    expect(world.states(newest)).toEqual(['STOPPED']);
    expect(world.states(other)).toEqual([]);
  });

  test('that was deleted while its run waited, and the status of its commit has an end', async () => {
    const { world, v1, newest } = await released();

    const run = await world.deploy({ custom: { commit: newest } }, { ...releases, ...tagged(world, 'v2') });

    expect(run.exitCode).toBe(0);
    expect(run.output).toContain('the tag v2 no longer exists on Bitbucket');
    expect(world.upsun.environment('main')?.deployedCommit).toBe(v1);
    expect(world.states(newest)).toEqual(['STOPPED']);
  });
});

describe('what TAG and COMMIT name', () => {
  test('is deployed from any pipeline', async () => {
    const { world, newest } = await released();
    await world.repository.setTag('release/2', newest, 'With a slash');

    const run = await world.deploy({ branch: 'main' }, { RELEASE_TAGS: 'release/*', TAG: 'release/2' });

    expect(run.exitCode).toBe(0);
    expect(world.upsun.environment('main')?.deployedCommit).toBe(newest);
  });

  test.each([
    { what: 'a tag', variables: { TAG: 'v9' }, words: ['The tag v9 does not exist', 'Check TAG'] },
    {
      what: 'a commit',
      variables: { TAG: 'v1', COMMIT: 'd'.repeat(40) },
      words: [`Commit ${'d'.repeat(40)} is unknown`, 'Check COMMIT'],
    },
  ])('is an error if it is $what that does not exist', async ({ variables, words }) => {
    const { world, v1 } = await released();

    const run = await world.deploy({ branch: 'main' }, { ...releases, ...variables });

    expectFailure(run, 2, ...words);
    expect(world.changes()).toEqual([]);
    expect(world.upsun.environment('main')?.deployedCommit).toBe(v1);
  });
});

describe('with RELEASE_TAGS', () => {
  test('neither a push to the main branch nor reconcile touches production', async () => {
    const { world, v1, newest } = await released();

    const pushed = await world.deploy({ branch: 'main' }, releases);
    expect(pushed.exitCode).toBe(0);
    expect(pushed.output).toMatch(/main\s+skip\s+production follows the tags of RELEASE_TAGS/);
    const nightly = await world.deploy({ custom: { branch: 'main' } }, reconciling, { clone: false });
    expect(nightly.exitCode).toBe(0);

    expect(world.changes()).toEqual([]);
    expect(world.states(newest)).toEqual([]);
    expect(world.upsun.environment('main')?.deployedCommit).toBe(v1);
  });

  test('main is a staging environment where the default branch has a name of its own', async () => {
    const { repository, upsun, deploy } = await scenario({
      files: null,
      upsun: { defaultBranch: 'production' },
    });
    const commit = await repository.commit('main', { 'index.html': 'One' });
    await repository.setTag('v1', commit);
    expect((await deploy({ tag: 'v1' }, releases)).exitCode).toBe(0);
    const next = await repository.commit('main', { 'index.html': 'Two' });

    const run = await deploy({ branch: 'main' }, { ...releases, ACTIVATE_BRANCHES: 'main' });

    expect(run.exitCode).toBe(0);
    expect(run.output).not.toContain('default_branch');
    expect(upsun.environment('production')).toMatchObject({ deployedCommit: commit, status: 'active' });
    expect(upsun.environment('main')).toMatchObject({
      deployedCommit: next,
      parent: 'production',
      status: 'active',
    });
  });
});

/** The variables by which the CI says that a run is for a tag. */
function tagged({ credentials }: Scenario, tag: string): Record<string, string> {
  return credentials === 'BITBUCKET_ACCESS_TOKEN'
    ? { BITBUCKET_TAG: tag }
    : { TAG_NAME: tag, BRANCH_NAME: tag, GIT_BRANCH: tag };
}
