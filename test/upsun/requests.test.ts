import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { describe as describeRequest, type Http, type HttpRequest } from '../../src/http/client.ts';
import { HttpError } from '../../src/http/errors.ts';
import type { UpsunActivity } from '../../src/upsun/upsun.ts';
import type { Session } from '../../src/upsun/session.ts';
import { connectedUpsun } from './connected.ts';
import { fakeClock } from '../http/fake-clock.ts';
import { rejection } from '../http/loopback.ts';

const api = 'https://api.example.com:8443';
const projectUrl = `${api}/projects/abc123`;

/** Upsun with these answers by method and path; whatever else is asked for is not there. */
function upsunWith(answers: Record<string, object | number>) {
  const requests: HttpRequest[] = [];
  const send: Session['send'] = async (request) => {
    requests.push(request);
    const answer = answers[`${request.method} ${request.url.slice(api.length)}`] ?? 404;
    const body = '{"message":"Said by Upsun"}';
    if (typeof answer === 'number')
      throw new HttpError(request.url, describeRequest(request), { status: answer, body, headers: {} });
    return { status: 200, headers: {}, body: JSON.stringify(answer) };
  };
  const stream: Http['stream'] = async (request) => {
    requests.push(request);
    return Readable.from(['{"_id":"0","data":{"message":"Building"},"seal":true}\n']);
  };
  const session = { send, authorization: async () => ({ authorization: 'Bearer x' }) };
  const upsun = connectedUpsun({
    session,
    http: { stream },
    apiUrl: api,
    projectId: 'abc123',
    clock: fakeClock(),
    signal: new AbortController().signal,
  });
  return { upsun, requests };
}

const environment = { id: 'feature/a', status: 'inactive', is_main: false };
const activity = { id: 'a1', type: 'environment.activate', state: 'pending' };
const path = '/projects/abc123/environments/feature%2Fa';

describe('links of Upsun', () => {
  test('are followed on the configured host, whatever host they name', async () => {
    const link = { '#activate': { href: 'https://eu-5.region.example.org/projects/abc123/x/activate' } };
    const { upsun, requests } = upsunWith({
      [`GET ${path}`]: { ...environment, _links: link },
      [`GET ${path}/activities`]: [],
      'POST /projects/abc123/x/activate': { _embedded: { activities: [activity] } },
    });
    expect(await upsun.operate('feature/a', 'activate')).toMatchObject({ id: 'a1' });
    expect(requests.map(({ url }) => new URL(url).origin)).toEqual(requests.map(() => api));
  });

  test('that are not offered are not called', async () => {
    const { upsun, requests } = upsunWith({ [`GET ${path}`]: environment });
    const error = await rejection(upsun.operate('feature/a', 'activate'));
    expect(error).toMatchObject({ kind: 'failure', message: expect.stringContaining('feature/a') });
    expect(requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  test('to a log are read without the query of the list they came from', async () => {
    const { upsun, requests } = upsunWith({});
    const logLink = 'https://eu-5.region.example.org/api/projects/abc123/activities/a1/log?count=10';
    const { signal } = new AbortController();
    const messages: string[] = [];
    for await (const message of upsun.log({ logLink, id: 'a1' } as UpsunActivity, signal))
      messages.push(message);
    expect(messages).toEqual(['Building']);
    expect(requests.map(({ url }) => url)).toEqual([`${api}/api/projects/abc123/activities/a1/log`]);
  });
});

describe('the title of a project', () => {
  const repository = { url: 'abc123@git.example.com:abc123.git' };
  test.each([
    ['Shop', 'Shop'],
    ['  \u001B[31mShop\r\nfor everybody\u0007 ', 'Shop for everybody'],
    ['', 'abc123'],
    ['\u0000\u200B', 'abc123'],
    [null, 'abc123'],
  ])('%j is shown as %j', async (title, shown) => {
    const { upsun } = upsunWith({ 'GET /projects/abc123': { id: 'abc123', title, repository } });
    expect(await upsun.project()).toMatchObject({ title: shown });
  });
});

describe('what is not there is no error', () => {
  test('an environment, its activities and its routes', async () => {
    const { upsun } = upsunWith({});
    expect(await upsun.environment('feature/a')).toBeUndefined();
    expect(await upsun.activities('feature/a', ['environment.push'])).toEqual([]);
    expect(await upsun.routes('feature/a')).toEqual([]);
  });

  test('nor is a list of integrations that only an admin may read', async () => {
    const { upsun } = upsunWith({ 'GET /projects/abc123/integrations': 403 });
    expect(await upsun.integrations()).toBeUndefined();
  });
});

describe('a refusal says what was asked for and what to do', () => {
  test.each([
    { status: 403, kind: 'configuration', said: 'UPSUN_CLI_TOKEN' },
    { status: 400, kind: 'failure', said: 'Said by Upsun' },
  ])('$status', async ({ status, kind, said }) => {
    const { upsun } = upsunWith({ [`PATCH ${path}`]: status });
    const error = await rejection(upsun.edit('feature/a', { title: 'x' }));
    expect(error).toMatchObject({ kind, remedy: expect.stringMatching(/\w/) });
    expect(String(error)).toContain(said);
    expect(String(error)).toContain('feature/a');
  });

  test('a server that stays down is named', async () => {
    const { upsun } = upsunWith({ 'GET /projects/abc123': 503 });
    expect(String(await rejection(upsun.project()))).toContain(new URL(api).host);
  });

  test('a project that is unknown names both variables that may be wrong', async () => {
    const error = await rejection(upsunWith({}).upsun.project());
    expect(error).toMatchObject({ kind: 'configuration', remedy: expect.stringContaining('PROJECT_ID') });
    expect(String(error)).toContain('UPSUN_CLI_TOKEN');
  });
});

test('only what changes is sent', async () => {
  const { upsun, requests } = upsunWith({ [`PATCH ${path}`]: {} });
  await upsun.edit('feature/a', { parent: 'develop' });
  expect(requests[0]?.url).toBe(`${projectUrl}/environments/feature%2Fa`);
  expect(JSON.stringify(requests[0]?.json)).toBe('{"parent":"develop"}');
});
