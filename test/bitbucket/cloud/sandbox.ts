import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Send } from '../../../src/bitbucket/requests.ts';
import { PipeError } from '../../../src/errors.ts';
import { createBitbucket } from '../../sandbox/bitbucket/index.ts';
import { createProxy } from '../../sandbox/bitbucket/proxy.ts';
import { createRepository } from '../../sandbox/git/repository.ts';
import type { World } from '../../sandbox/server.ts';
import { client } from '../../http/loopback.ts';
import { hashOf } from '../hashes.ts';

/** Bitbucket with the proxy of Pipelines, one commit, and an open pull request. */
export async function startBitbucket() {
  const world: World = { requests: [], faults: [], latency: 0 };
  const directory = await mkdtemp(join(tmpdir(), 'bitbucket-'));
  const repository = await createRepository(join(directory, 'bitbucket.git'), 'main');
  const bitbucket = await createBitbucket(world, { repository });
  const proxy = await createProxy(world, { bitbucket, repository });
  onTestFinished(async () => {
    await Promise.all([bitbucket.close(), proxy.close()]);
    await rm(directory, { recursive: true });
  });
  await repository.commit('main', { 'index.html': 'Shop' });
  const commit = hashOf(
    await repository.commit('feature/login', { 'index.html': 'Log in' }, { from: 'main' }),
  );
  const pullRequest = await bitbucket.openPullRequest({ source: 'feature/login', title: 'Log in' });
  const repositoryUrl = `${bitbucket.apiUrl}/repositories/${bitbucket.fullName}`;
  const { http } = client([new URL(bitbucket.apiUrl).origin]);
  /** What was sent, as method and path. */
  const sent = () =>
    world.requests.map(({ method, path }) => `${method} ${path.replace(/.*\/(?=reports|comments)/, '')}`);
  return {
    world,
    bitbucket,
    proxy,
    commit,
    pullRequest,
    repositoryUrl,
    sent,
    send: sendAs(http, bitbucket.accessToken),
  };
}

/** Sends with a token, and puts refusals into words as the adapter does. */
function sendAs(http: ReturnType<typeof client>['http'], token: string): Send {
  return async (asked, request) => {
    try {
      return await http.send({ ...request, headers: { authorization: `Bearer ${token}` } });
    } catch (cause) {
      if (cause instanceof PipeError) throw cause;
      throw new PipeError('failure', `Bitbucket would not ${asked}`, { cause });
    }
  };
}
