/** What the workspace lacks, and everything where there is none, fetched from Data Center over HTTPS. */
import { describe, expect, test } from 'vitest';
import { git } from '../../sandbox/bitbucket/git.ts';
import { createRepository } from '../../sandbox/git/repository.ts';
import type { Answer } from '../../sandbox/server.ts';
import { expectFailure, openPullRequest } from '../failure.ts';
import { scenario, type Scenario } from '../scenario.ts';
import { openSsh } from './over-ssh.ts';

const noClone = { clone: false };

function answerGit({ faults }: Scenario, answer: Answer): void {
  faults.push({ server: 'data-center', path: /\/scm\//, answer });
}

function page(status: number, headers: Record<string, string> = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'text/html', ...headers },
    body: '<!doctype html>\n<html>\n<title>No</title>\n</html>\n',
  };
}

/** Moves a branch in Upsun's git server in a way of which its API learns nothing. */
async function moveOnUpsun({ directory, repository }: Scenario, branch: string, commit: string) {
  const code = `${directory}/upsun.git`;
  await git(code, ['fetch', '--quiet', repository.path, commit]);
  await git(code, ['update-ref', `refs/heads/${branch}`, commit]);
}

/** More commits on main than a workspace of depth 1 holds, and none of them on Upsun. */
async function history({ repository }: Scenario): Promise<string> {
  await repository.commit('main', { 'index.html': 'Version 1' });
  return repository.commit('main', { 'index.html': 'Version 2' });
}

describe('a server that answers git in another way is explained', () => {
  const login = { 'www-authenticate': 'Basic realm="Atlassian Bitbucket"' };
  const permission = 'the permission "Repository read" on SHOP/storefront';

  test.each<[string, Answer, number, string[]]>([
    [
      '401',
      page(401, login),
      2,
      ['does not let BITBUCKET_SERVER_TOKEN read with git', permission, 'BITBUCKET_SERVER_SSH_PORT'],
    ],
    [
      '403',
      page(403),
      2,
      ['does not let BITBUCKET_SERVER_TOKEN read with git', permission, 'BITBUCKET_SERVER_SSH_PORT'],
    ],
    ['404', page(404), 2, ['has no repository SHOP/storefront that BITBUCKET_SERVER_TOKEN may read']],
    ['500', page(500), 1, ['had an error of its own', 'Run the build again']],
    ['503', page(503), 1, ['had an error of its own', 'Run the build again']],
    ['a login page', page(200), 2, ['did not answer as git on Bitbucket does', 'BITBUCKET_SERVER_URL']],
    [
      'a redirection',
      page(302, { location: 'https://sso.example.com/' }),
      2,
      ['did not answer as git on Bitbucket does', 'BITBUCKET_SERVER_URL'],
    ],
  ])('%s', async (_what, answer, exitCode, words) => {
    const world = await scenario();
    const { id, commit } = await openPullRequest(world);
    answerGit(world, answer);

    const run = await world.deploy({ pullRequest: id }, {}, noClone);

    const { host } = new URL(world.dataCenter.serverUrl);
    expectFailure(run, exitCode, `fetching feature/login failed: ${host}`, ...words);
    expect(run.output).not.toContain('forced push');
    expect(world.states(commit)).toEqual(['FAILED']);
    expect(world.changes()).toEqual([]);
    expect(world.upsun.environment('pr-1')).toBeUndefined();
  });

  test('a connection that breaks', async () => {
    const world = await scenario();
    const { id, commit } = await openPullRequest(world);
    world.faults.push({ server: 'data-center', path: /\/scm\//, drop: true });

    const run = await world.deploy({ pullRequest: id }, {}, noClone);

    const { host } = new URL(world.dataCenter.serverUrl);
    expectFailure(run, 1, `${host} could not be reached`, 'BITBUCKET_SERVER_URL', 'run the build again');
    expect(world.states(commit)).toEqual(['FAILED']);
    expect(world.changes()).toEqual([]);
  });

  test('with a password, that it may have to be a token', async () => {
    const world = await scenario();
    const { id } = await openPullRequest(world);
    const { username, password } = world.dataCenter.user;
    answerGit(world, page(401, login));

    const run = await world.deploy(
      { pullRequest: id },
      {
        BITBUCKET_SERVER_TOKEN: '',
        BITBUCKET_SERVER_USERNAME: username,
        BITBUCKET_SERVER_PASSWORD: password,
      },
      noClone,
    );

    expectFailure(run, 2, 'does not let BITBUCKET_SERVER_PASSWORD read', 'Make an HTTP access token');
  });
});

describe('a shallow workspace', () => {
  test.each<[string, Answer, number, string[]]>([
    ['401', page(401), 2, ['does not let BITBUCKET_SERVER_TOKEN read', 'Make an HTTP access token']],
    ['500', page(500), 1, ['had an error of its own', 'Run the build again']],
  ])('that %s keeps from being completed says what to do', async (_what, answer, exitCode, words) => {
    const world = await scenario();
    const commit = await history(world);
    answerGit(world, answer);

    const run = await world.deploy({ branch: 'main' }, {}, { depth: 1 });

    const reason = 'is shallow and could not be completed';
    expectFailure(run, exitCode, reason, ...words, 'Let Jenkins clone', 'switch "Shallow clone" off');
    expect(run.output).not.toContain('depth: full');
    expect(run.output).not.toContain('Bamboo');
    expect(world.states(commit)).toEqual(['FAILED']);
    expect(world.changes()).toEqual([]);

    expect((await world.deploy({ branch: 'main' })).exitCode).toBe(0);
  });
});

test('a shallow working directory of Bamboo brings the advice of Bamboo', async () => {
  const world = await scenario();
  await history(world);
  answerGit(world, page(500));

  const run = await world.bamboo.run({ branch: 'main' }, { variables: world.variables, depth: 1 });

  expectFailure(run, 1, 'is shallow and could not be completed', 'switch "Use shallow clones" off');
  expect(run.output).not.toMatch(/Jenkins|depth: full/);
});

test('where somebody else keeps changing the branch on Upsun, the advice is that of Jenkins', async () => {
  const world = await scenario();
  const { id } = await openPullRequest(world);
  await world.deploy({ pullRequest: id });
  const other = await world.repository.commit('other', { 'a.html': 'a' }, { from: 'main' });
  await moveOnUpsun(world, 'pr-1', other);
  await world.repository.commit('feature/login', { 'index.html': 'Newer' });

  const run = await world.deploy({ pullRequest: id });

  expectFailure(
    run,
    1,
    'was changed by somebody else meanwhile, twice in a row',
    'disableConcurrentBuilds()',
  );
  expect(run.output).not.toContain('concurrency-group');
});

describe("a fork's commit is fetched by the ref of its pull request", () => {
  test.each([
    ['over HTTPS', 'a checkout of main', false, true],
    ['over HTTPS', 'no checkout', false, false],
    ['over SSH', 'a checkout of main', true, true],
    ['over SSH', 'no checkout', true, false],
  ])('%s, with %s', async (_way, _workspace, isSsh, clone) => {
    const world = await scenario();
    const fork = await createRepository(`${world.directory}/fork.git`, 'main');
    await fork.fetch(world.repository, 'main');
    await fork.commit('main', { 'index.html': 'From a fork' });
    const id = await world.openFromFork(fork, 'main');
    // The ref lags behind until somebody looks at the changes.
    const commit = await fork.commit('main', { 'index.html': 'Newer' });
    const { overSsh } = await openSsh(world);

    const run = await world.deploy(
      { custom: { branch: 'main' } },
      { PULL_REQUEST_ID: `${id}`, BUILD_FORK_PULL_REQUESTS: 'true', ...(isSsh ? overSsh : {}) },
      { clone },
    );

    expect(run.exitCode).toBe(0);
    expect(world.upsun.environment('pr-1')).toMatchObject({ status: 'active', deployedCommit: commit });
    expect(world.requests.some(({ path }) => path.endsWith('git-upload-pack'))).toBe(!isSsh);
  });
});
