import { describe, expect, test } from 'vitest';
import { wordReason } from '../../src/text/reasons.ts';
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

/** What a new pull request into develop hangs below, in a project with these environments beside main. */
function parentBelow(...others: Environment[]) {
  const plan = planFor(pullRequestTarget({ target: 'develop' }), {
    environments: [environment('main'), ...others],
  });
  return { parent: desiredBy(plan).parent, reason: onlyAction(plan).reason };
}

describe('the parent of a pull request environment is', () => {
  test.each<{ what: string; others: Environment[]; parent: string }>([
    { what: "the target's environment", others: [environment('develop')], parent: 'develop' },
    {
      what: 'that also while an activity keeps it busy',
      others: [environment('develop', { status: 'dirty' })],
      parent: 'develop',
    },
    {
      what: 'its parent where it is inactive',
      others: [environment('develop', { status: 'inactive' })],
      parent: 'main',
    },
    {
      what: 'its parent where it was never deployed',
      others: [environment('develop', { status: 'dirty', hasDeployment: false })],
      parent: 'main',
    },
    {
      what: 'its parent where it is paused',
      others: [environment('develop', { status: 'paused' })],
      parent: 'main',
    },
    {
      what: 'its parent where it is being deleted',
      others: [environment('develop', { status: 'deleting' })],
      parent: 'main',
    },
    {
      what: 'the nearest active ancestor',
      others: [
        environment('develop', { status: 'inactive', parent: 'next' }),
        environment('next', { status: 'inactive', parent: 'staging' }),
        environment('staging'),
      ],
      parent: 'staging',
    },
    {
      what: 'production where no ancestor is active',
      others: [
        environment('develop', { status: 'inactive', parent: 'next' }),
        environment('next', { status: 'inactive', parent: null }),
      ],
      parent: 'main',
    },
    {
      what: 'production where an ancestor is not to be seen',
      others: [environment('develop', { status: 'inactive', parent: 'gone' })],
      parent: 'main',
    },
    {
      what: 'production where the ancestors run in a circle',
      others: [
        environment('develop', { status: 'inactive', parent: 'next' }),
        environment('next', { status: 'inactive', parent: 'develop' }),
      ],
      parent: 'main',
    },
    { what: 'production where the target has no environment', others: [], parent: 'main' },
  ])('$what', ({ others, parent }) => {
    expect(parentBelow(...others).parent).toBe(parent);
  });
});

describe('the plan says where the data comes from', () => {
  test('and why not from the target when that is inactive', () => {
    const { reason } = parentBelow(environment('develop', { status: 'inactive' }));
    expect(reason).toContain('data from main');
    expect(reason).toContain('develop is not active');
  });

  test('and why not from the target when that has no environment', () => {
    const { reason } = parentBelow();
    expect(reason).toContain('data from main');
    expect(reason).toContain('develop has no environment');
  });

  test('and no more than that when it is the target', () => {
    const { reason } = parentBelow(environment('develop'));
    expect(reason).toContain('data from develop');
    expect(reason).not.toContain('main');
  });
});

describe('an environment that is there', () => {
  test.each(['pr-7', 'pr-8'])('does not hang below %s, which no target branch of that name has', (target) => {
    const environments = [environment('main'), environment('pr-8'), previewEnvironment()];
    const { kind, reason } = onlyAction(planFor(pullRequestTarget({ target }), { environments }));
    expect({ kind, reason }).toEqual({ kind: 'keep', reason: 'up to date' });
  });

  test('does not hang below what somebody hung below it', () => {
    const below = [
      environment('develop', { parent: 'between' }),
      environment('between', { parent: 'pr-7', status: 'inactive' }),
    ];
    const preview = previewEnvironment({ headCommit: older });
    const environments = [environment('main'), preview, ...below];
    const plan = planFor(pullRequestTarget({ target: 'develop' }), { environments });
    const desired = desiredBy(plan);
    expect({ ...desired, reason: wordReason(desired.reason) }).toMatchObject({
      parent: 'main',
      reason: expect.stringContaining('develop descends from it'),
    });
    expect(kindsOf(plan)).toEqual(['push']);
  });

  test('moves below the new target when the pull request is retargeted', () => {
    const environments = [environment('main'), environment('develop'), previewEnvironment()];
    const plan = planFor(pullRequestTarget({ target: 'develop' }), { environments });
    expect(changesIn(plan)).toEqual({ parent: 'develop' });
    expect(onlyAction(plan).reason).toContain('develop');
  });

  test('stays below its parent while that is paused', () => {
    const paused = environment('develop', { status: 'paused' });
    const environments = [environment('main'), paused, previewEnvironment({ parent: 'develop' })];
    expect(onlyAction(planFor(pullRequestTarget({ target: 'develop' }), { environments })).kind).toBe('keep');
  });
});
