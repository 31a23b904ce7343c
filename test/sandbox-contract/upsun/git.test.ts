import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startForwardProxy } from '../../sandbox/forward-proxy.ts';
import { createCertificateAuthority } from '../../sandbox/tls.ts';
import { start } from './running.ts';

test('a certificate ends', async () => {
  const { authority, certify, push, repository } = await start();
  await repository.commit('feature', { 'a.txt': 'a' }, { from: 'main' });
  authority.options.lifetime = 1;
  const identity = await certify();
  await sleep(2000);
  const late = await push('feature', { identity });
  expect(late).toMatchObject({ exitCode: 128 });
  expect(late.stderr).toContain('Permission denied (publickey');
  authority.options.lifetime = 60;
  expect(await push('feature')).toMatchObject({ exitCode: 0 });
});

test.each([
  ['mfa', ['you successfully authenticated, but could not connect', '(reason: access requires MFA)']],
  ['access-denied', ['Error: Access denied', 'Parameters: {"amr":["mfa"],"max_age":3600}']],
] as const)('ssh words a step-up refusal (%s)', async (stepUp, words) => {
  const { git, push } = await start();
  git.options.stepUp = stepUp;
  const { exitCode, stderr } = await push('main');
  expect(exitCode).toBe(128);
  for (const word of words) expect(stderr).toContain(word);
});

test('a push waits for the deployment and shows its log where the server ignores that it should not', async () => {
  const { git, push, repository, upsun } = await start();
  git.options.ignoreNoWait = true;
  await repository.commit('main', { 'a.txt': 'a' });
  const { stderr } = await push('main');
  expect(upsun.activities()).toMatchObject([{ state: 'complete' }]);
  expect(stderr).toContain('Redeploying environment main');
});

test('a silent git server keeps everybody waiting, until the sandbox is gone', async () => {
  const { git, push, repository, upsun } = await start();
  await repository.commit('main', { 'a.txt': 'a' });
  const identity = { identity: { keyFile: '', env: {} } };
  git.options.silent = 'connections';
  expect(await push('main', { timeout: 1500, ...identity })).toMatchObject({ timedOut: true });
  expect(upsun.pushes()).toEqual([]);
});

test('a git server that falls silent has taken the push', async () => {
  const { git, push, certify, repository, upsun } = await start();
  const commit = await repository.commit('main', { 'a.txt': 'a' });
  const identity = await certify();
  git.options.silent = 'pushes';
  expect(await push('main', { timeout: 3000, identity })).toMatchObject({ timedOut: true });
  await upsun.settled();
  expect(upsun.environment('main')?.deployedCommit).toBe(commit);
});

test('a silent proxy answers neither tunnels nor requests', async () => {
  const { directory, cloud } = await start();
  const authority = await createCertificateAuthority(join(directory, 'authority'));
  const proxy = await startForwardProxy(authority, { 'api.example.com': cloud.apiUrl });
  proxy.silent = true;
  const { hostname, port } = new URL(proxy.url);
  for (const request of ['CONNECT api.example.com:443', 'GET http://api.example.com/']) {
    const socket = connect(Number(port), hostname);
    const received: Buffer[] = [];
    socket.on('data', (data: Buffer) => received.push(data));
    socket.on('error', () => {});
    socket.write(`${request} HTTP/1.1\r\nHost: api.example.com\r\n\r\n`);
    await sleep(200);
    expect(received).toEqual([]);
    expect(socket.readyState).toBe('open');
  }
  await proxy.close();
  expect(proxy.refused).toEqual([]);
});
