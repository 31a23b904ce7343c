/** Starts a Data Center for one test, and proves after it that every request and answer is as documented. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect } from 'vitest';
import { createContract } from '../../sandbox/contract/check.ts';
import { createDataCenter, type DataCenterSandbox } from '../../sandbox/data-center/index.ts';
import type { DataCenterOptions } from '../../sandbox/data-center/initial-state.ts';
import { createRepository, type Repository } from '../../sandbox/git/repository.ts';
import type { World } from '../../sandbox/server.ts';

export interface Running extends World {
  server: DataCenterSandbox;
  repository: Repository;
  /** The tip of the main branch. */
  main: string;
  directory: string;
  ask: (method: string, path: string, request?: Ask) => Promise<Reply>;
}

interface Ask {
  body?: unknown;
  /** By the repository's token where it is left out; `null`: anonymous. */
  authorization?: string | null;
  headers?: Record<string, string>;
}

interface Reply {
  status: number;
  headers: Headers;
  // Whatever JSON it is: the tests say what they expect of it.
  // oxlint-disable-next-line typescript/no-explicit-any
  body: any;
}

const open: Running[] = [];

/** Starts a server over a repository with one commit. When the test is over, all that passed must be as documented. */
export async function start(settings: DataCenterOptions['settings'] = {}): Promise<Running> {
  const world: World = { requests: [], faults: [], latency: 0 };
  const directory = await mkdtemp(join(tmpdir(), 'data-center-'));
  const repository = await createRepository(join(directory, 'repository.git'), 'main');
  const main = await repository.commit('main', { 'index.html': '<h1>Shop</h1>\n' });
  const server = await createDataCenter(world, { repository, settings });
  const running = Object.assign(world, { server, repository, main, directory, ask: asker(server) });
  open.push(running);
  return running;
}

export function bearer(token: string): string {
  return `Bearer ${token}`;
}

export function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/**
 * Asks for a resource of the repository by its path below that, such as `branches`, and for one of another module by a
 * path such as `insights:commits`; for anything else on the server by a path that begins with a slash.
 */
function asker({ serverUrl, accessToken, fullName }: DataCenterSandbox): Running['ask'] {
  const [project, slug] = fullName.split('/');
  function urlOf(path: string): string {
    if (path.startsWith('/')) return `${serverUrl}${path}`;
    const [, module = 'api', rest = ''] = /^(?:(\w+):)?(.*)$/.exec(path) ?? [];
    return `${serverUrl}/rest/${module}/latest/projects/${project}/repos/${slug}${rest && '/'}${rest}`;
  }
  return async (method, path, { body, authorization = bearer(accessToken), headers = {} } = {}) => {
    const answer = await fetch(urlOf(path), {
      method,
      redirect: 'manual',
      headers: {
        ...(authorization === null ? {} : { authorization }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    const isJson = answer.headers.get('content-type')?.includes('json') && text !== '';
    return { status: answer.status, headers: answer.headers, body: isJson ? JSON.parse(text) : text };
  };
}

afterEach(async () => {
  const contract = await createContract();
  for (const { server, requests, directory } of open.splice(0)) {
    await server.close();
    await rm(directory, { recursive: true, force: true });
    expect(contract?.violations(requests) ?? []).toEqual([]);
  }
});
