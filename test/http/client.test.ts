import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { client, nobodyThere, refusingProxy, rejection, serve } from './loopback.ts';

const get = { method: 'GET' } as const;

describe('requests go to the configured servers only', () => {
  test.each(['send', 'stream'] as const)('whatever link was followed: %s', async (way) => {
    const trusted = await serve();
    const stranger = await serve();
    const { http } = client([trusted.origin]);
    const error = await rejection(http[way]({ ...get, url: `${stranger.origin}/token` }));
    expect(error).toMatchObject({ name: 'PipeError', kind: 'failure' });
    expect(String(error)).toContain(stranger.origin);
    expect(stranger.received).toEqual([]);
  });

  test('and not where a redirection leads', async () => {
    const stranger = await serve();
    const { origin } = await serve({ status: 302, headers: { location: stranger.origin } });
    const { http } = client([origin, stranger.origin]);
    expect(await rejection(http.send({ ...get, url: `${origin}/` }))).toMatchObject({ status: 302 });
    expect(stranger.received).toEqual([]);
  });

  test('nor with another protocol than was configured', async () => {
    const { origin } = await serve();
    const { http } = client([origin.replace('http:', 'https:')]);
    expect(await rejection(http.send({ ...get, url: `${origin}/` }))).toMatchObject({ kind: 'failure' });
  });

  test('and a server that cannot prove who it is is not asked twice', async () => {
    const { origin, port, received } = await serve();
    const secure = origin.replace('http:', 'https:');
    const { http, sleeps } = client([secure]);
    const error = await rejection(http.send({ ...get, url: `${secure}/` }));
    expect(error).toMatchObject({
      kind: 'configuration',
      remedy: expect.stringContaining('NODE_EXTRA_CA_CERTS'),
    });
    expect(String(error)).toContain(`127.0.0.1:${port}`);
    expect(sleeps).toEqual([]);
    expect(received).toEqual([]);
  });
});

describe('a proxy', () => {
  test('is used where one is configured, and nothing goes past it', async () => {
    const { origin, received } = await serve();
    const { origin: proxy } = await nobodyThere();
    const { http } = client([origin], { proxies: { http: proxy, https: '', none: '' } });
    expect(await rejection(http.send({ ...get, url: `${origin}/` }))).toMatchObject({ kind: 'failure' });
    expect(received).toEqual([]);
  });

  test.each([
    { status: 403, kind: 'configuration', remedy: 'NO_PROXY', again: false },
    { status: 407, kind: 'configuration', remedy: 'http://user:password@host:port', again: false },
    { status: 503, kind: 'failure', remedy: 'NO_PROXY', again: true },
  ])('that refuses with $status is told from the server behind it', async ({ status, again, ...told }) => {
    const proxy = await refusingProxy(status);
    const origin = 'https://api.example.com';
    const { http } = client([origin], { proxies: { http: '', https: proxy.origin, none: '' } });
    const error = await rejection(http.send({ method: 'POST', url: `${origin}/` }));
    expect(error).toMatchObject({ kind: told.kind, remedy: expect.stringContaining(told.remedy) });
    expect(String(error)).toContain(`no connection to api.example.com:443: it answers ${status}`);
    expect(new Set(proxy.asked)).toEqual(new Set(['api.example.com:443']));
    expect(proxy.asked.length > 1).toBe(again);
  });

  test('is not used for the hosts in NO_PROXY', async () => {
    const { origin } = await serve({ body: 'direct' });
    const { origin: proxy } = await nobodyThere();
    const { http } = client([origin], { proxies: { http: proxy, https: proxy, none: '127.0.0.1' } });
    expect(await http.send({ ...get, url: `${origin}/` })).toMatchObject({ body: 'direct' });
  });
});

describe('a request carries', () => {
  test('JSON', async () => {
    const { origin, received } = await serve();
    const { http } = client([origin]);
    await http.send({ method: 'PATCH', url: `${origin}/x`, json: { title: 'Größe', parent: undefined } });
    expect(received[0]).toMatchObject({ method: 'PATCH', path: '/x', body: '{"title":"Größe"}' });
    expect(received[0]?.headers).toMatchObject({ 'content-type': 'application/json' });
  });

  test('a form', async () => {
    const { origin, received } = await serve();
    const { http } = client([origin]);
    await http.send({ method: 'POST', url: `${origin}/`, form: { api_token: 'a b&c' } });
    expect(received[0]?.body).toBe('api_token=a+b%26c');
    expect(received[0]?.headers).toMatchObject({ 'content-type': 'application/x-www-form-urlencoded' });
  });

  test('its own headers and the name of the pipe', async () => {
    const { origin, received } = await serve();
    const { http } = client([origin]);
    await http.send({ ...get, url: `${origin}/`, headers: { authorization: 'Bearer x' } });
    expect(received[0]?.headers).toMatchObject({
      authorization: 'Bearer x',
      'user-agent': 'upsun-environments/0.0.0',
    });
  });
});

test('DEBUG shows each request without what may be secret in it', async () => {
  const { origin, port } = await serve({ status: 503 }, {});
  const { http, log } = client([origin]);
  const headers = { authorization: 'Bearer s3cret' };
  await http.send({
    method: 'POST',
    url: `${origin}/ssh?key=s3cret`,
    headers,
    form: { api_token: 's3cret' },
  });
  expect(log.join('\n')).toContain(`POST 127.0.0.1:${port}/ssh`);
  expect(log.join('\n')).toContain('503');
  expect(log.join('\n')).not.toContain('s3cret');
});

describe('a stream', () => {
  test('is read while it arrives', async () => {
    const { origin } = await serve({ body: 'one\ntwo\n' });
    const { http } = client([origin]);
    expect(await text(await http.stream({ ...get, url: `${origin}/log` }))).toBe('one\ntwo\n');
  });

  test('that is refused says why, and is not tried again', async () => {
    const { origin, received } = await serve({ status: 503, body: '{"message":"Not yet"}' });
    const { http } = client([origin]);
    const error = await rejection(http.stream({ ...get, url: `${origin}/log` }));
    expect(error).toMatchObject({ status: 503, said: 'Not yet' });
    expect(received).toHaveLength(1);
  });
});
