import { describe, expect, test } from 'vitest';
import type { ApplyContext } from '../../src/apply/context.ts';
import { applyPush } from '../../src/apply/push.ts';
import type { DesiredEnvironment } from '../../src/plan/desired.ts';
import type { UpsunActivity, UpsunEnvironment } from '../../src/upsun/upsun.ts';
import { older, tip } from '../plan/world.ts';
import { applyContext, environmentAtTip, pushActivity } from './context.ts';

const desired: DesiredEnvironment = {
  id: 'feature/login',
  commit: tip,
  active: true,
  parent: 'main',
  title: undefined,
  clonesParentData: undefined,
  resyncPullRequests: false,
  attributes: {},
  httpAuth: undefined,
  variables: [],
  reason: { code: 'new-commit', from: older, to: tip },
};

/** Applies a push to a branch that is at its commit already, with what Upsun says each time it is asked. */
async function applied(
  activities: readonly UpsunActivity[],
  later: Partial<UpsunActivity> = {},
  settings: Partial<ApplyContext['settings']> = {},
  environment: UpsunEnvironment = environmentAtTip(),
) {
  const { context, clock } = applyContext({
    upsun: {
      activities: async () => [...activities],
      activity: async (id) => pushActivity({ id, ...later }),
      async *log() {},
      environment: async () => environment,
    },
    push: async () => ({ kind: 'up-to-date' }),
    source: async () => ({
      directory: '/clone',
      find: async () => tip,
      remoteTag: async () => undefined,
      descends: async () => true,
      isOnBranch: async () => true,
      remoteBranches: async () => new Map(),
      remoteHead: async () => 'main',
      complete: async () => tip,
      changedFiles: async () => [],
      merge: async () => {
        throw new Error('Nothing is merged.');
      },
    }),
  });
  const action = { kind: 'push', id: desired.id, desired, from: older, reason: desired.reason } as const;
  const started = clock.now();
  const outcome = await applyPush(action, { ...context, settings: { ...context.settings, ...settings } });
  return { outcome, waited: clock.now() - started };
}

describe('a commit that somebody else pushed in the same moment is not waited for a second time', () => {
  test('but its deployment is followed to its end', async () => {
    const running = pushActivity({ id: 'theirs', state: 'in_progress', result: null });
    const { outcome, waited } = await applied([running]);
    expect(outcome).toMatchObject({ kind: 'deployed', activity: { id: 'theirs' } });
    expect(waited).toBeLessThan(20_000);
  });

  test('and what came of it counts, also a failure', async () => {
    const { outcome } = await applied([pushActivity({ result: 'failure' })]);
    expect(outcome).toMatchObject({ kind: 'failed' });
  });

  test('with WAIT=false it is left to itself', async () => {
    const running = pushActivity({ state: 'in_progress', result: null });
    expect(await applied([running], {}, { wait: false })).toMatchObject({ outcome: { kind: 'queued' } });
  });

  test('and where no activity tells of it, ten seconds are enough', async () => {
    const ofAnother = pushActivity({ commit: older });
    const { outcome, waited } = await applied([ofAnother]);
    expect(outcome).toEqual({ kind: 'unchanged' });
    expect(waited).toBeLessThan(15_000);
  });
});
