import { describe, expect, test } from 'vitest';
import { type IssuedToken, renewingToken } from '../../src/http/renewing-token.ts';
import { fakeClock } from './fake-clock.ts';
import { rejection } from './loopback.ts';

const { signal } = new AbortController();

/** A token whose exchanges give "token-1", "token-2" and so on, each good for so many seconds, or fail. */
function tokenOf(seconds: number, ...failures: (Error | undefined)[]) {
  const clock = fakeClock();
  let exchanges = 0;
  const token = renewingToken(
    async (): Promise<IssuedToken> => {
      const failure = failures[exchanges];
      exchanges += 1;
      if (failure) throw failure;
      return { value: `token-${exchanges}`, lifetime: seconds * 1000 };
    },
    { clock },
  );
  const after = async (passed: number) => {
    await clock.sleep(passed * 1000, signal);
    return token.current();
  };
  return { ...token, after, exchanges: () => exchanges };
}

describe('a token', () => {
  test('is exchanged for when it is first needed, and not before', async () => {
    const { current, exchanges } = tokenOf(900);
    expect(exchanges()).toBe(0);
    expect(await current()).toBe('token-1');
    expect(await current()).toBe('token-1');
    expect(exchanges()).toBe(1);
  });

  test.each([
    { life: 900, good: 839, over: 2 },
    { life: 60, good: 47, over: 2 },
    { life: 10, good: 7, over: 2 },
  ])('of $life s is used for $good s at least, and renewed before its end', async ({ life, good, over }) => {
    const { current, after } = tokenOf(life);
    await current();
    expect(await after(good)).toBe('token-1');
    expect(good + over).toBeLessThan(life);
    expect(await after(over)).toBe('token-2');
    expect(await after(good)).toBe('token-2');
  });

  test.each([900, 60, 10])('of %i s is exchanged for once by callers side by side', async (life) => {
    const { current, after, exchanges } = tokenOf(life);
    const ask = () => Promise.all([current(), current(), current()]);
    expect(new Set(await ask())).toEqual(new Set(['token-1']));
    await after(life);
    expect(new Set(await ask())).toEqual(new Set(['token-2']));
    expect(exchanges()).toBe(2);
  });

  test('that is due is renewed once by callers side by side', async () => {
    const { current, exchanges, after } = tokenOf(60);
    await current();
    expect(await Promise.all([after(60), current(), current()])).toEqual(['token-2', 'token-2', 'token-2']);
    expect(exchanges()).toBe(2);
  });
});

describe('an exchange that fails', () => {
  const away = new Error('away');

  test('fails everyone who waited for it, and nobody who asks later', async () => {
    const { current, exchanges } = tokenOf(900, away);
    expect(await Promise.all([rejection(current()), rejection(current())])).toEqual([away, away]);
    expect(exchanges()).toBe(1);
    expect(await current()).toBe('token-2');
  });

  test('is tried again also where it should have renewed a token', async () => {
    const { current, after } = tokenOf(60, undefined, away);
    await current();
    expect(await rejection(after(60))).toBe(away);
    expect(await current()).toBe('token-3');
  });
});

describe('a token that a server refused', () => {
  test('is replaced, by one exchange for all requests side by side', async () => {
    const { current, replace, exchanges } = tokenOf(900);
    const used = await current();
    expect(await Promise.all([replace(used), replace(used), current()])).toEqual([
      'token-2',
      'token-2',
      'token-2',
    ]);
    expect(exchanges()).toBe(2);
  });

  test('is not replaced again by a request that is late to hear of it', async () => {
    const { current, replace } = tokenOf(900);
    const used = await current();
    expect(await replace(used)).toBe('token-2');
    expect(await replace(used)).toBe('token-2');
  });
});

test('a report whose time is over does not wait for a token, which others still get', async () => {
  const { promise, resolve } = Promise.withResolvers<IssuedToken>();
  const { current } = renewingToken(() => promise, { clock: fakeClock() });
  const report = new AbortController();
  const late = new Error('The time of the report is over.');
  const [ended, other] = [rejection(current(report.signal)), current()];
  report.abort(late);
  expect(await ended).toBe(late);
  expect(await rejection(current(report.signal))).toBe(late);
  resolve({ value: 'token-1', lifetime: 60_000 });
  expect(await other).toBe('token-1');
});
