import { describe, expect, test } from 'vitest';
import { changesNeeded } from '../../src/plan/differences.ts';
import type { Environment } from '../../src/plan/world.ts';
import {
  branchTarget,
  changesIn,
  desiredBy,
  environment,
  kindsOf,
  older,
  planFor,
  previewEnvironment,
  pullRequestTarget,
  tip,
} from './world.ts';

const main = environment('main');
const push = { headCommit: older };
const activate = { activateBranches: ['feature/login'] };

test.each([
  { made: 'staging', changes: undefined },
  { made: null, changes: { parent: 'main' } },
])(
  'the new environment of a branch that hangs below $made by now is changed by $changes',
  ({ made, changes }) => {
    const desired = desiredBy(planFor(branchTarget('feature/login')));
    const { attributes } = desired;
    const existing = environment('feature/login', { parent: made, attributes });
    expect(changesNeeded(desired, existing)).toEqual(changes);
  },
);

describe('what is done for a branch depends on how its environment stands', () => {
  test.each<{ has: Partial<Environment>; policy?: object; kinds: string[] }>([
    { has: {}, kinds: ['keep'] },
    { has: push, kinds: ['push'] },
    { has: { headCommit: null }, kinds: ['push'] },
    { has: { ...push, status: 'inactive' }, kinds: ['push'] },
    { has: { ...push, status: 'dirty' }, kinds: ['push'] },
    { has: { status: 'dirty' }, kinds: ['keep'] },
    // An existing one keeps its status unless ACTIVATE_BRANCHES asks for more.
    { has: { status: 'inactive' }, kinds: ['keep'] },
    { has: { status: 'paused' }, kinds: ['keep'] },
    { has: { status: 'inactive' }, policy: activate, kinds: ['activate'] },
    { has: { status: 'paused' }, policy: activate, kinds: ['resume'] },
    { has: { status: 'deleting' }, kinds: ['wait'] },
    { has: { ...push, status: 'deleting' }, kinds: ['wait'] },
    // It keeps its parent, whoever chose it.
    { has: { parent: 'other' }, kinds: ['keep'] },
    { has: { parent: null }, kinds: ['keep'] },
    { has: { ...push, parent: 'other' }, kinds: ['push'] },
    { has: { status: 'inactive', parent: 'other' }, policy: activate, kinds: ['activate'] },
    { has: { attributes: {} }, kinds: ['edit'] },
    { has: { title: 'Named by hand', clonesParentData: false }, kinds: ['keep'] },
  ])('$has $policy → $kinds', ({ has, policy, kinds }) => {
    const environments = [main, environment('feature/login', has)];
    expect(kindsOf(planFor(branchTarget('feature/login'), { environments }, policy))).toEqual(kinds);
  });
});

describe('what is done for a pull request depends on how its environment stands', () => {
  test.each<{ has: Partial<Environment>; kinds: string[] }>([
    { has: {}, kinds: ['keep'] },
    { has: push, kinds: ['push'] },
    { has: { status: 'inactive' }, kinds: ['activate'] },
    { has: { status: 'paused' }, kinds: ['resume'] },
    { has: { status: 'deleting' }, kinds: ['wait'] },
    { has: { title: 'pr-7' }, kinds: ['edit'] },
    { has: { clonesParentData: false }, kinds: ['edit'] },
    { has: { ...push, parent: 'other', title: 'pr-7' }, kinds: ['edit', 'push'] },
  ])('$has → $kinds', ({ has, kinds }) => {
    const environments = [main, previewEnvironment(has)];
    expect(kindsOf(planFor(pullRequestTarget(), { environments }))).toEqual(kinds);
  });

  test('only what differs is edited, and the plan names it', () => {
    const environments = [main, previewEnvironment({ parent: 'other', clonesParentData: false })];
    const plan = planFor(pullRequestTarget(), { environments });
    expect(changesIn(plan)).toEqual({ parent: 'main', clonesParentData: true });
    expect(plan.actions[0]?.reason).toMatch(/parent becomes main.*data/);
  });

  test('data that shall not be copied any more is told apart from data that shall', () => {
    const reasons = [true, false].map((pullRequestsCloneParentData) => {
      const environments = [main, previewEnvironment({ clonesParentData: !pullRequestsCloneParentData })];
      return planFor(pullRequestTarget(), { environments }, { pullRequestsCloneParentData }).actions[0]
        ?.reason;
    });
    expect(reasons[0]).not.toContain('none');
    expect(reasons[1]).toContain('none');
  });
});

describe('a push', () => {
  test('replaces exactly the commit that was seen', () => {
    const environments = [main, environment('feature/login', push)];
    const { actions } = planFor(branchTarget('feature/login'), { environments });
    expect(actions).toMatchObject([{ kind: 'push', from: older, desired: { commit: tip } }]);
    expect(actions[0]?.reason).toContain(older.slice(0, 8));
    expect(actions[0]?.reason).toContain(tip.slice(0, 8));
  });

  test('of a first commit says so', () => {
    const environments = [main, environment('feature/login', { headCommit: null })];
    const { actions } = planFor(branchTarget('feature/login'), { environments });
    expect(actions).toMatchObject([{ kind: 'push', from: null }]);
    expect(actions[0]?.reason).toContain('first commit');
  });

  test('makes a new environment only where none was', () => {
    const { actions } = planFor(branchTarget('feature/login'));
    expect(actions).toMatchObject([{ kind: 'create', from: null }]);
  });
});

describe('a second run changes nothing', () => {
  test.each([
    { what: 'branch', target: branchTarget('feature/login'), status: 'inactive', policy: {} },
    { what: 'activated branch', target: branchTarget('feature/login'), status: 'active', policy: activate },
    { what: 'pull request', target: pullRequestTarget(), status: 'active', policy: {} },
    {
      what: 'pull request without data',
      target: pullRequestTarget(),
      status: 'active',
      policy: { pullRequestsCloneParentData: false },
    },
  ] as const)('for a $what', ({ target, status, policy }) => {
    const { id, title, commit, parent, clonesParentData, attributes } = desiredBy(
      planFor(target, {}, policy),
    );
    const made = environment(id, {
      status,
      headCommit: commit,
      parent: parent ?? null,
      title: title ?? id,
      clonesParentData: clonesParentData ?? true,
      attributes,
    });
    const again = planFor(target, { environments: [main, made] }, policy);
    expect(kindsOf(again)).toEqual(['keep']);
    expect(again.actions[0]?.reason).toContain('up to date');
  });
});

test('an environment that has the commit and is not active is said to be so', () => {
  const environments = [main, environment('feature/login', { status: 'inactive' })];
  const { actions } = planFor(branchTarget('feature/login'), { environments });
  expect(actions[0]?.reason).toContain('inactive');
});

const access = (users: Record<string, string>, isEnabled = true) => ({
  httpAccess: { isEnabled, users, addresses: ['rule'] },
});

describe('a preview that is to ask for a password', () => {
  const policy = { httpAuth: { user: 'ada', password: 'secret-word' } };
  const changes = (existing: Parameters<typeof previewEnvironment>[0]) =>
    changesIn(planFor(pullRequestTarget(), { environments: [main, previewEnvironment(existing)] }, policy));

  test.each([
    { what: 'nobody', ...access({}) },
    { what: 'another password', ...access({ ada: 'other' }) },
    { what: 'somebody else', ...access({ eve: 'secret-word' }) },
    { what: 'the one of an earlier HTTP_AUTH as well', ...access({ ada: 'secret-word', eve: 'x' }) },
    { what: 'it while access control is off', ...access({ ada: 'secret-word' }, false) },
  ])('is changed to this one alone where it asks for $what', ({ httpAccess }) => {
    const users = { ada: 'secret-word' };
    expect(changes({ httpAccess })?.httpAccess).toEqual({ isEnabled: true, users, addresses: ['rule'] });
  });

  test.each([
    { what: 'for it', ...access({ ada: 'secret-word' }) },
    { what: 'for one that Upsun does not show', ...access({ ada: '******' }) },
  ])('is left alone where it asks $what', ({ httpAccess }) => {
    expect(changes({ httpAccess })).toBeUndefined();
  });

  test('never shows the password in the plan', () => {
    const plan = planFor(pullRequestTarget(), { environments: [main, previewEnvironment()] }, policy);
    expect(plan.actions.map(({ reason }) => reason).join()).not.toContain('secret-word');
  });
});

describe("the parent's data comes again with a push", () => {
  const resync = { resyncPullRequests: true };
  const old = { headCommit: 'c'.repeat(40) };
  test.each([
    { what: 'to what is live', has: old, kinds: ['synchronize', 'push'] },
    { what: 'but not to what has no containers', has: { ...old, status: 'inactive' }, kinds: ['push'] },
    { what: 'but not without a push', has: {}, kinds: ['keep'] },
  ] as const)('$what', ({ has, kinds }) => {
    const environments = [main, previewEnvironment(has)];
    expect(kindsOf(planFor(pullRequestTarget(), { environments }, resync))).toEqual(kinds);
  });
});
