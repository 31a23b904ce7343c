/** How git reads Bitbucket Cloud where the proxy of Pipelines is not there, and what is said where it cannot. */
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startForwardProxy } from '../../sandbox/forward-proxy.ts';
import { createCertificateAuthority } from '../../sandbox/tls.ts';
import { expectFailure, openPullRequest } from '../failure.ts';
import { scenario, type Scenario } from '../scenario.ts';

/** The name that only a container of Pipelines can look up; here nobody can. */
const unresolvable = { BITBUCKET_PROXY_URL: 'http://proxy.invalid:29418' };
const pipelinesWords = /Pipelines|depth: full|clone: enabled|concurrency-group|BITBUCKET_PROXY_URL/;

/** More commits on main than a clone of depth 1 holds, and none of them on Upsun. */
async function history({ repository }: Scenario): Promise<string> {
  await repository.commit('main', { 'index.html': 'Version 1' });
  return repository.commit('main', { 'index.html': 'Version 2' });
}

/** A world whose only way out leads to these of the sandbox's servers, by their real names. */
async function outside(servers: (world: Scenario) => Record<string, string>) {
  const world = await scenario();
  const authority = await createCertificateAuthority(join(world.directory, 'tls'));
  const proxy = await startForwardProxy(authority, servers(world));
  onTestFinished(proxy.close);
  Object.assign(world.variables, {
    HTTPS_PROXY: proxy.url,
    NO_PROXY: '127.0.0.1',
    NODE_EXTRA_CA_CERTS: authority.file,
  });
  return world;
}

const reachable = () => outside(({ cloud }) => ({ 'bitbucket.org': cloud.gitUrl }));
const unreachable = () => outside(() => ({}));

function inJenkins({ jenkinsWithCloud, variables }: Scenario, changes: Record<string, string> = {}) {
  return jenkinsWithCloud.run({ branch: 'main' }, { variables: { ...variables, ...changes }, depth: 1 });
}

/** By which credentials git was let in. */
function usersOf({ requests }: Scenario): string[] {
  const users = requests
    .filter(({ server, status }) => server === 'bitbucket-git' && status === 200)
    .map(({ headers }) => Buffer.from(headers.authorization?.split(' ')[1] ?? '', 'base64').toString())
    .map((pair) => pair.split(':')[0] ?? '');
  return [...new Set(users)];
}

describe('a clone of Jenkins over SSH', () => {
  test('is completed over HTTPS with the token', async () => {
    const world = await reachable();
    const commit = await history(world);

    const run = await inJenkins(world);

    expect(run.exitCode).toBe(0);
    expect(world.upsun.environment('main')?.deployedCommit).toBe(commit);
    expect(usersOf(world)).toEqual(['x-token-auth']);
  });

  test('is completed with an Atlassian API token as well', async () => {
    const world = await reachable();
    const commit = await history(world);
    const { email, token } = world.cloud.apiToken;

    const run = await inJenkins(world, {
      BITBUCKET_ACCESS_TOKEN: '',
      ATLASSIAN_ACCOUNT_EMAIL: email,
      ATLASSIAN_API_TOKEN: token,
    });

    expect(run.exitCode).toBe(0);
    expect(world.upsun.environment('main')?.deployedCommit).toBe(commit);
    expect(usersOf(world)).toEqual(['x-bitbucket-api-token-auth']);
  });

  test('that cannot be completed brings the advice of Jenkins', async () => {
    const world = await unreachable();
    const commit = await history(world);

    const run = await inJenkins(world);

    expectFailure(run, 2, 'is shallow and could not be completed', 'Let Jenkins clone the whole history');
    expect(run.output).not.toMatch(pipelinesWords);
    expect(world.states(commit)).toEqual(['FAILED']);
  });

  test('that is not there brings the advice of Jenkins', async () => {
    const world = await unreachable();
    await history(world);
    const { jenkinsWithCloud, variables } = world;

    const run = await jenkinsWithCloud.run({ branch: 'main' }, { variables, clone: false });

    expectFailure(run, 2, 'no git clone', 'checkout scm', 'SOURCE_DIR');
    expect(run.output).not.toMatch(pipelinesWords);
  });

  test('settings that are not valid are those of the build', async () => {
    const world = await scenario();

    const run = await world.jenkinsWithCloud.run(
      { custom: { branch: 'main' } },
      { variables: { ...world.variables, WAIT: 'maybe' } },
    );

    expectFailure(run, 2, 'WAIT takes true or false', 'Correct the variables of the build');
    expect(run.output).not.toMatch(pipelinesWords);
  });
});

describe('where the proxy of Pipelines cannot be found', () => {
  test('git reads over HTTPS with the token', async () => {
    const world = await reachable();
    const commit = await history(world);

    const run = await world.deploy({ branch: 'main' }, unresolvable, { depth: 1 });

    expect(run.exitCode).toBe(0);
    expect(world.upsun.environment('main')?.deployedCommit).toBe(commit);
    expect(usersOf(world)).toEqual(['x-token-auth']);
  });

  test('a run without a clone does so too', async () => {
    const world = await reachable();
    const { commit } = await openPullRequest(world);
    const onMain = { custom: { branch: 'main' } };

    const run = await world.deploy(onMain, { ...unresolvable, COMMAND: 'reconcile' }, { clone: false });

    expect(run.exitCode).toBe(0);
    expect(world.upsun.environment('pr-1')?.deployedCommit).toBe(commit);
  });

  test('and there is no token, the message says that one would do', async () => {
    const world = await reachable();
    await history(world);

    const run = await world.deploy(
      { branch: 'main' },
      { ...unresolvable, BITBUCKET_ACCESS_TOKEN: '' },
      { depth: 1 },
    );

    expectFailure(run, 1, 'proxy.invalid', 'BITBUCKET_PROXY_URL', 'git then reads over HTTPS');
  });
});
