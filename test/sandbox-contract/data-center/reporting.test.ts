/** Proves that the sandbox's Data Center accepts documented build statuses, reports and deployments, and no others. */
import { expect, test } from 'vitest';
import { bearer, type Running, start } from './running.ts';

const status = { key: 'upsun/main', state: 'INPROGRESS', url: 'https://example.com/1' };
const annotation = { message: 'Slow', severity: 'LOW' };
const deployment = {
  key: 'upsun',
  deploymentSequenceNumber: 3,
  displayName: 'Upsun',
  description: 'main',
  state: 'SUCCESSFUL',
  url: 'https://example.com/3',
  environment: { key: 'main', displayName: 'main', type: 'PRODUCTION', url: 'https://shop.example.com' },
};

/** Sends what breaks the document on purpose, and keeps that from being judged. */
async function statusOf({ ask, requests }: Running, method: string, path: string, body: unknown) {
  const { status: code, body: answer } = await ask(method, path, { body });
  requests.pop();
  return [code, (answer.errors ?? []).map(({ context }: { context: string }) => context)];
}

test('a build status replaces the one of the same key and ref', async () => {
  const { ask, main, server } = await start();
  const path = `commits/${main}/builds`;

  const first = await ask('POST', path, { body: { ...status, ref: 'refs/heads/main' } });
  await ask('POST', path, { body: { ...status, state: 'SUCCESSFUL', ref: 'refs/heads/main' } });
  const { body } = await ask('GET', `${path}?key=upsun/main`);

  expect([first.status, first.body]).toEqual([204, '']);
  expect(body).toMatchObject({ key: 'upsun/main', state: 'SUCCESSFUL', ref: 'refs/heads/main' });
  expect(server.statuses(main).map(({ state }) => state)).toEqual(['INPROGRESS', 'SUCCESSFUL']);
  expect(server.latestStatus(main, 'upsun/main')).toMatchObject({ state: 'SUCCESSFUL' });
});

test.each([
  ['no key', { key: undefined }, 'key'],
  ['a blank key', { key: ' ' }, 'key'],
  ['a key of more than 255 characters', { key: 'k'.repeat(256) }, 'key'],
  ['a URL of more than 450 characters', { url: `https://example.com/${'u'.repeat(450)}` }, 'url'],
  ['a relative URL', { url: '/environments' }, 'url'],
  ['the short name of a branch', { ref: 'main' }, 'ref'],
  ['a state of Cloud', { state: 'STOPPED' }, 'state'],
  ['a parent of more than 1024 characters', { parent: 'p'.repeat(1025) }, 'parent'],
])('a build status with %s is refused', async (_what, wrong, field) => {
  const running = await start();
  const path = `commits/${running.main}/builds`;
  expect(await statusOf(running, 'POST', path, { ...status, ...wrong })).toEqual([400, [field]]);
});

test('a build status keeps its parent', async () => {
  const { ask, main, server } = await start();
  const path = `commits/${main}/builds`;
  await ask('POST', path, { body: { ...status, parent: 'abc123def4567 upsun-environments' } });
  const parent = 'abc123def4567 upsun-environments';
  expect((await ask('GET', `${path}?key=upsun/main`)).body).toMatchObject({ parent });
  expect(server.latestStatus(main)).toMatchObject({ parent });
});

test('a build status is refused as often as a test asks for that', async () => {
  const { ask, main, server, faults } = await start();
  faults.push({ method: 'POST', path: /\/builds$/, times: 2, answer: { status: 503, body: 'Busy' } });
  const post = async () => (await ask('POST', `commits/${main}/builds`, { body: status })).status;
  expect([await post(), await post(), await post()]).toEqual([503, 503, 204]);
  expect(server.statuses(main)).toHaveLength(1);
});

test('a build status is for a full hash, whether or not there is such a commit', async () => {
  const { ask, main } = await start();
  const post = async (commit: string) =>
    (await ask('POST', `commits/${commit}/builds`, { body: status })).status;
  expect(await post(main.slice(0, 12))).toBe(400);
  expect(await post('0123456789'.repeat(4))).toBe(204);
});

test('a build can be cancelled since 8.0', async () => {
  const { ask, main, server } = await start();
  const post = async () => {
    const body = { ...status, state: 'CANCELLED' };
    return (await ask('POST', `commits/${main}/builds`, { body })).status;
  };
  expect(await post()).toBe(204);
  server.settings.version = '7.21.0';
  expect(await post()).toBe(400);
});

test('only an administrator deletes what was reported of a commit', async () => {
  const { ask, main, server } = await start();
  const authorization = bearer(server.addToken('repository_token', ['REPO_ADMIN']));
  await ask('POST', `commits/${main}/builds`, { body: status });
  const path = `commits/${main}/builds?key=upsun/main`;

  expect((await ask('DELETE', path)).status).toBe(401);
  expect((await ask('DELETE', path, { authorization })).status).toBe(204);
  expect((await ask('GET', path)).status).toBe(404);
});

test('a report is replaced by its author only', async () => {
  const { ask, main, server } = await start();
  const path = `insights:commits/${main}/reports/upsun`;
  const report = {
    title: 'Upsun',
    result: 'PASS',
    data: [
      { title: 'Time', type: 'DURATION', value: 1500 },
      { title: 'Site', type: 'LINK', value: { linktext: 'shop', href: 'https://shop.example.com' } },
    ],
  };
  const somebodyElse = bearer(server.addToken('user_token', ['REPO_ADMIN']));

  expect((await ask('PUT', path, { body: report })).status).toBe(200);
  expect((await ask('PUT', path, { body: { ...report, result: 'FAIL' } })).status).toBe(200);
  expect((await ask('PUT', path, { body: report, authorization: somebodyElse })).status).toBe(401);
  expect((await ask('GET', path)).body).toMatchObject({ key: 'upsun', result: 'FAIL', data: report.data });
  expect((await ask('GET', `insights:commits/${main}/reports`)).body.size).toBe(1);
  expect(server.reports(main)).toMatchObject([{ externalId: 'upsun', content: { title: 'Upsun' } }]);
});

test('a report holds six data fields', async () => {
  const running = await start();
  const data = Array.from({ length: 7 }, (_value, index) => ({
    title: `${index}`,
    type: 'NUMBER',
    value: 1,
  }));
  const path = `insights:commits/${running.main}/reports/upsun`;
  expect(await statusOf(running, 'PUT', path, { title: 'Upsun', data })).toEqual([400, ['data']]);
});

test('annotations add up until they are deleted, to a thousand at most', async () => {
  const { ask, main } = await start();
  const report = `insights:commits/${main}/reports/upsun`;
  const path = `${report}/annotations`;
  const post = async (count: number) => {
    const annotations = Array.from({ length: count }, () => annotation);
    return (await ask('POST', path, { body: { annotations } })).status;
  };
  expect(await post(1)).toBe(404);
  await ask('PUT', report, { body: { title: 'Upsun', data: [] } });

  expect(await post(1)).toBe(204);
  expect(await post(1)).toBe(204);
  expect((await ask('GET', path)).body.annotations).toHaveLength(2);
  expect((await ask('DELETE', path)).status).toBe(204);
  expect(await post(1000)).toBe(204);
});

test('a deployment is known by its key, environment and number', async () => {
  const { ask, main, server } = await start();
  const path = `commits/${main}/deployments`;
  await ask('POST', path, { body: { ...deployment, state: 'IN_PROGRESS' } });
  const { status: code, body } = await ask('POST', path, { body: deployment });
  const found = await ask('GET', `${path}?key=upsun&environmentKey=main&deploymentSequenceNumber=3`);

  expect(code).toBe(200);
  expect(body).toMatchObject({ ...deployment, toCommit: { id: main } });
  expect(found.body).toMatchObject({ state: 'SUCCESSFUL' });
  expect(server.deployments(main)).toMatchObject([{ state: 'SUCCESSFUL', deploymentSequenceNumber: 3 }]);
});

test('a deployment needs all its fields', async () => {
  const running = await start();
  const path = `commits/${running.main}/deployments`;
  expect(await statusOf(running, 'POST', path, { ...deployment, description: undefined })).toEqual([
    400,
    ['description'],
  ]);
});

test('deployments can be switched off', async () => {
  const { ask, main } = await start({ deployments: false });
  expect((await ask('GET', '/rest/api/latest/deployment/capabilities')).status).toBe(404);
  expect((await ask('POST', `commits/${main}/deployments`, { body: deployment })).status).toBe(404);
});

test('a database without characters of four bytes refuses emoji, and nothing else, where a test asks for that', async () => {
  const { ask, main } = await start({ fourByteCharacters: false });
  const post = async (description: string) =>
    (await ask('POST', `commits/${main}/builds`, { body: { ...status, description } })).status;
  const put = async (title: string) =>
    (await ask('PUT', `insights:commits/${main}/reports/upsun`, { body: { title, data: [] } })).status;

  expect([await post('🚀 ready'), await post('✔ fertig, größer: 完了')]).toEqual([500, 204]);
  expect([await put('Shop 🛒'), await put('Shop')]).toEqual([500, 200]);
});
