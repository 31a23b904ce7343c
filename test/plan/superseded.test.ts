import { describe, expect, test } from 'vitest';
import {
  branchTarget,
  environment,
  kindsOf,
  older,
  onlyAction,
  planFor,
  previewEnvironment,
  pullRequestTarget,
  tip,
} from './world.ts';

const targets = [
  { what: 'branch', target: branchTarget('feature/login') },
  { what: 'pull request', target: pullRequestTarget() },
];

describe.each(targets)('the run of a $what', ({ target }) => {
  test('that started for an older commit pushes nothing and names the newer one', () => {
    const action = onlyAction(planFor(target, { commit: older }));
    expect(action.kind).toBe('skip');
    expect(action.reason).toContain(older.slice(0, 8));
    expect(action.reason).toContain(`superseded by ${tip.slice(0, 8)}`);
  });

  test.each([
    { how: 'named whole', commit: tip },
    { how: 'abbreviated', commit: tip.slice(0, 12) },
    { how: 'not named', commit: undefined },
  ])('deploys the tip when its commit is $how', ({ commit }) => {
    expect(kindsOf(planFor(target, { commit }))).toEqual(['create']);
  });
});

test("a tip that Bitbucket abbreviates is the run's own commit", () => {
  const source = { name: 'feature/login', commit: tip.slice(0, 12) };
  expect(kindsOf(planFor(pullRequestTarget({ source }), { commit: tip }))).toEqual(['create']);
});

test('an open pull request keeps its environment though its source branch and commit are gone', () => {
  const source = { name: 'feature/login', commit: '' };
  const environments = [environment('main'), previewEnvironment()];
  const kinds = kindsOf(planFor(pullRequestTarget({ source }), { environments }));
  expect(kinds).not.toContain('push');
});

test('every row of a plan gives its reason', () => {
  const environments = [
    environment('main'),
    previewEnvironment({
      headCommit: older,
      parent: 'other',
      title: '',
      clonesParentData: false,
      attributes: {},
    }),
  ];
  const { actions } = planFor(pullRequestTarget(), { environments });
  expect(actions).toHaveLength(2);
  for (const { reason } of actions) expect(reason).toMatch(/\w{4}/);
});
