import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createCertificateAuthority, startTlsFront } from '../../sandbox/tls.ts';
import { expectFailure, openPullRequest } from '../failure.ts';
import { scenario } from '../scenario.ts';

test('a server that cannot be reached is named with host and port', async () => {
  const world = await scenario();

  const run = await world.deploy({ branch: 'main' }, { UPSUN_AUTH_URL: 'http://127.0.0.1:9' });

  expectFailure(run, 1, '127.0.0.1:9', 'ECONNREFUSED', 'run the step again');
});

test('a certificate that cannot be trusted is named, and nothing is sent', async () => {
  const world = await scenario();
  const authority = await createCertificateAuthority(join(world.directory, 'tls'));
  const front = await startTlsFront(await authority.issue('localhost'), world.upsun.authUrl);
  onTestFinished(front.close);

  const run = await world.deploy({ branch: 'main' }, { UPSUN_AUTH_URL: `https://localhost:${front.port}` });

  expectFailure(run, 2, `localhost:${front.port} cannot be trusted`, 'NODE_EXTRA_CA_CERTS');
  expect(world.requests.filter(({ server }) => server === 'upsun-auth')).toEqual([]);
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
    if (operation === 'resume') world.upsun.pause('pr-1');
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
