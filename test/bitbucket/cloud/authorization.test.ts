import { describe, expect, test } from 'vitest';
import { authorize } from '../../../src/bitbucket/cloud/authorization.ts';
import { isAbsence } from '../../../src/bitbucket/cloud/errors.ts';
import { createRedactor } from '../../../src/text/redact.ts';
import { client, rejection, type Reply, serve } from '../../http/loopback.ts';
import { fakeClock } from '../../http/fake-clock.ts';

const { signal } = new AbortController();
const consumer = {
  kind: 'oauth-consumer',
  variable: 'BITBUCKET_OAUTH_KEY',
  key: 'key',
  secret: 's3cret',
} as const;

const token = (access_token: string, expires_in = 7200): Reply => ({
  body: JSON.stringify({ access_token, expires_in, token_type: 'bearer' }),
});

async function consumerOf(...replies: Reply[]) {
  const { origin, received } = await serve(...replies);
  const { http } = client([origin]);
  const clock = fakeClock();
  const redactor = createRedactor([]);
  return {
    origin,
    received,
    clock,
    redactor,
    ...authorize(consumer, { http, oauthUrl: origin, clock, redactor }),
  };
}

describe('the token of an OAuth consumer', () => {
  test('is asked for once, by key and secret, and is good for the API and for git', async () => {
    const { header, git, received } = await consumerOf(token('first'), token('second'));
    expect(await header()).toBe('Bearer first');
    expect(await git()).toEqual({ user: 'x-token-auth', password: 'first' });
    expect(received.map(({ method, body }) => [method, body])).toEqual([
      ['POST', 'grant_type=client_credentials'],
    ]);
    expect(received[0]?.headers.authorization).toBe(`Basic ${btoa('key:s3cret')}`);
  });

  test('is renewed a minute before it expires', async () => {
    const { header, clock } = await consumerOf(token('first', 600), token('second', 600));
    await header();
    await clock.sleep(539_000, signal);
    expect(await header()).toBe('Bearer first');
    await clock.sleep(2000, signal);
    expect(await header()).toBe('Bearer second');
  });

  test('is asked for again where that failed', async () => {
    const { header } = await consumerOf({ status: 400, body: '{"error":"invalid"}' }, token('second'));
    expect(await rejection(header())).toMatchObject({ kind: 'configuration' });
    expect(await header()).toBe('Bearer second');
  });

  test.each([
    { life: 60, used: 47 },
    { life: 10, used: 7 },
  ])('of $life s is used for $used s at least', async ({ life, used }) => {
    const { header, clock, received } = await consumerOf(token('first', life), token('second', life));
    await header();
    await clock.sleep(used * 1000, signal);
    expect(await header()).toBe('Bearer first');
    expect(received).toHaveLength(1);
  });

  test('is renewed once by requests side by side', async () => {
    const { header, git, clock, received } = await consumerOf(token('first', 10), token('second', 10));
    await header();
    await clock.sleep(10_000, signal);
    expect(await Promise.all([header(), header()])).toEqual(['Bearer second', 'Bearer second']);
    expect(await git()).toMatchObject({ password: 'second' });
    expect(received).toHaveLength(2);
  });

  test('is never shown', async () => {
    const { header, redactor } = await consumerOf(token('first-token'));
    await header();
    expect(redactor.redact(`first-token ${btoa('key:s3cret')}`)).toBe('*** ***');
  });

  test.each<[string, Reply]>([
    ['404', { status: 404, body: '{"type":"error","error":{"message":"Gone"}}' }],
    ['409', { status: 409 }],
    ['429 for too long', { status: 429, headers: { 'retry-after': '900' } }],
    ['500', { status: 500 }],
    ['a redirection', { status: 302, headers: { location: 'https://login.example.com/' } }],
    ['HTML', { body: '<html>Sign in</html>' }],
    ['nothing', { body: '' }],
  ])(
    'that the server answers with %s is an error of that server, and nothing seems to be missing',
    async (_what, reply) => {
      const { header, origin } = await consumerOf(reply);
      const error = await rejection(header());
      expect(error).toMatchObject({
        name: 'PipeError',
        kind: 'failure',
        remedy: expect.stringMatching(/\w/),
      });
      expect(String(error)).toContain(new URL(origin).host);
      expect(isAbsence(error)).toBe(false);
    },
  );
});
