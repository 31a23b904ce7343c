import { describe, expect, test } from 'vitest';
import { PipeError } from '../../src/errors.ts';
import { follow } from '../../src/apply/follow.ts';
import type { UpsunActivity } from '../../src/upsun/upsun.ts';
import { rejection } from '../http/loopback.ts';
import { applyContext, pushActivity } from './context.ts';

const running = pushActivity({ state: 'in_progress', result: null });

/** Follows an activity that Upsun answers for in this way, by the milliseconds since the beginning. */
function followed(answer: (elapsed: number) => UpsunActivity | undefined) {
  let started = 0;
  const { context, clock } = applyContext({
    upsun: {
      activity: async () => answer(clock.now() - started),
      async *log() {},
      activities: async () => [],
      environment: async () => undefined,
    },
  });
  started = clock.now();
  return { end: follow('pr-7', running, context), waited: () => clock.now() - started };
}

describe('an activity that Upsun does not find while it is followed', () => {
  test('is waited for, as a list can show it before it can be read', async () => {
    const { end } = followed((elapsed) => (elapsed < 50_000 ? undefined : pushActivity()));
    expect(await end).toMatchObject({ kind: 'succeeded' });
  });

  test('for a minute each time that it is missing', async () => {
    const { end } = followed((elapsed) => {
      if (elapsed % 60_000 < 50_000) return undefined;
      return elapsed > 170_000 ? pushActivity() : running;
    });
    expect(await end).toMatchObject({ kind: 'succeeded' });
  });

  test('is an error after a minute, which names the activity', async () => {
    const { end, waited } = followed(() => undefined);
    expect(await rejection(end)).toMatchObject({
      name: 'PipeError',
      kind: 'failure',
      message: expect.stringContaining('activity a1 of environment pr-7'),
      remedy: expect.stringMatching(/\w/),
    });
    expect(waited()).toBeLessThan(70_000);
  });
});

/** A clock on which nobody wakes before `signal` ends the sleep, up to the first time that it does. */
function sleeperClock() {
  const sleeps: number[] = [];
  let isAwake = false;
  return {
    sleeps,
    now: () => 0,
    timeout: () => new AbortController().signal,
    async sleep(milliseconds: number, signal: AbortSignal) {
      signal.throwIfAborted();
      sleeps.push(milliseconds);
      if (isAwake) return;
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      isAwake = true;
      signal.throwIfAborted();
    },
  };
}

/** Follows an activity whose log ends while everybody sleeps, and which is over at a later look. */
async function followedToTheEndOfItsLog(looksBefore: number) {
  const clock = sleeperClock();
  let looks = 0;
  const { context } = applyContext({
    clock,
    upsun: {
      activity: async () => (++looks > looksBefore ? pushActivity() : running),
      async *log() {
        yield 'Deploying';
        while (clock.sleeps.length === 0) await Promise.resolve();
      },
      activities: async () => [],
      environment: async () => undefined,
    },
  });
  return { end: await follow('pr-7', running, context), sleeps: clock.sleeps };
}

describe('the end of the log', () => {
  test('is the moment to look again', async () => {
    const { end } = await followedToTheEndOfItsLog(0);
    expect(end).toMatchObject({ kind: 'succeeded' });
  });

  test('is followed by short pauses where the activity is not over yet', async () => {
    const { end, sleeps } = await followedToTheEndOfItsLog(2);
    expect(end).toMatchObject({ kind: 'succeeded' });
    expect(sleeps.slice(1, 3)).toEqual([250, 375]);
  });

  test('is no reason to look without a pause for the rest of the time', async () => {
    const { end, sleeps } = await followedToTheEndOfItsLog(100);
    expect(end).toMatchObject({ kind: 'succeeded' });
    expect(sleeps.length).toBeGreaterThan(99);
  });
});

/** Follows an activity that is over already, and whose log brings a line after each of these milliseconds. */
async function followedWithLateLog(delays: readonly number[], { breaks = false } = {}) {
  const { context, clock, log } = applyContext({
    upsun: {
      activity: async () => pushActivity(),
      async *log(_activity, signal) {
        for (const [index, delay] of delays.entries()) {
          await later(delay, signal);
          yield `line ${index}\n`;
        }
        if (breaks) throw new PipeError('failure', 'The log broke off.');
      },
      activities: async () => [],
      environment: async () => undefined,
    },
  });
  /** Others move the clock. */
  async function later(delay: number, signal: AbortSignal) {
    const until = clock.now() + delay;
    while (clock.now() < until && !signal.aborted) await Promise.resolve();
    if (signal.aborted) await new Promise(() => {});
  }
  const end = await follow('pr-7', pushActivity(), context);
  return { end, lines: log.lines().join('\n') };
}

describe('a log that arrives after its activity is over', () => {
  test('is shown to its end', async () => {
    const { end, lines } = await followedWithLateLog([5000, 5000, 5000, 5000]);
    expect(end).toMatchObject({ kind: 'succeeded' });
    expect(lines).toContain('line 3');
    expect(lines).not.toContain('WARNING');
  });

  test.each([
    ['that then stays silent', [5000, 60_000], {}],
    ['that breaks off', [5000], { breaks: true }],
  ])('%s is left, with the page that has the rest', async (_what, delays, how) => {
    const { end, lines } = await followedWithLateLog(delays, how);
    expect(end).toMatchObject({ kind: 'succeeded' });
    expect(lines).toContain('line 0');
    expect(lines).toContain(
      'WARNING: The rest of the log of pr-7 did not arrive. Read it in the console: https://console.example.com/pr-7/log/a1',
    );
  });
});
