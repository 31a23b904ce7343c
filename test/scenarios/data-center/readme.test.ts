/** What the README tells newcomers to copy, run as it stands there. */
import { chmod, cp } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Target } from '../../sandbox/ci/target.ts';
import { expectFailure, openPullRequest } from '../failure.ts';
import { scenario, type Scenario } from '../scenario.ts';
import { agent, buildInBamboo, buildInJenkins, image, isRoot, jenkinsfile } from './readme.ts';

function environments({ upsun }: Scenario): Record<string, string> {
  return Object.fromEntries(upsun.environments().map(({ id, status }) => [id, status]));
}

test('Jenkins builds a pull request: its environment is live, and its status links it', async () => {
  const world = await scenario();
  const { id, commit } = await openPullRequest(world);

  const { stages, last } = await buildInJenkins(world, { pullRequest: id });

  expect(last.exitCode === 0 ? '' : last.output).toBe('');
  expect(stages).toEqual(['Deploy to Upsun']);
  const environment = world.upsun.environment('pr-1');
  expect(environment).toMatchObject({ status: 'active', deployedCommit: commit });
  expect(await (await fetch(environment?.url ?? '')).text()).toBe('Log in');
  expect(world.bitbucket.latestStatus(commit)).toMatchObject({
    state: 'SUCCESSFUL',
    url: environment?.url,
    refname: 'feature/login',
  });
});

test('Jenkins builds a branch, which is stored in an environment of its name', async () => {
  const world = await scenario();
  const commit = await world.repository.commit('develop', { 'index.html': 'Next' }, { from: 'main' });

  const { last } = await buildInJenkins(world, { branch: 'develop' }, { depth: 1 });

  expect(last.exitCode === 0 ? '' : last.output).toBe('');
  expect(world.upsun.environment('develop')).toMatchObject({ status: 'inactive', head: commit });
});

test('Jenkins builds the main branch by night and repairs what was missed', async () => {
  const world = await scenario();
  const merged = await openPullRequest(world, {}, 'feature/merged');
  await buildInJenkins(world, { pullRequest: merged.id });
  await world.bitbucket.mergePullRequest(merged.id, { closeSourceBranch: true });
  const opened = await openPullRequest(world, { 'a.txt': 'a' }, 'feature/new');

  const { nightlyBranch } = jenkinsfile(world);
  const { stages, last } = await buildInJenkins(world, { branch: nightlyBranch }, { timer: true });

  expect(last.exitCode === 0 ? '' : last.output).toBe('');
  expect(stages).toEqual(['Repair what was missed']);
  expect(environments(world)).toEqual({ main: 'active', 'feature/new': 'inactive', 'pr-2': 'active' });
  expect(world.upsun.environment('main')?.deployedCommit).toBe(await world.repository.tip('main'));
  expect(world.states(opened.commit).at(-1)).toBe('SUCCESSFUL');
});

test('a build that is aborted in Jenkins waits for the pipe, which leaves a final status', async () => {
  const world = await scenario();
  world.upsun.durations.deploy = 3000;
  const { id, commit } = await openPullRequest(world);
  const stopping = new AbortController();

  const building = buildInJenkins(world, { pullRequest: id }, { signal: stopping.signal });
  await world.until(() => world.states(commit).includes('INPROGRESS'));
  stopping.abort();

  expect((await building).last.exitCode).toBe(143);
  expect(world.states(commit)).toEqual(['INPROGRESS', 'STOPPED']);
});

test('the container runs as the user of the image, in place of the one that Jenkins would choose', async () => {
  const world = await scenario();
  expect(jenkinsfile(world).args).toEqual(['-u', 'root', '--entrypoint=']);
});

// Only root can become somebody else.
test.runIf(isRoot)('as a user id without a name the run says which user to choose', async () => {
  const world = await scenario();
  const { id } = await openPullRequest(world);
  const folder = join(world.directory, 'image');
  await cp(image, folder, { recursive: true });
  await chmod(world.directory, 0o711);

  const { last: run } = await buildInJenkins(
    world,
    { pullRequest: id },
    {
      user: ['setpriv', `--reuid=${agent}`, `--regid=${agent}`, '--clear-groups'],
      pipe: join(folder, 'pipe.js'),
      variables: { HOME: '/', TMPDIR: '/tmp' },
    },
  );

  expectFailure(run, 2, `No user exists for uid ${agent}`, '`-u root`');
  expect(world.upsun.environment('pr-1')).toBeUndefined();
  expect(world.states(run.commit)).toEqual(['FAILED']);
});

test.each<{ what: string; target: Target; environment: string; status: string; said: string | undefined }>([
  {
    what: 'a pull request',
    target: { pullRequest: 1 },
    environment: 'pr-1',
    status: 'active',
    said: 'SUCCESSFUL',
  },
  {
    what: 'a branch',
    target: { branch: 'develop' },
    environment: 'develop',
    status: 'inactive',
    said: undefined,
  },
])('Bamboo builds $what', async ({ target, environment, status, said }) => {
  const world = await scenario();
  await openPullRequest(world);
  await world.repository.commit('develop', { 'index.html': 'Next' }, { from: 'main' });

  const run = await buildInBamboo(world, target);

  expect(run.exitCode === 0 ? '' : run.output).toBe('');
  expect(world.upsun.environment(environment)?.status).toBe(status);
  expect(world.states(run.commit).at(-1)).toBe(said);
});
