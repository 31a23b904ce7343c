import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { client } from '../../http/loopback.ts';
import { hashOf } from '../hashes.ts';
import { createRepository } from '../../sandbox/git/repository.ts';
import type { Fault, World } from '../../sandbox/server.ts';
import { cloud } from './cloud.ts';
import { dataCenter } from './data-center.ts';
import type { Host } from './host.ts';

export const hosts: readonly Host[] = [cloud, dataCenter];

/** A host's sandbox over a repository without a commit, and the adapter connected with it. */
export async function startEmpty(host: Host) {
  const world: World = { requests: [], faults: [], latency: 0 };
  const directory = await mkdtemp(join(tmpdir(), 'behaviour-'));
  const repository = await createRepository(join(directory, 'repository.git'), 'main');
  const { connect, ...opened } = await host.open(world, repository);
  onTestFinished(async () => {
    await opened.people.close();
    await rm(directory, { recursive: true });
  });
  const { http, sleeps, log } = client([opened.origin]);
  return {
    ...opened,
    world,
    repository,
    sleeps,
    log,
    bitbucket: connect(http, host.variable),
    /** The adapter with the credentials of another variable. */
    connectWith: (variable: string) => connect(http, variable),
    /** The adapter for a repository that is not there, or not for these credentials. */
    elsewhere: () => connect(http, host.variable, `${opened.people.fullName}-unseen`),
    /** The adapter in a run that was stopped. */
    afterStop: () => connect(client([opened.origin], { signal: AbortSignal.abort() }).http, host.variable),
    /** Makes requests go wrong after the first ones. */
    fail: (fault: Fault, after = 0): void => {
      const unharmed = Array.from({ length: after }, (): Fault => ({ times: 1 }));
      world.faults.push(...unharmed, fault);
    },
  };
}

/** The same over a repository with a commit on its main branch and another one on `feature/login`. */
export async function start(host: Host) {
  const running = await startEmpty(host);
  const { repository } = running;
  const main = hashOf(await repository.commit('main', { 'index.html': 'Shop' }));
  const pushed = await repository.commit('feature/login', { 'login.html': 'Log in' }, { from: 'main' });
  return { ...running, main, commit: hashOf(pushed) };
}

/** The same with a pull request for `feature/login`. */
export async function startWithPullRequest(host: Host) {
  const running = await start(host);
  const pullRequest = await running.people.openPullRequest({ source: 'feature/login', title: 'Log in' });
  return { ...running, pullRequest };
}
