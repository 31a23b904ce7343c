import { describe, expect, test } from 'vitest';
import { wordNote } from '../../src/text/reasons.ts';
import {
  branchTarget,
  desiredBy,
  environment,
  kindsOf,
  onlyAction,
  planFor,
  repository,
  tip,
} from './world.ts';

describe('a branch gets an environment', () => {
  test.each([
    { branch: 'feature/login', policy: {}, active: false, why: 'inactive, as the vendor makes it' },
    {
      branch: 'release/1',
      policy: { activateBranches: ['release/*'] },
      active: true,
      why: 'active when asked',
    },
    {
      branch: 'release/1',
      policy: { activateBranches: ['hotfix/*'] },
      active: false,
      why: 'others stay inactive',
    },
    { branch: 'release/1', policy: { branches: ['release/*'] }, active: false, why: 'included' },
    { branch: 'a/b/c', policy: { branches: ['a/**'] }, active: false, why: 'included at any depth' },
    { branch: 'a/b', policy: { excludeBranches: ['a'] }, active: false, why: 'not what is excluded' },
    { branch: 'pr-12-login', policy: {}, active: false, why: 'only pr-<number> is reserved' },
    { branch: 'fix/pr-12', policy: {}, active: false, why: 'only pr-<number> is reserved' },
  ])('$branch: $why', ({ branch, policy, active }) => {
    const plan = planFor(branchTarget(branch), {}, policy);
    expect(kindsOf(plan)).toEqual(['create']);
    expect(desiredBy(plan)).toMatchObject({ id: branch, commit: tip, active, parent: 'main' });
  });

  test('which says whose it is, so that a later run knows it again', () => {
    expect(desiredBy(planFor(branchTarget('feature/login'))).attributes).toMatchObject({
      repository: 'acme/shop',
      repository_uuid: '{1f2e}',
      environment: 'feature/login',
      kind: 'branch',
      branch: 'feature/login',
    });
  });

  test('also where the uuid of the repository is not known', () => {
    const plan = planFor(branchTarget('feature/login'), { repository: { ...repository, uuid: undefined } });
    expect(desiredBy(plan).attributes).toMatchObject({ repository: 'acme/shop' });
    expect(desiredBy(plan).attributes).not.toHaveProperty('repository_uuid');
  });
});

describe('a branch gets none, and the plan says why', () => {
  test.each([
    { branch: 'feature/x', policy: { fetchBranches: false }, reason: 'FETCH_BRANCHES' },
    { branch: 'feature/x', policy: { branches: ['release/**'] }, reason: 'BRANCHES' },
    { branch: 'feature/a/b', policy: { branches: ['feature/*'] }, reason: 'BRANCHES' },
    { branch: 'feature/x', policy: { excludeBranches: ['feature/**'] }, reason: 'EXCLUDE_BRANCHES' },
    {
      branch: 'feature/x',
      policy: { branches: ['feature/*'], excludeBranches: ['**/x'] },
      reason: 'EXCLUDE_BRANCHES',
    },
    { branch: 'pr-12', policy: {}, reason: 'pr-<number>' },
    { branch: 'pr-12', policy: { activateBranches: ['pr-12'] }, reason: 'pr-<number>' },
  ])('$branch: $reason', ({ branch, policy, reason }) => {
    const action = onlyAction(planFor(branchTarget(branch), {}, policy));
    expect(action).toMatchObject({ kind: 'skip', id: branch });
    expect(action.reason).toContain(reason);
  });

  test.each([{ fetchBranches: false }, { branches: ['other'] }, { excludeBranches: ['**'] }])(
    'and an environment that it has already is left alone: %o',
    (policy) => {
      const environments = [environment('main'), environment('feature/x', { headCommit: 'c'.repeat(40) })];
      expect(kindsOf(planFor(branchTarget('feature/x'), { environments }, policy))).toEqual(['skip']);
    },
  );

  test('a branch that is gone is pushed nowhere', () => {
    const target = { kind: 'branch', name: 'feature/x', tip: undefined } as const;
    const action = onlyAction(planFor(target));
    expect(action).toMatchObject({ kind: 'skip', id: 'feature/x' });
    expect(action.reason).toContain('no longer exists');
  });
});

describe('the default branch is production', () => {
  test('pushed to, and given no parent, title, data or marks', () => {
    const environments = [environment('main', { headCommit: 'c'.repeat(40) })];
    const plan = planFor(branchTarget('main'), { environments });
    expect(kindsOf(plan)).toEqual(['push']);
    expect(desiredBy(plan)).toMatchObject({
      parent: undefined,
      title: undefined,
      attributes: {},
      active: true,
    });
    expect(desiredBy(plan).clonesParentData).toBeUndefined();
  });

  test('left alone when it has the commit, whatever it is called and marked with', () => {
    const production = environment('main', { title: 'Live', attributes: { team: 'web' } });
    expect(kindsOf(planFor(branchTarget('main'), { environments: [production] }))).toEqual(['keep']);
  });
});

describe('when Bitbucket and Upsun disagree on the main branch', () => {
  const master = { ...repository, mainBranch: 'master' };

  test.each(['master', 'main', 'feature/x', 'pr-12'])(
    'a run for %s says so once, with the command that mends it',
    (branch) => {
      const notes = planFor(branchTarget(branch), { repository: master }).notes.map(wordNote);
      expect(notes).toHaveLength(1);
      expect(notes[0]).toContain('master');
      expect(notes[0]).toContain('main');
      expect(notes[0]).toMatch(/upsun project:info default_branch master --project abc123/);
    },
  );

  test("Bitbucket's main branch is treated as any branch", () => {
    const plan = planFor(branchTarget('master'), { repository: master });
    expect(desiredBy(plan)).toMatchObject({ id: 'master', parent: 'main', active: false });
  });

  test.each(['main', undefined])('and nothing is said when Bitbucket names %s', (mainBranch) => {
    expect(planFor(branchTarget('main'), { repository: { ...repository, mainBranch } }).notes).toEqual([]);
  });
});
