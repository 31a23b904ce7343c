import { expect, test } from 'vitest';
import { systemClock } from '../src/clock.ts';
import { poll } from '../src/poll.ts';
import { rejection } from './http/loopback.ts';

const hour = 3_600_000;
const rarely = { bound: hour, pauses: { first: hour, longest: hour } };

test('a pause ends early where something wakes it', async () => {
  const wake = new AbortController();
  let looks = 0;
  const seen = await poll(
    async () => {
      if (looks === 0) setImmediate(() => wake.abort());
      looks += 1;
      return looks === 2 ? 'seen' : undefined;
    },
    { ...rarely, wake: wake.signal },
    { clock: systemClock, signal: new AbortController().signal },
  );
  expect(seen).toBe('seen');
});

test('what ends the run ends a pause with its reason, also where something may wake it', async () => {
  const stopping = new AbortController();
  const seen = poll(
    async () => {
      setImmediate(() => stopping.abort(new Error('Stopped by SIGTERM')));
      return undefined;
    },
    { ...rarely, wake: new AbortController().signal },
    { clock: systemClock, signal: stopping.signal },
  );
  expect(await rejection(seen)).toMatchObject({ message: 'Stopped by SIGTERM' });
});

test('a clock that fails is not taken for something that woke it', async () => {
  const clock = {
    ...systemClock,
    now: () => 0,
    sleep: () => Promise.reject(new Error('The clock is broken')),
  };
  const seen = poll(
    async () => undefined,
    { ...rarely, wake: new AbortController().signal },
    { clock, signal: new AbortController().signal },
  );
  expect(await rejection(seen)).toMatchObject({ message: 'The clock is broken' });
});
