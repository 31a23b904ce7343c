/** Servers that do not answer, and servers that are only slow. */
import { once } from 'node:events';
import { chmod, readdir, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Patience } from '../../src/git/process.ts';
import { push } from '../../src/git/push.ts';
import { fetchRef } from '../../src/git/remote.ts';
import { rejection } from '../http/loopback.ts';
import { createRepository } from '../sandbox/git/repository.ts';
import { answerGit } from '../sandbox/bitbucket/git-http.ts';
import { serve } from '../sandbox/server.ts';
import {
  advice,
  bareRepository,
  pipeGit,
  repositoryWithHistory,
  temporaryDirectory,
  the,
} from './repositories.ts';

/** A server that takes connections and says nothing. */
async function silentServer() {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => socket.destroy()).resume());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, connections: () => sockets.size };
}

const short: Patience = { first: 1000, next: 600_000 };

async function fetched(
  url: string,
  proxy?: string,
  environment: Record<string, string> = {},
  patience = short,
) {
  const { git, workDirectory: directory } = await pipeGit(environment, undefined, patience);
  await git(['init', '--quiet', '--bare', directory]);
  return fetchRef({ git, directory, origins: [{ url, proxy }], onReached: () => {} }, 'refs/heads/main');
}

describe('a fetch from who takes a connection and never answers ends, and names that', () => {
  const how = { kind: 'failure', remedy: expect.stringContaining('PROXY') };

  test('a server over plain HTTP', async () => {
    const { port } = await silentServer();
    const failure = await fetched(`http://127.0.0.1:${port}/acme/shop`);
    expect(failure).toMatchObject({
      said: `127.0.0.1:${port} did not answer: no sign of life for 1 s`,
      known: how,
    });
  });

  test('a server that does not begin with TLS', async () => {
    const { port } = await silentServer();
    const failure = await fetched(`https://127.0.0.1:${port}/acme/shop`);
    expect(failure).toMatchObject({ said: expect.stringContaining('no sign of life for 1 s'), known: how });
  });

  test.each(['http', 'https'])('a proxy on the way to a server over %s', async (scheme) => {
    const { port } = await silentServer();
    const failure = await fetched(`${scheme}://bitbucket.org/acme/shop`, `http://127.0.0.1:${port}`);
    const said = `bitbucket.org (through http://127.0.0.1:${port}) did not answer: no sign of life for 1 s`;
    expect(failure).toMatchObject({ said, known: how });
  });

  test('an SSH server that lets everybody in', async () => {
    const environment = { GIT_SSH_COMMAND: 'cat >/dev/null; :', GIT_SSH_VARIANT: 'simple' };
    const failure = await fetched('ssh://git.example.com/acme/shop', undefined, environment);
    expect(failure).toMatchObject({ said: expect.stringContaining('git.example.com did not answer') });
  });
});

/** Serves a repository over HTTP, and asks `before` before each answer. */
async function gitServer(before: (path: string) => Promise<void>) {
  const path = join(await temporaryDirectory(), 'shop.git');
  const repository = await createRepository(path, 'main');
  await repository.commit('main', { 'index.html': 'Hello' });
  const server = await serve('data-center', { requests: [], faults: [], latency: 0 }, {}, async (request) => {
    await before(request.path);
    return answerGit(path, request.path.slice('/shop.git'.length), request);
  });
  onTestFinished(server.close);
  return `${server.url}/shop.git`;
}

test('a server that stops answering in the midst of a fetch is not waited for', async () => {
  const url = await gitServer((path) =>
    path.endsWith('/git-upload-pack') ? new Promise(() => {}) : Promise.resolve(),
  );
  const sooner = {
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'http.lowSpeedTime',
    GIT_CONFIG_VALUE_0: '1',
  };
  const patient = { first: 600_000, next: 600_000 };
  const failure = await fetched(url, undefined, sooner, patient);
  expect(failure).toMatchObject({
    said: expect.stringContaining('Operation too slow'),
    known: { kind: 'failure' },
  });
});

test('git itself is told to end a transfer that stands still', async () => {
  const { git } = await pipeGit();
  expect(await git(['config', '--get-regexp', 'http.lowspeed'])).toMatchObject({
    stdout: 'http.lowspeedlimit 1\nhttp.lowspeedtime 50',
  });
});

test('a server that answered is given the time that it takes to pack', async () => {
  const patience = { first: 5000, next: 600_000 };
  const url = await gitServer((path) => sleep(path.endsWith('/git-upload-pack') ? 6000 : 0));
  expect(await fetched(url, undefined, {}, patience)).toBeUndefined();
});

/** A push to a server with this pre-receive hook. */
async function pushing(hook: string, patience: Patience, signal = new AbortController().signal) {
  const { git } = await pipeGit({}, undefined, patience);
  const { path: directory, main } = await repositoryWithHistory(2);
  const upsun = await bareRepository({ 'receive.keepAlive': '0' });
  await upsun.hook('pre-receive', hook);
  const request = {
    directory,
    url: upsun.path,
    commit: the(main.at(-1)),
    branch: 'main',
    expected: null,
    options: {},
    advice,
  };
  return { upsun, pushed: push(git, async () => ({}), request, signal) };
}

describe('a push', () => {
  test('that the server leaves without a sign of life ends, and is unclear', async () => {
    const { pushed } = await pushing('exec sleep 600', { first: 5000, next: 1000 });
    expect(await pushed).toMatchObject({
      kind: 'unclear',
      error: { kind: 'failure', message: expect.stringMatching(/no sign of life for \d s/) },
    });
  });

  test('that the server talks about takes as long as it takes', async () => {
    const talks = 'for i in 1 2 3 4 5 6; do echo "Checking $i" >&2; sleep 1; done';
    const { pushed, upsun } = await pushing(talks, { first: 5000, next: 5000 });
    expect(await pushed).toMatchObject({ kind: 'pushed' });
    expect(await upsun.branches()).toBe('main');
  });

  test('can be let go of, with all that it started', async () => {
    const directory = await temporaryDirectory();
    const [started, ended] = [join(directory, 'started'), join(directory, 'ended')];
    const hook = join(directory, 'hook');
    await writeFile(
      hook,
      `#!/bin/sh\ntrap 'touch ${ended}; exit 1' TERM\ntouch ${started}\nsleep 600 & wait\n`,
    );
    await chmod(hook, 0o755);
    const stopping = new AbortController();
    const { pushed } = await pushing(`exec ${hook}`, { first: 600_000, next: 600_000 }, stopping.signal);
    const exists = async (file: string) => (await readdir(directory)).includes(file);
    while (!(await exists('started'))) await sleep(20);
    stopping.abort(new Error('Enough'));
    expect(String(await rejection(pushed))).toContain('Enough');
    while (!(await exists('ended'))) await sleep(20);
  });
});
