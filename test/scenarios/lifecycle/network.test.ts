import { execa } from 'execa';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { expectFailure, openPullRequest } from '../failure.ts';
import { scenario } from '../scenario.ts';

test('a server that cannot be reached is named with host and port', async () => {
  const world = await scenario();

  const run = await world.deploy({ branch: 'main' }, { UPSUN_AUTH_URL: 'http://127.0.0.1:9' });

  expectFailure(run, 1, '127.0.0.1:9', 'ECONNREFUSED', 'run the step again');
});

test('a certificate that cannot be trusted is named, and nothing is sent', async () => {
  const world = await scenario();
  const { directory } = world;
  const [key, cert] = [join(directory, 'key.pem'), join(directory, 'cert.pem')];
  const subject = ['-subj', '/CN=localhost', '-days', '1', '-nodes'];
  await execa('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-keyout', key, '-out', cert, ...subject]);
  const server = createServer({ key: await readFile(key), cert: await readFile(cert) });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  const run = await world.deploy({ branch: 'main' }, { UPSUN_AUTH_URL: `https://127.0.0.1:${port}` });
  server.close();

  expectFailure(run, 2, `127.0.0.1:${port} cannot be trusted`, 'NODE_EXTRA_CA_CERTS');
});

test.each([
  { what: 'HTML', answer: { status: 200, body: '<html>Maintenance</html>' } },
  { what: 'another shape', answer: { status: 200, body: { id: 12, title: 'Shop' } } },
])('an answer that makes no sense ($what) is named with its request', async ({ answer }) => {
  const world = await scenario();
  world.faults.push({ server: 'upsun-api', path: /\/projects\/[^/]+$/, answer });
  const { id } = await openPullRequest(world);

  const run = await world.deploy({ pullRequest: id });

  expectFailure(run, 1, '/projects/abc123def4567', 'does not understand');
  expect(world.changes()).toEqual([]);
});

test.each([429, 503])('a server that answers %i and then recovers is asked again', async (status) => {
  const world = await scenario();
  const answer = { status, body: { message: 'Slow down' }, headers: { 'retry-after': '1' } };
  world.faults.push(
    { path: world.paths.pullRequest(1), times: 1, answer },
    { server: 'upsun-api', times: 1, answer },
  );
  const { id } = await openPullRequest(world);

  expect((await world.deploy({ pullRequest: id })).exitCode).toBe(0);
});

test.each(['activate', 'resume'] as const)(
  'an answer to %s that is lost begins nothing twice',
  async (operation) => {
    const world = await scenario();
    const { commit, id } = await openPullRequest(world);
    await world.deploy({ pullRequest: id });
    if (operation === 'resume') await world.upsun.pause('pr-1');
    else await world.upsun.addEnvironment({ id: 'pr-1', status: 'inactive' });
    world.git.options.advertisePushOptions = false;
    const lost = { status: 502, body: 'Bad gateway' };
    world.faults.push({ path: new RegExp(`/${operation}$`), times: 1, afterEffect: true, answer: lost });
    const deployed = world.upsun.environment('pr-1')?.status;

    const run = await world.deploy({ pullRequest: id });

    expect(run.exitCode).toBe(0);
    expect(world.upsun.environment('pr-1')).toMatchObject({ status: 'active', deployedCommit: commit });
    const begun = world.upsun.activities().filter(({ type }) => type === `environment.${operation}`);
    expect(begun.length).toBe(deployed === 'active' ? 0 : 1);
  },
);

test('a status that Bitbucket does not take is a warning and fails nothing', async () => {
  const world = await scenario();
  world.faults.push({
    path: world.paths.statuses,
    answer: { status: 400, body: { error: { message: 'No' } } },
  });
  const { id } = await openPullRequest(world);

  const run = await world.deploy({ pullRequest: id });

  expect(run.exitCode).toBe(0);
  expect(run.output).toContain('could not be reported');
  expect(world.upsun.environment('pr-1')?.status).toBe('active');
});
