/** A push that the server holds back, on a clock that nobody waits for. */
import { describe, expect, test } from 'vitest';
import { send } from '../../src/apply/send.ts';
import type { Push, PushResult } from '../../src/git/push.ts';
import type { UpsunActivity, UpsunEnvironment } from '../../src/upsun/upsun.ts';
import { rejection } from '../http/loopback.ts';
import { older, tip } from '../plan/world.ts';
import { applyContext, environmentAtTip, pushActivity } from './context.ts';

const request = {
  directory: '/clone',
  url: 'abc123@git.eu-5.platform.sh:abc123.git',
  commit: tip,
  branch: 'feature/login',
  expected: older,
  options: {},
};

interface Seen {
  environment?: Partial<UpsunEnvironment>;
  activities?: readonly UpsunActivity[];
}

/** A push that ends only when it is let go of, and what Upsun says each time it is asked. */
function held(answer: (elapsed: number) => Seen) {
  let isLetGo = false;
  const push: Push = (_request, signal) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        isLetGo = true;
        reject(signal.reason);
      });
    });
  let started = 0;
  const { context, clock } = applyContext({
    push,
    upsun: {
      activities: async () => [...(answer(clock.now() - started).activities ?? [])],
      environment: async () =>
        environmentAtTip({ headCommit: older, ...answer(clock.now() - started).environment }),
      activity: async () => undefined,
      async *log() {},
    },
  });
  started = clock.now();
  return { sent: send(request, new Set(['before']), context), isLetGo: () => isLetGo };
}

describe('a push that the server holds back has arrived', () => {
  test.each<[string, Seen]>([
    ['when the environment is at its commit', { environment: { headCommit: tip } }],
    ['when an activity carries its commit', { activities: [pushActivity({ id: 'new' })] }],
  ])('%s', async (_when, seen) => {
    const { sent } = held((elapsed) => (elapsed < 60_000 ? {} : seen));
    expect((await sent).result).toEqual({ kind: 'pushed', withOptions: true });
  });

  test('and has only stored the code where the environment is inactive', async () => {
    const { sent } = held(() => ({ environment: { headCommit: tip, status: 'inactive' } }));
    expect((await sent).result).toEqual({ kind: 'pushed', withOptions: false });
  });

  test('of somebody else who was faster, where the activity of its commit is from before', async () => {
    const { sent } = held(() => ({
      environment: { headCommit: tip },
      activities: [pushActivity({ id: 'before' })],
    }));
    expect((await sent).result).toEqual({ kind: 'up-to-date' });
  });

  test('not by an activity from before, nor by that of another commit', async () => {
    const others = [pushActivity({ id: 'before' }), pushActivity({ id: 'new', commit: older })];
    let looks = 0;
    const { sent } = held((elapsed) => {
      looks += 1;
      return elapsed < 60_000 ? { activities: others } : { environment: { headCommit: tip } };
    });
    await sent;
    expect(looks).toBeGreaterThan(20);
  });

  test('also where Upsun could not be asked for a while', async () => {
    const { sent } = held((elapsed) => {
      if (elapsed < 60_000) throw new Error('502 Bad gateway');
      return { environment: { headCommit: tip } };
    });
    expect((await sent).result).toMatchObject({ kind: 'pushed' });
  });

  test('and git is gone once it is let go of', async () => {
    const { sent, isLetGo } = held(() => ({ environment: { headCommit: tip } }));
    const { release } = await sent;
    expect(isLetGo()).toBe(false);
    await release();
    expect(isLetGo()).toBe(true);
  });
});

describe('a push that comes back', () => {
  const { context } = applyContext({
    upsun: {
      activities: async () => [],
      environment: async () => undefined,
      activity: async () => undefined,
      async *log() {},
    },
  });

  test('counts as what git says of it', async () => {
    const result: PushResult = { kind: 'lease-lost' };
    const sent = await send(request, new Set(), { ...context, push: async () => result });
    expect(sent.result).toBe(result);
  });

  test('with a refusal is that refusal', async () => {
    const refused = new Error('Upsun refused the push');
    const push = () => Promise.reject(refused);
    expect(await rejection(send(request, new Set(), { ...context, push }))).toBe(refused);
  });
});
