/**
 * Proves that what the adapters for Bitbucket Cloud and Upsun send, and what the sandbox answers, is as the vendors'
 * documents say, and that lists are read to their last page.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { authorize } from '../../src/bitbucket/cloud/authorization.ts';
import { createCloud } from '../../src/bitbucket/cloud/repository.ts';
import { systemClock } from '../../src/clock.ts';
import { createHttp } from '../../src/http/undici.ts';
import { systemRandom } from '../../src/random.ts';
import { createRedactor } from '../../src/text/redact.ts';
import { connectedUpsun } from '../upsun/connected.ts';
import { openSession } from '../../src/upsun/session.ts';
import { hashOf } from '../bitbucket/hashes.ts';
import { type Contract, createContract } from '../sandbox/contract/check.ts';
import { type Sandbox, startSandbox } from '../sandbox/index.ts';

let contract: Contract | undefined;
/** Not started where the documents are missing, because every test is then skipped. */
let sandbox: Sandbox;

beforeAll(async () => {
  contract = await createContract();
  if (contract) sandbox = await startSandbox();
});
afterAll(() => sandbox?.[Symbol.asyncDispose]());

/** Both adapters, connected with the sandbox. */
function adapters() {
  const { upsun, cloud: bitbucket } = sandbox;
  const http = createHttp({
    allowedOrigins: [upsun.apiUrl, upsun.authUrl, new URL(bitbucket.apiUrl).origin],
    proxies: { http: '', https: '', none: '' },
    signal: new AbortController().signal,
    clock: systemClock,
    random: systemRandom,
    userAgent: 'contract',
    log: { debug: () => {}, info: () => {} },
  });
  const hosts = { api: upsun.apiUrl, auth: upsun.authUrl, console: 'https://console.example.com' };
  const session = openSession({
    http,
    hosts,
    token: upsun.token,
    redactor: createRedactor([]),
    clock: systemClock,
  });
  const credentials = {
    kind: 'access-token',
    variable: 'BITBUCKET_ACCESS_TOKEN',
    token: bitbucket.accessToken,
  } as const;
  return {
    upsun: connectedUpsun({
      session,
      http,
      apiUrl: hosts.api,
      projectId: upsun.projectId,
      clock: systemClock,
      signal: new AbortController().signal,
    }),
    cloud: createCloud({
      http,
      apiUrl: bitbucket.apiUrl,
      repository: bitbucket.fullName,
      credentials,
      authorization: authorize(credentials, {
        http,
        oauthUrl: bitbucket.oauthUrl,
        clock: systemClock,
        redactor: createRedactor([]),
      }),
    }),
  };
}

function violations() {
  return contract?.violations(sandbox.requests.splice(0));
}

test('the documents are there', () => {
  expect(contract).toBeDefined();
});

describe('Bitbucket Cloud', () => {
  test('every request and answer is as documented', async () => {
    const { cloud } = adapters();
    const pushed = await sandbox.repository.commit('feature/größe', { 'a.txt': 'a' }, { from: 'main' });
    const commit = hashOf(pushed);
    const id = await sandbox.cloud.openPullRequest({ source: 'feature/größe', title: 'A' });
    const status = {
      key: 'k',
      state: 'SUCCESSFUL',
      name: 'n',
      description: 'd',
      url: 'https://example.com',
      otherUrls: [],
      refname: 'r',
    } as const;

    expect(await cloud.repository()).toMatchObject({ fullName: 'acme/shop', mainBranch: 'main' });
    expect(await cloud.branch('feature/größe')).toEqual({ name: 'feature/größe', commit });
    expect(await cloud.branch('gone')).toBeUndefined();
    expect(await cloud.pullRequest(id)).toMatchObject({ state: 'OPEN', fork: false, target: 'main' });
    expect(await cloud.pullRequest(404)).toBeUndefined();
    expect(await cloud.commit(commit.slice(0, 12))).toBe(commit);
    await cloud.setBuildStatus(commit, status, new AbortController().signal);

    expect(violations()).toEqual([]);
  });

  test('lists are read to their last page', async () => {
    const { cloud } = adapters();
    const main = (await sandbox.repository.tip('main')) ?? '';
    for (let index = 0; index < 120; index += 1) {
      await sandbox.repository.setBranch(`many/${index}`, main);
      if (index < 60) await sandbox.cloud.openPullRequest({ source: `many/${index}`, title: `${index}` });
    }

    const [branches, pullRequests] = await Promise.all([cloud.branches(), cloud.openPullRequests()]);

    expect(branches.filter(({ name }) => name.startsWith('many/'))).toHaveLength(120);
    expect(
      new Set(pullRequests.filter(({ source }) => source.name.startsWith('many/')).map(({ id }) => id)).size,
    ).toBe(60);
    expect(violations()).toEqual([]);
  });

  test('a list whose page fails is no list at all', async () => {
    const { cloud } = adapters();
    const page = {
      values: [],
      next: `${sandbox.cloud.apiUrl}/repositories/acme/shop/refs/branches?page=2`,
    };
    const path = /refs\/branches$/;
    sandbox.faults.push({ path, times: 1, answer: { status: 200, body: page } });
    sandbox.faults.push({ path, answer: { status: 500, body: 'Oops' } });
    await expect(cloud.branches()).rejects.toThrow('answers 500');
  });
});

describe('Upsun', () => {
  test('every request and answer is as documented', async () => {
    const { upsun } = adapters();
    await sandbox.upsun.addEnvironment({ id: 'feature/größe', status: 'inactive', parent: 'main' });

    expect(await upsun.project()).toMatchObject({ defaultBranch: 'main', suspended: false });
    expect(await upsun.integrations()).toEqual([]);
    expect(await upsun.environments()).toHaveLength(2);
    expect(await upsun.environment('gone')).toBeUndefined();
    await upsun.edit('feature/größe', {
      title: 'Größe',
      clonesParentData: false,
      attributes: { kind: 'branch' },
    });
    const activation = await upsun.operate('feature/größe', 'activate');
    if (!activation) throw new Error('Nothing was activated');
    await sandbox.upsun.settled();
    expect(await upsun.activity(activation.id)).toMatchObject({ state: 'complete', result: 'success' });
    expect(await upsun.environment('feature/größe')).toMatchObject({ status: 'active', title: 'Größe' });
    const redeployment = await upsun.operate('feature/größe', 'redeploy');
    await sandbox.upsun.settled();
    sandbox.upsun.pause('feature/größe');
    await upsun.operate('feature/größe', 'resume');
    await sandbox.upsun.settled();
    expect((await upsun.activities('feature/größe', ['environment.redeploy'])).map(({ id }) => id)).toContain(
      redeployment?.id,
    );
    expect((await upsun.routes('feature/größe'))[0]).toMatchObject({ primary: true, type: 'upstream' });
    expect(await firstOf(upsun.log(activation, new AbortController().signal))).toContain(
      'Building application',
    );

    expect(violations()).toEqual([]);
  });
});

async function firstOf(lines: AsyncIterable<string>): Promise<string | undefined> {
  for await (const line of lines) return line;
  return undefined;
}
