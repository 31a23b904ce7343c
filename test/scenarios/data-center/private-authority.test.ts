/** A server whose certificate is signed by an authority that only its owner knows, as servers inside a company have it. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startForwardProxy } from '../../sandbox/forward-proxy.ts';
import { createCertificateAuthority, startTlsFront } from '../../sandbox/tls.ts';
import { expectFailure, openPullRequest } from '../failure.ts';
import { scenario } from '../scenario.ts';

const noClone = { clone: false };

async function behindTls() {
  const world = await scenario();
  const authority = await createCertificateAuthority(join(world.directory, 'authority'));
  const front = await startTlsFront(await authority.issue('localhost'), world.dataCenter.serverUrl);
  onTestFinished(front.close);
  const host = `localhost:${front.port}`;
  const serverUrl = `https://${host}/bitbucket`;
  world.dataCenter.settings.baseUrl = serverUrl;
  world.variables['BITBUCKET_SERVER_URL'] = serverUrl;
  return { world, authority, host };
}

test.each(['BITBUCKET_SERVER_CA_FILE', 'NODE_EXTRA_CA_CERTS'])(
  '%s lets a pull request be deployed, by the API and by git',
  async (variable) => {
    const { world, authority, host } = await behindTls();
    const { id, commit } = await openPullRequest(world);

    const run = await world.deploy({ pullRequest: id }, { [variable]: authority.file }, noClone);

    expect(run.exitCode).toBe(0);
    expect(world.upsun.environment('pr-1')).toMatchObject({ status: 'active', deployedCommit: commit });
    expect(world.states(commit)).toEqual(['INPROGRESS', 'SUCCESSFUL']);
    const received = world.requests.filter(({ server }) => server === 'data-center');
    expect(new Set(received.map(({ headers }) => headers.host))).toEqual(new Set([host]));
    expect(received.map(({ path }) => path)).toContain('/bitbucket/scm/shop/storefront.git/git-upload-pack');
  },
);

test('a proxy in between changes nothing, for the API and for git', async () => {
  const world = await scenario();
  const authority = await createCertificateAuthority(join(world.directory, 'authority'));
  const proxy = await startForwardProxy(authority, { 'bitbucket.example.com': world.dataCenter.serverUrl });
  onTestFinished(proxy.close);
  world.dataCenter.settings.baseUrl = 'https://bitbucket.example.com/bitbucket';
  const variables = {
    BITBUCKET_SERVER_URL: world.dataCenter.serverUrl,
    BITBUCKET_SERVER_CA_FILE: authority.file,
    HTTPS_PROXY: proxy.url,
    NO_PROXY: '127.0.0.1',
  };
  const { id, commit } = await openPullRequest(world);

  const run = await world.deploy({ pullRequest: id }, variables, noClone);

  expect(run.exitCode).toBe(0);
  expect(world.upsun.environment('pr-1')?.deployedCommit).toBe(commit);
  expect(proxy.refused).toEqual([]);
});

test('BITBUCKET_SERVER_CA_FILE adds to the authorities that are trusted anyway', async () => {
  const { world, authority } = await behindTls();
  const other = await createCertificateAuthority(join(world.directory, 'other'));
  const variables = { BITBUCKET_SERVER_CA_FILE: other.file, NODE_EXTRA_CA_CERTS: authority.file };
  const { id, commit } = await openPullRequest(world);

  const run = await world.deploy({ pullRequest: id }, variables, noClone);

  expect(run.exitCode).toBe(0);
  expect(world.upsun.environment('pr-1')?.deployedCommit).toBe(commit);
});

test.each(['deploy', 'validate'])('without either, %s names the server and the setting', async (command) => {
  const { world, host } = await behindTls();
  const { id } = await openPullRequest(world);

  const run = await world.deploy({ pullRequest: id }, { COMMAND: command });

  expectFailure(run, 2, `certificate of ${host} cannot be trusted`, 'set BITBUCKET_SERVER_CA_FILE to a PEM');
  expect(world.requests.filter(({ server }) => server === 'data-center')).toEqual([]);
  expect(world.changes()).toEqual([]);
});

test('a file without a certificate is named, and nothing is sent', async () => {
  const { world } = await behindTls();
  const file = join(world.directory, 'authority.txt');
  await writeFile(file, 'Ask Ada for the certificate.');

  const run = await world.deploy({ branch: 'main' }, { BITBUCKET_SERVER_CA_FILE: file });

  expectFailure(run, 2, `BITBUCKET_SERVER_CA_FILE (${file}) is no PEM file of certificates`, 'BEGIN');
  expect(world.requests).toEqual([]);
});

test('a file that is not there is named, and nothing is sent', async () => {
  const { world } = await behindTls();

  const run = await world.deploy({ branch: 'main' }, { BITBUCKET_SERVER_CA_FILE: '/nowhere/authority.pem' });

  expectFailure(run, 2, 'BITBUCKET_SERVER_CA_FILE (/nowhere/authority.pem) cannot be read', 'Mount');
  expect(world.requests).toEqual([]);
});
