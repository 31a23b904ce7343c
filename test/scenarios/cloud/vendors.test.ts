/** The presets: the pipe knows nothing of a vendor but its name, and a proxy lets it reach that vendor's hosts alone. */
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startForwardProxy } from '../../sandbox/forward-proxy.ts';
import { createCertificateAuthority } from '../../sandbox/tls.ts';
import { expectFailure, openPullRequest } from '../failure.ts';
import { scenario, type Scenario } from '../scenario.ts';
import { configuration, pipelines, wellSetUp } from '../well-set-up.ts';

interface Vendor {
  vendor: string;
  /** The name that the vendor's own tools know the token by. */
  token: string;
  api: string;
  auth: string;
  console: string;
  /** The project configuration as the vendor reads it. */
  files: Record<string, string>;
}

const platformFiles = {
  '.platform.app.yaml': 'name: shop\ntype: nodejs:24\n',
  '.platform/routes.yaml':
    '"https://{default}/":\n  type: upstream\n  upstream: shop:http\n  primary: true\n',
  '.platform/services.yaml': 'database:\n  type: postgresql:17\n',
};
const vendors = {
  upsun: {
    vendor: 'upsun',
    token: 'UPSUN_CLI_TOKEN',
    api: 'api.upsun.com',
    auth: 'auth.upsun.com',
    console: 'https://console.upsun.com',
    files: { '.upsun/config.yaml': configuration },
  },
  platformsh: {
    vendor: 'platformsh',
    token: 'PLATFORMSH_CLI_TOKEN',
    api: 'api.upsun.com',
    auth: 'auth.upsun.com',
    console: 'https://console.upsun.com',
    files: platformFiles,
  },
  webpaas: {
    vendor: 'webpaas',
    token: 'OVHCLOUD_WEBPAAS_CLI_TOKEN',
    api: 'eu.api.webpaas.ovhcloud.com',
    auth: 'eu.auth.webpaas.ovhcloud.com',
    console: 'https://eu.console.webpaas.ovhcloud.com',
    files: platformFiles,
  },
} satisfies Record<string, Vendor>;

const unset = ['UPSUN_API_URL', 'UPSUN_AUTH_URL', 'UPSUN_CONSOLE_URL', 'UPSUN_CLI_TOKEN'];

/** Takes from the settings whatever tells where Upsun is, and puts the vendor's servers behind a proxy. */
async function reachByName(world: Scenario, { vendor, token, api, auth }: Vendor) {
  const { upsun, variables } = world;
  const authority = await createCertificateAuthority(join(world.directory, 'tls'));
  const servers = { [api]: upsun.apiUrl, [auth]: upsun.authUrl };
  const proxy = await startForwardProxy(authority, servers);
  onTestFinished(proxy.close);
  for (const name of unset) delete variables[name];
  Object.assign(variables, {
    VENDOR: vendor,
    [token]: upsun.token,
    HTTPS_PROXY: proxy.url,
    NO_PROXY: '127.0.0.1',
    NODE_EXTRA_CA_CERTS: authority.file,
  });
  return proxy;
}

/** The hosts that a server of the sandbox was called by in the last run, each with what was asked of it. */
function asked({ requests }: Scenario, server: 'upsun-api' | 'upsun-auth'): string[] {
  const received = requests.filter((request) => request.server === server);
  return [...new Set(received.map(({ method, headers, path }) => `${method} ${headers.host}${path}`))];
}

describe.each(Object.values(vendors))('$vendor', (vendor) => {
  const project = `${vendor.console}/projects/abc123def4567`;

  test('a pull request is deployed, and a second run changes nothing', async () => {
    const world = await scenario();
    const proxy = await reachByName(world, vendor);
    const { id, commit } = await openPullRequest(world);

    const run = await world.deploy({ pullRequest: id });

    expect(run.exitCode).toBe(0);
    const environment = world.upsun.environment('pr-1');
    expect(environment).toMatchObject({ status: 'active', parent: 'main', deployedCommit: commit });
    expect(world.upsun.activities().map(({ type }) => type)).toEqual(['environment.push']);
    expect(asked(world, 'upsun-auth')).toEqual([
      `POST ${vendor.auth}/oauth2/token`,
      `POST ${vendor.auth}/ssh`,
    ]);
    const api = asked(world, 'upsun-api');
    expect(api).toContain(`GET ${vendor.api}/projects/abc123def4567/environments`);
    expect(api.filter((request) => !request.includes(` ${vendor.api}/`))).toEqual([]);
    expect(world.bitbucket.statuses(commit)).toMatchObject([
      { state: 'INPROGRESS', url: expect.stringMatching(new RegExp(`^${RegExp.escape(project)}/pr-1/log/`)) },
      { state: 'SUCCESSFUL', url: environment?.url },
    ]);

    expect((await world.deploy({ pullRequest: id })).exitCode).toBe(0);
    expect(world.changes()).toEqual([]);
    expect(proxy.refused).toEqual([]);
  });

  test('a branch, production and what is gone are kept in line', async () => {
    const world = await scenario();
    const proxy = await reachByName(world, vendor);
    const { repository, upsun, bitbucket } = world;
    const sale = await repository.commit('main', { 'index.html': 'Sale' });
    const { id, source, commit } = await openPullRequest(world);

    for (const target of [{ branch: 'main' }, { pullRequest: id }])
      expect((await world.deploy(target)).exitCode).toBe(0);
    const stored = await world.deploy({ branch: source });
    expectFailure(stored, 0, `${project}/${encodeURIComponent(source)}`);
    expect(upsun.environment('main')).toMatchObject({ deployedCommit: sale, type: 'production' });
    expect(upsun.environment(source)).toMatchObject({ status: 'inactive', parent: 'main', head: commit });

    await bitbucket.mergePullRequest(id);
    await repository.deleteBranch(source);
    const run = await world.deploy({ branch: 'main' }, { COMMAND: 'cleanup' }, { clone: false });
    expect(run.exitCode).toBe(0);
    expect(upsun.environments().map((environment) => environment.id)).toEqual(['main']);
    expect(proxy.refused).toEqual([]);
  });

  test('its project configuration is understood', async () => {
    const world = await wellSetUp({ files: { ...vendor.files, 'bitbucket-pipelines.yml': pipelines } });
    await reachByName(world, vendor);

    const run = await world.deploy({ branch: 'main' }, { COMMAND: 'validate' });

    const read = Object.keys(vendor.files).filter((path) => !path.endsWith('services.yaml'));
    const lines = [
      `configuration: ${read.join(', ')}`,
      'Applications: ',
      'Primary route: https://{default}/',
    ];
    expectFailure(run, 0, ...lines, '✔ Upsun token: works', '✔ SSH certificate', '✔ Git server');
    expect(run.output).not.toMatch(/^[✖–]/m);
  });
});

test('a git server of Web PaaS that knows no push options gets the same environment', async () => {
  const world = await scenario();
  const { git, upsun } = world;
  git.options.advertisePushOptions = false;
  await reachByName(world, vendors.webpaas);
  const { id, commit } = await openPullRequest(world);

  expect((await world.deploy({ pullRequest: id })).exitCode).toBe(0);
  expect(upsun.environment('pr-1')).toMatchObject({
    status: 'active',
    parent: 'main',
    title: 'PR 1: Log in',
    deployedCommit: commit,
    data: upsun.environment('main')?.data,
  });
  expect((await world.deploy({ pullRequest: id })).exitCode).toBe(0);
  expect(world.changes()).toEqual([]);
});

test('a proxy that lets nobody through to the vendor is named', async () => {
  const world = await scenario();
  const proxy = await reachByName(world, {
    ...vendors.upsun,
    api: 'api.example.com',
    auth: 'auth.example.com',
  });

  const run = await world.deploy({ branch: 'main' });

  expectFailure(run, 2, 'proxy of this step opens no connection to auth.upsun.com:443', '403', 'NO_PROXY');
  expect(proxy.refused).toEqual(['auth.upsun.com:443']);
});
