import { describe, expect, test, vi } from 'vitest';
import { fakeClock } from './fake-clock.ts';
import { client, rejection, serve } from './loopback.ts';

const stopped = new Error('Stopped by SIGTERM');
const get = { method: 'GET' } as const;

describe('a signal ends a request', () => {
  test('that is under way', async () => {
    const { origin, received } = await serve('hang');
    const stopping = new AbortController();
    const { http } = client([origin], { signal: stopping.signal });
    const ended = rejection(http.send({ ...get, url: `${origin}/` }));
    await vi.waitUntil(() => received.length > 0, { interval: 5 });
    stopping.abort(stopped);
    expect(await ended).toBe(stopped);
  });

  test('that waits for its next try', async () => {
    const { origin, received } = await serve({ status: 503 });
    const stopping = new AbortController();
    const sleep = async (_milliseconds: number, signal: AbortSignal) => {
      stopping.abort(stopped);
      signal.throwIfAborted();
    };
    const clock = { ...fakeClock(), sleep };
    const { http } = client([origin], { signal: stopping.signal, clock });
    expect(await rejection(http.send({ ...get, url: `${origin}/` }))).toBe(stopped);
    expect(received).toHaveLength(1);
  });

  test('that was not sent yet', async () => {
    const { origin, received } = await serve();
    const { http } = client([origin], { signal: AbortSignal.abort(stopped) });
    expect(await rejection(http.send({ ...get, url: `${origin}/` }))).toBe(stopped);
    expect(received).toEqual([]);
  });

  test('unless the request has its own: what must still be said after that', async () => {
    const { origin, received } = await serve();
    const { http } = client([origin], { signal: AbortSignal.abort(stopped) });
    const { signal } = new AbortController();
    await http.send({ method: 'POST', url: `${origin}/status`, json: { state: 'STOPPED' }, signal });
    expect(received[0]?.body).toContain('STOPPED');
  });

  test('and its own ends it alone', async () => {
    const { origin } = await serve('hang', {});
    const { http } = client([origin]);
    const own = AbortSignal.abort(stopped);
    expect(await rejection(http.send({ ...get, url: `${origin}/`, signal: own }))).toBe(stopped);
  });
});
