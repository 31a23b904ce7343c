import { describe, expect, test } from 'vitest';
import { isDueTo } from '../../src/http/errors.ts';
import { openSession } from '../../src/upsun/session.ts';
import { createRedactor } from '../../src/text/redact.ts';
import { fakeClock } from '../http/fake-clock.ts';
import { client, rejection, type Reply, serve } from '../http/loopback.ts';

const { signal } = new AbortController();

const token = (access_token: string, expires_in = 900): Reply => ({
  body: JSON.stringify({ access_token, expires_in, token_type: 'bearer' }),
});
const refusal: Reply = { status: 401, body: '{"message":"The token is not valid."}' };

/** A session with these answers of the token server and of the API, in turn. */
async function sessionOf(tokens: Reply[], answers: Reply[] = [{}]) {
  const auth = await serve(...tokens);
  const api = await serve(...answers);
  const { http } = client([auth.origin, api.origin]);
  const hosts = { api: api.origin, auth: auth.origin, console: api.origin };
  const clock = fakeClock();
  const redactor = createRedactor([]);
  const session = openSession({ http, hosts, token: 'api-token', redactor, clock });
  return {
    ...session,
    api,
    auth,
    get: () => session.send({ method: 'GET', url: `${api.origin}/projects/abc123` }),
    clock,
    redactor,
    exchanges: auth.received,
    shown: () => api.received.map(({ headers }) => headers.authorization),
  };
}

describe('the access token', () => {
  test('is exchanged for once, and shown with every request', async () => {
    const { get, authorization, exchanges, shown } = await sessionOf([token('first'), token('second')]);
    await Promise.all([get(), get()]);
    expect(await authorization()).toEqual({ authorization: 'Bearer first' });
    expect(shown()).toEqual(['Bearer first', 'Bearer first']);
    expect(exchanges.map(({ body }) => body)).toEqual(['grant_type=api_token&api_token=api-token']);
  });

  test('is asked for again where the exchange failed', async () => {
    const { get, shown } = await sessionOf([{ status: 400, body: '{"error":"invalid"}' }, token('second')]);
    expect(await rejection(get())).toMatchObject({ kind: 'configuration' });
    await get();
    expect(shown()).toEqual(['Bearer second']);
  });

  test.each([
    { life: 900, used: 839 },
    { life: 60, used: 47 },
    { life: 10, used: 7 },
  ])('of $life s is used for $used s at least', async ({ life, used }) => {
    const { get, clock, exchanges } = await sessionOf([token('first', life), token('second', life)]);
    await get();
    await clock.sleep(used * 1000, signal);
    await Promise.all([get(), get()]);
    expect(exchanges).toHaveLength(1);
  });

  test('is renewed once by requests side by side', async () => {
    const { get, clock, exchanges, shown } = await sessionOf([token('first', 10), token('second', 10)]);
    await get();
    await clock.sleep(10_000, signal);
    await Promise.all([get(), get(), get()]);
    expect(exchanges).toHaveLength(2);
    expect(shown().slice(1)).toEqual(['Bearer second', 'Bearer second', 'Bearer second']);
  });

  test('is never shown in a log', async () => {
    const { get, redactor } = await sessionOf([token('first-token')]);
    await get();
    expect(redactor.redact('first-token')).toBe('***');
  });
});

describe('an access token that the API refuses', () => {
  test('is replaced once for requests side by side, which are sent again', async () => {
    const tokens = [token('first'), token('second'), token('third')];
    const { get, exchanges, shown } = await sessionOf(tokens, [refusal, refusal, {}]);
    await Promise.all([get(), get()]);
    expect(exchanges).toHaveLength(2);
    expect(shown().slice(2)).toEqual(['Bearer second', 'Bearer second']);
  });

  test('twice is an error that names the variable', async () => {
    const { get } = await sessionOf([token('first'), token('second')], [refusal]);
    const error = await rejection(get());
    expect(error).toMatchObject({ kind: 'configuration' });
    expect(String(error)).toContain('UPSUN_CLI_TOKEN');
  });

  test('does not fail what comes after a replacement that failed', async () => {
    const away: Reply = { status: 400, body: '{"error":"invalid"}' };
    const { get, shown } = await sessionOf([token('first'), away, token('third')], [refusal, {}]);
    expect(await rejection(get())).toMatchObject({ kind: 'configuration' });
    await get();
    expect(shown()).toEqual(['Bearer first', 'Bearer third']);
  });
});

/** What a server answers that wants a second factor: only the header says so. */
const stepUp: Reply = {
  status: 401,
  headers: { 'www-authenticate': 'Bearer error="insufficient_user_authentication", max_age="3600"' },
  body: '{"amr":["mfa"],"max_age":3600}',
};

/** The error for a server at this port. */
const told = (port: number) => ({
  kind: 'configuration',
  message: `127.0.0.1:${port} asks for multi-factor authentication, which UPSUN_CLI_TOKEN does not carry.`,
  remedy: expect.stringMatching(/exempt the machine user .* or to enable it .* new API token/),
});

describe('a second factor that the token does not carry is told with what an administrator does', () => {
  test('by the API, and another token is not asked for', async () => {
    const { get, api, exchanges } = await sessionOf([token('first')], [stepUp]);
    expect(await rejection(get())).toMatchObject(told(api.port));
    expect(exchanges).toHaveLength(1);
  });

  test('by the API, after it refused an old token', async () => {
    const { get, api } = await sessionOf([token('first'), token('second')], [refusal, stepUp]);
    expect(await rejection(get())).toMatchObject(told(api.port));
  });

  test('by the token server', async () => {
    const { get, auth } = await sessionOf([stepUp]);
    expect(await rejection(get())).toMatchObject(told(auth.port));
  });

  test('by the certificate server', async () => {
    const { certify, auth } = await sessionOf([token('first'), stepUp]);
    expect(await rejection(certify('ssh-ed25519 AAAA'))).toMatchObject(told(auth.port));
  });
});

describe('a server that answers something else is named, and nothing is taken for missing', () => {
  const strange: [string, Reply][] = [
    ['404', { status: 404, body: '{"message":"Not Found"}' }],
    ['409', { status: 409 }],
    ['429 for too long', { status: 429, headers: { 'retry-after': '900' } }],
    ['500', { status: 500 }],
    ['a redirection', { status: 302, headers: { location: 'https://login.example.com/' } }],
    ['HTML', { body: '<html>Sign in</html>' }],
    ['nothing', { body: '' }],
  ];

  test.each(strange)('the token server: %s', async (_what, reply) => {
    const { get, auth } = await sessionOf([reply]);
    const error = await rejection(get());
    expect(error).toMatchObject({ name: 'PipeError', kind: 'failure', remedy: expect.stringMatching(/\w/) });
    expect(String(error)).toContain(`127.0.0.1:${auth.port}`);
    expect(isDueTo(error, 404)).toBe(false);
  });

  test.each(strange)('the certificate server: %s', async (_what, reply) => {
    const { certify, auth } = await sessionOf([token('first'), reply]);
    const error = await rejection(certify('ssh-ed25519 AAAA'));
    expect(error).toMatchObject({ name: 'PipeError', kind: 'failure', remedy: expect.stringMatching(/\w/) });
    expect(String(error)).toContain(`127.0.0.1:${auth.port}`);
  });

  test.each([429, 502, 503])('a passing %i of either is tried again', async (status) => {
    const certificate = { body: '{"certificate":"ssh-ed25519-cert AAAA"}' };
    const { certify } = await sessionOf([{ status }, token('first'), { status }, certificate]);
    expect(await certify('ssh-ed25519 AAAA')).toBe('ssh-ed25519-cert AAAA');
  });
});
