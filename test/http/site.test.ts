import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Clock, systemClock } from '../../src/clock.ts';
import { openSites, type SiteQuestion } from '../../src/http/site.ts';
import { temporaryDirectory } from '../git/repositories.ts';
import { createCertificateAuthority, startTlsFront } from '../sandbox/tls.ts';
import { nobodyThere, refusingProxy, serve } from './loopback.ts';

const user = { user: 'team', password: 'review-only-9f3b' };
const basic = `Basic ${Buffer.from('team:review-only-9f3b').toString('base64')}`;
const noProxies = { http: '', https: '', none: '' };

interface Options {
  ca?: string[];
  https?: string;
  clock?: Pick<Clock, 'timeout'>;
  signal?: AbortSignal;
}

function ask(address: string, question: Partial<SiteQuestion> = {}, options: Options = {}) {
  const url = new URL(address);
  const { ca, https = '', clock = systemClock, signal = new AbortController().signal } = options;
  const network = { proxies: { ...noProxies, https }, clock, signal, userAgent: 'upsun-environments/0.0.0' };
  const site = openSites({ ...network, ...(ca ? { ca } : {}) });
  return site({ url, origins: [url.origin], user: undefined, timeout: 5000, ...question });
}

test.each([200, 204, 304, 401, 404, 502])('an answer with %i is told as it is', async (status) => {
  const server = await serve({ status });
  expect(await ask(`${server.origin}/health?deep=1`)).toEqual({ kind: 'answered', status });
  expect(server.received).toMatchObject([{ method: 'GET', path: '/health?deep=1' }]);
  expect(server.received[0]?.headers.authorization).toBeUndefined();
});

describe('a redirection', () => {
  test('is followed within the routes of the environment, with the password for them', async () => {
    const second = await serve({ status: 200 });
    const first = await serve(
      { status: 302, headers: { location: '/on' } },
      { status: 301, headers: { location: `${second.origin}/there` } },
    );
    const origins = [first.origin, second.origin];
    expect(await ask(`${first.origin}/health`, { origins, user })).toEqual({ kind: 'answered', status: 200 });
    expect(first.received.map(({ path }) => path)).toEqual(['/health', '/on']);
    expect(first.received.map(({ headers }) => headers.authorization)).toEqual([basic, basic]);
    expect(second.received.map(({ path }) => path)).toEqual(['/there']);
  });

  test('takes no password to another address without TLS', async () => {
    const second = await serve({ status: 200 });
    const first = await serve({ status: 302, headers: { location: second.origin } });
    await ask(first.origin, { origins: [first.origin, second.origin], user });
    expect(second.received[0]?.headers.authorization).toBeUndefined();
  });

  test('is never followed to another host', async () => {
    const other = await serve({ status: 200 });
    const site = await serve({ status: 302, headers: { location: `${other.origin}/login` } });
    expect(await ask(site.origin, { user })).toEqual({ kind: 'redirected', to: other.origin });
    expect(other.received).toEqual([]);
  });

  test('is given up where it leads in a circle', async () => {
    const site = await serve({ status: 302, headers: { location: '/' } });
    expect(await ask(site.origin)).toEqual({ kind: 'redirected', to: 'itself' });
    expect(site.received).toHaveLength(11);
  });

  test('without an address is an answer, and with a wrong one is said', async () => {
    expect(await ask((await serve({ status: 302 })).origin)).toEqual({ kind: 'answered', status: 302 });
    const wrong = await serve({ status: 302, headers: { location: 'https://:0' } });
    expect(await ask(wrong.origin)).toEqual({ kind: 'redirected', to: 'an address that is not valid' });
  });
});

test('a server that is not there, or breaks off, gives no answer', async () => {
  expect(await ask((await nobodyThere()).origin)).toEqual({ kind: 'unanswered', code: 'ECONNREFUSED' });
  expect(await ask((await serve('drop')).origin)).toMatchObject({ kind: 'unanswered' });
});

test('a server that says nothing is given up when the time is over', async () => {
  const { origin } = await serve('hang');
  expect(await ask(origin, { timeout: 50 })).toEqual({ kind: 'unanswered', code: 'timeout' });
});

test('a page that never ends is an answer all the same', async () => {
  const server = createServer((_request, response) => {
    response.writeHead(200);
    response.write('x'.repeat(100_000));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  expect(await ask(`http://127.0.0.1:${port}/`)).toEqual({ kind: 'answered', status: 200 });
});

test('a certificate that nobody vouches for is told apart', async () => {
  const authority = await createCertificateAuthority(await temporaryDirectory());
  const site = await serve({ status: 200 });
  const front = await startTlsFront(await authority.issue('localhost'), site.origin);
  onTestFinished(front.close);
  const address = `https://localhost:${front.port}/health`;
  expect(await ask(address, { user })).toMatchObject({ kind: 'untrusted' });
  expect(site.received).toEqual([]);
  const ca = [await readFile(authority.file, 'utf8')];
  expect(await ask(address, { user }, { ca })).toEqual({ kind: 'answered', status: 200 });
});

test('the proxy of the step is used, and what it refuses is said', async () => {
  const proxy = await refusingProxy(403);
  const answer = await ask('https://pr-7.example.com/health', {}, { https: proxy.origin });
  expect(answer).toEqual({ kind: 'unanswered', code: 'the proxy answered 403' });
  expect(proxy.asked).toEqual(['pr-7.example.com:443']);
});

test('a run that is stopped asks no longer', async () => {
  const stopping = new AbortController();
  const { origin } = await serve('hang');
  const asked = ask(origin, {}, { signal: stopping.signal });
  stopping.abort(new Error('Stopped by SIGTERM'));
  await expect(asked).rejects.toThrow('Stopped by SIGTERM');
});
