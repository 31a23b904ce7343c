/** PULL_REQUEST_PARENT: the one environment below which those of pull requests hang, and whose data they get. */
import { describe, expect, test } from 'vitest';
import type { Environment } from '../../src/plan/world.ts';
import {
  changesIn,
  desiredBy,
  environment,
  kindsOf,
  older,
  onlyAction,
  planFor,
  previewEnvironment,
  pullRequestTarget,
} from './world.ts';

const below = { pullRequestParent: 'sanitised' };
const sanitised = (changes: Partial<Environment> = {}) => environment('sanitised', changes);
const preview = (changes: Partial<Environment> = {}) =>
  previewEnvironment({ parent: 'sanitised', ...changes });

/** The plan for a pull request into `target`, in a project with these environments beside main. */
function plan(others: Environment[], policy: object = {}, target = 'main') {
  const environments = [environment('main'), ...others];
  return planFor(pullRequestTarget({ target }), { environments }, { ...below, ...policy });
}

describe('a new environment hangs below the parent that is set', () => {
  test.each(['main', 'develop', 'sanitised'])('wherever the pull request goes: %s', (target) => {
    const made = plan([sanitised(), environment('develop')], {}, target);
    expect(desiredBy(made)).toMatchObject({ parent: 'sanitised', clonesParentData: true });
    expect(onlyAction(made).reason).toBe('pull request 7 is open; data from sanitised (PULL_REQUEST_PARENT)');
  });

  test.each(['inactive', 'paused'] as const)(
    'and gets no data while that is %s, as the plan says',
    (status) => {
      const made = plan([sanitised({ status, hasDeployment: status === 'paused' })]);
      expect(desiredBy(made)).toMatchObject({ parent: 'sanitised', clonesParentData: false });
      expect(onlyAction(made).reason).toBe(
        'pull request 7 is open; no data from sanitised (PULL_REQUEST_PARENT), which is not active and has none to copy',
      );
    },
  );

  test('and gets no data with PULL_REQUESTS_CLONE_PARENT_DATA=false', () => {
    const made = plan([sanitised()], { pullRequestsCloneParentData: false });
    expect(desiredBy(made)).toMatchObject({ parent: 'sanitised', clonesParentData: false });
    expect(onlyAction(made).reason).toBe(
      'pull request 7 is open; no data from sanitised (PULL_REQUEST_PARENT)',
    );
  });
});

describe('without a parent that can be', () => {
  test.each<{ what: string; others: Environment[]; reason: string; policy?: object }>([
    { what: 'there is none of that name', others: [], reason: 'does not exist on Upsun' },
    {
      what: 'it is being deleted',
      others: [sanitised({ status: 'deleting' })],
      reason: 'does not exist on Upsun',
    },
    {
      what: 'it is this very environment',
      others: [],
      policy: { pullRequestParent: 'pr-7' },
      reason: 'it is this environment itself or below it',
    },
    {
      what: 'it hangs below this environment',
      others: [preview({ headCommit: older }), sanitised({ parent: 'pr-7' })],
      reason: 'it is this environment itself or below it',
    },
    {
      what: 'it hangs below something below this environment',
      others: [
        preview({ headCommit: older, parent: 'main' }),
        sanitised({ parent: 'between' }),
        environment('between', { parent: 'pr-7' }),
      ],
      reason: 'it is this environment itself or below it',
    },
  ])('nothing is done for the pull request: $what', ({ others, policy, reason }) => {
    const action = onlyAction(plan(others, policy));
    expect(action.kind).toBe('fail');
    expect(action.reason).toContain(reason);
    expect(action.reason).toContain('PULL_REQUEST_PARENT');
  });

  test('what is up to date stays so, and the next commit fails', () => {
    expect(kindsOf(plan([preview({ parent: 'main' })]))).toEqual(['keep']);
    expect(kindsOf(plan([preview({ parent: 'main', title: 'Old' })]))).toEqual(['edit']);
    expect(kindsOf(plan([preview({ status: 'deleting' })]))).toEqual(['fail']);
    expect(kindsOf(plan([preview({ parent: 'main', headCommit: older })]))).toEqual(['fail']);
    expect(kindsOf(plan([preview({ status: 'inactive', hasDeployment: false })]))).toEqual(['fail']);
  });

  test('a pull request that gets no environment is skipped all the same', () => {
    expect(kindsOf(plan([], { pullRequestTargets: ['release/*'] }))).toEqual(['skip']);
  });
});

describe('an environment that is there', () => {
  test('is moved below the parent, and only then gets its data again', () => {
    const existing = preview({ parent: 'main', headCommit: older });
    const made = plan([sanitised(), existing], { resyncPullRequests: true });
    expect(kindsOf(made)).toEqual(['edit', 'synchronize', 'push']);
    expect(changesIn(made)).toEqual({ parent: 'sanitised' });
    expect(made.actions[1]).toMatchObject({ onlyFrom: 'sanitised' });
  });

  test('stays below it when the pull request is retargeted', () => {
    expect(kindsOf(plan([sanitised(), environment('develop'), preview()], {}, 'develop'))).toEqual(['keep']);
  });

  test.each(['inactive', 'paused'] as const)(
    'gets no data again while that is %s, as the plan says',
    (status) => {
      const others = [sanitised({ status }), preview({ headCommit: older })];
      const made = plan(others, { resyncPullRequests: true });
      expect(onlyAction(made)).toMatchObject({
        kind: 'push',
        reason: expect.stringContaining('no data from sanitised') as string,
      });
    },
  );

  test('is not changed because its parent is paused or wakes up', () => {
    for (const clonesParentData of [true, false])
      for (const status of ['paused', 'active'] as const)
        expect(kindsOf(plan([sanitised({ status }), preview({ clonesParentData })]))).toEqual(['keep']);
  });

  test('and is inactive comes back with the data of that parent alone', () => {
    const inactive = { status: 'inactive', hasDeployment: false } as const;
    const back = plan([sanitised(), preview(inactive)]);
    expect(onlyAction(back)).toMatchObject({ kind: 'activate', onlyFrom: 'sanitised' });

    const without = plan([sanitised({ status: 'paused' }), preview(inactive)]);
    expect(kindsOf(without)).toEqual(['edit', 'activate']);
    expect(changesIn(without)).toEqual({ clonesParentData: false });
    expect(without.actions[1]?.reason).toBe(
      'it is inactive and should be active; no data from sanitised, which is not active and has none to copy',
    );
  });

  test('and is paused keeps its own data', () => {
    expect(onlyAction(plan([sanitised(), preview({ status: 'paused' })]))).toEqual({
      kind: 'resume',
      id: 'pr-7',
      reason: 'it is paused and should be active',
    });
  });
});
