import { describe, expect, test } from 'vitest';
import type { HttpRequest } from '../../src/http/client.ts';
import type { HttpError } from '../../src/http/errors.ts';
import { unavailable } from '../../src/http/unexpected.ts';
import { client, nobodyThere, rejection, serve } from './loopback.ts';

const fine = { body: '{"fine":true}' };
const get = { method: 'GET' } as const;
const post = { method: 'POST', json: {} } as const;

const total = (sleeps: number[]) => sleeps.reduce((sum, one) => sum + one, 0);

describe('a passing failure is tried again', () => {
  test.each([408, 429, 502, 503, 504])('a GET answered with %i', async (status) => {
    const { received, origin } = await serve({ status }, { status }, fine);
    const { http } = client([origin]);
    const answer = await http.send({ ...get, url: `${origin}/projects` });
    expect(answer).toMatchObject({ status: 200, body: fine.body });
    expect(received).toHaveLength(3);
  });

  test.each<Omit<HttpRequest, 'url'>>([
    { method: 'POST', json: { state: 'FAILED' }, idempotent: true },
    { method: 'PATCH', json: { title: 'x' }, idempotent: true },
    { method: 'PUT', json: {}, idempotent: true },
    { method: 'DELETE', idempotent: true },
  ])('a $method that may be repeated, with the same body', async (request) => {
    const { received, origin } = await serve({ status: 502 }, fine);
    const { http } = client([origin]);
    expect(await http.send({ ...request, url: `${origin}/` })).toMatchObject({ status: 200 });
    expect(received).toHaveLength(2);
    expect(received[1]?.body).toBe(received[0]?.body);
  });

  test.each([429, 503])('a POST that the server did not take: %i', async (status) => {
    const { received, origin } = await serve({ status }, fine);
    const { http } = client([origin]);
    await http.send({ ...post, url: `${origin}/` });
    expect(received).toHaveLength(2);
  });

  test('a GET answered with 500, which stays an error where the next two answers are no better', async () => {
    const passing = await serve({ status: 500 }, { status: 500 }, fine);
    expect(await client([passing.origin]).http.send({ ...get, url: `${passing.origin}/` })).toMatchObject({
      status: 200,
    });
    const lasting = await serve({ status: 500 });
    const { http } = client([lasting.origin]);
    expect(await rejection(http.send({ ...get, url: `${lasting.origin}/` }))).toMatchObject({ status: 500 });
    expect(lasting.received).toHaveLength(3);
  });

  test('a GET whose answer was lost', async () => {
    const { received, origin } = await serve('drop', fine);
    const { http } = client([origin]);
    expect(await http.send({ ...get, url: `${origin}/` })).toMatchObject({ body: fine.body });
    expect(received).toHaveLength(2);
  });
});

describe('what could happen twice is not tried again', () => {
  test.each([408, 500, 502, 504])('a POST answered with %i', async (status) => {
    const { received, origin } = await serve({ status }, fine);
    const { http } = client([origin]);
    const error = await rejection(http.send({ ...post, url: `${origin}/comments` }));
    expect(error).toMatchObject({ name: 'HttpError', status });
    expect(received).toHaveLength(1);
  });

  test('a POST whose answer was lost', async () => {
    const { received, origin } = await serve('drop', fine);
    const { http } = client([origin]);
    expect(await rejection(http.send({ ...post, url: `${origin}/` }))).toMatchObject({ kind: 'failure' });
    expect(received).toHaveLength(1);
  });

  test.each([400, 401, 403, 404, 409, 422])('nor is a clear answer to a GET: %i', async (status) => {
    const { received, origin } = await serve({ status }, fine);
    const { http } = client([origin]);
    expect(await rejection(http.send({ ...get, url: `${origin}/` }))).toMatchObject({ status });
    expect(received).toHaveLength(1);
  });
});

describe('before it tries again, the pipe waits', () => {
  test('as long as the server asks for', async () => {
    const { origin } = await serve({ status: 503, headers: { 'retry-after': '7' } }, fine);
    const { http, sleeps } = client([origin]);
    await http.send({ ...get, url: `${origin}/` });
    expect(sleeps).toEqual([7000]);
  });

  test('until the time that the server names', async () => {
    const date = 'Thu, 01 Jan 2026 12:00:07 GMT';
    const { origin } = await serve({ status: 503, headers: { 'retry-after': date } }, fine);
    const { http, sleeps } = client([origin]);
    await http.send({ ...get, url: `${origin}/` });
    expect(sleeps).toEqual([7000]);
  });

  test('longer each time where the server does not say', async () => {
    const { origin } = await serve({ status: 502 }, { status: 502 }, { status: 502 }, fine);
    const { http, sleeps } = client([origin]);
    await http.send({ ...get, url: `${origin}/` });
    expect(sleeps).toHaveLength(3);
    expect(sleeps).toEqual(sleeps.toSorted((one, other) => one - other));
  });

  test.each([
    { random: 0, expected: [375, 750, 1500] },
    { random: 0.5, expected: [500, 1000, 2000] },
    { random: 0.999, expected: [625, 1250, 2499] },
  ])('for a time that chance spreads: $random', async ({ random, expected }) => {
    const { origin } = await serve({ status: 502 }, { status: 502 }, { status: 502 }, fine);
    const { http, sleeps } = client([origin], { random: () => random });
    await http.send({ ...get, url: `${origin}/` });
    expect(sleeps).toEqual(expected);
  });

  test('also where the server says it in words that nobody understands', async () => {
    const { origin } = await serve({ status: 503, headers: { 'retry-after': 'soon' } }, fine);
    const { http, sleeps } = client([origin]);
    await http.send({ ...get, url: `${origin}/` });
    expect(sleeps[0]).toBeGreaterThan(0);
  });
});

/** A server that asks to wait this many seconds. */
const busy = (retryAfter: number) => ({ status: 429, headers: { 'retry-after': String(retryAfter) } });

describe('a server that asks for patience', () => {
  test.each([60, 300])('is waited for, and the log says so once: %i s', async (seconds) => {
    const { origin, port } = await serve(busy(seconds), fine);
    const { http, sleeps, info } = client([origin]);
    expect(await http.send({ ...get, url: `${origin}/` })).toMatchObject({ body: fine.body });
    expect(sleeps).toEqual([seconds * 1000]);
    expect(info).toEqual([expect.stringContaining(`127.0.0.1:${port} asks to wait ${seconds} s`)]);
  });

  test('again and again is waited for five minutes in all, and named with its time', async () => {
    const { origin, port } = await serve(busy(70));
    const { http, sleeps, info } = client([origin]);
    const error = await rejection(http.send({ ...get, url: `${origin}/` }));
    expect(sleeps).toEqual([70_000, 70_000, 70_000, 70_000]);
    expect(info).toHaveLength(1);
    expect(unavailable(error as HttpError)).toMatchObject({
      message: `127.0.0.1:${port} answers 429 and asks to wait 70 s: HTTP 429`,
      remedy: 'Run the step again in 70 s.',
    });
  });

  test('for longer than five minutes ends the run with the time to wait', async () => {
    const { origin, port } = await serve({ ...busy(900), body: '{"message":"Slow down"}' });
    const { http, sleeps } = client([origin]);
    const error = await rejection(http.send({ ...get, url: `${origin}/` }));
    expect(sleeps).toEqual([]);
    expect(unavailable(error as HttpError)).toMatchObject({
      kind: 'failure',
      message: `127.0.0.1:${port} answers 429 and asks to wait 15 min: Slow down`,
      remedy: 'Run the step again in 15 min.',
    });
  });

  test('does not make other retries last longer than 30 s', async () => {
    const { origin } = await serve(busy(60), { status: 503 });
    const { http, sleeps } = client([origin]);
    expect(await rejection(http.send({ ...get, url: `${origin}/` }))).toMatchObject({ status: 503 });
    expect(sleeps[0]).toBe(60_000);
    expect(total(sleeps.slice(1))).toBeLessThanOrEqual(30_000);
  });

  test('is not waited for by a report, which has a signal of its own', async () => {
    const { origin } = await serve(busy(60));
    const { http, sleeps, info } = client([origin]);
    const { signal } = new AbortController();
    const report = { ...post, url: `${origin}/`, signal };
    expect(await rejection(http.send(report))).toMatchObject({ status: 429, requestedWait: 60_000 });
    expect([sleeps, info]).toEqual([[], []]);
  });
});

describe('after 30 seconds a call is given up', () => {
  test('and the error names the server that stays down', async () => {
    const { origin, port } = await serve({ status: 503 });
    const { http, sleeps } = client([origin]);
    const error = await rejection(http.send({ ...get, url: `${origin}/projects/abc123` }));
    expect(String(error)).toContain(`127.0.0.1:${port}/projects/abc123`);
    expect(sleeps.length).toBeGreaterThan(2);
    expect(total(sleeps)).toBeLessThanOrEqual(30_000);
  });

  test('and a server that asks for more patience is not waited for', async () => {
    const { received, origin } = await serve({ status: 429, headers: { 'retry-after': '3600' } });
    const { http, sleeps } = client([origin]);
    expect(await rejection(http.send({ ...get, url: `${origin}/` }))).toMatchObject({ status: 429 });
    expect(received).toHaveLength(1);
    expect(sleeps).toEqual([]);
  });

  test.each([get, post])('and a refused connection names host and port: $method', async (request) => {
    const { origin, port } = await nobodyThere();
    const { http, sleeps } = client([origin]);
    const error = await rejection(http.send({ ...request, url: `${origin}/projects` }));
    expect(error).toMatchObject({ name: 'PipeError', kind: 'failure', remedy: expect.stringMatching(/\w/) });
    expect(String(error)).toContain(`127.0.0.1:${port}`);
    expect(String(error)).toContain('ECONNREFUSED');
    expect(total(sleeps)).toBeLessThanOrEqual(30_000);
  });
});
