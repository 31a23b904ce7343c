import { describe, expect, test } from 'vitest';
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
  tip,
} from './world.ts';

describe('an open pull request', () => {
  test("gets an active environment with the parent's data", () => {
    const plan = planFor(pullRequestTarget());
    expect(kindsOf(plan)).toEqual(['create']);
    expect(desiredBy(plan)).toMatchObject({
      id: 'pr-7',
      title: 'PR 7: Add login',
      commit: tip,
      active: true,
      parent: 'main',
      clonesParentData: true,
    });
  });

  test('is named in the marks of its environment', () => {
    expect(desiredBy(planFor(pullRequestTarget())).attributes).toMatchObject({
      repository: 'acme/shop',
      repository_uuid: '{1f2e}',
      environment: 'pr-7',
      kind: 'pull-request',
      pull_request: '7',
      branch: 'feature/login',
    });
  });

  test('starts empty when PULL_REQUESTS_CLONE_PARENT_DATA is off, and the plan says so', () => {
    const plan = planFor(pullRequestTarget(), {}, { pullRequestsCloneParentData: false });
    expect(desiredBy(plan).clonesParentData).toBe(false);
    expect(onlyAction(plan).reason).toContain('no data');
  });

  test.each([
    { title: 'Add\nlogin', expected: 'PR 7: Add login' },
    { title: '  Add \t login ', expected: 'PR 7: Add login' },
    { title: 'Größe 😀 "x"=y', expected: 'PR 7: Größe 😀 "x"=y' },
    { title: 'Add\u001B[2J\u0007 login\u0000', expected: 'PR 7: Add [2J login' },
    { title: undefined, expected: 'PR 7' },
  ])('gives its title $title in one line', ({ title, expected }) => {
    expect(desiredBy(planFor(pullRequestTarget({ title }))).title).toBe(expected);
  });

  test('whose title is not known leaves that of its environment as it is', () => {
    const environments = [environment('main'), previewEnvironment({ title: 'PR 7: Add login' })];
    expect(kindsOf(planFor(pullRequestTarget({ title: undefined }), { environments }))).toEqual(['keep']);
  });

  test('is followed when its title changes', () => {
    const environments = [environment('main'), previewEnvironment()];
    const plan = planFor(pullRequestTarget({ title: 'Add logout' }), { environments });
    expect(changesIn(plan)).toEqual({ title: 'PR 7: Add logout' });
    expect(onlyAction(plan).reason).toContain('PR 7: Add logout');
  });

  test.each(['FEATURE', 'main', 'release/1'])('may aim at %s', (target) => {
    expect(kindsOf(planFor(pullRequestTarget({ target })))).toEqual(['create']);
  });
});

const refusals = [
  { change: { state: 'MERGED' }, policy: {}, reason: 'merged' },
  { change: { state: 'DECLINED' }, policy: {}, reason: 'declined' },
  { change: { state: 'SUPERSEDED' }, policy: {}, reason: 'superseded' },
  { change: {}, policy: { buildPullRequests: false }, reason: 'BUILD_PULL_REQUESTS' },
  { change: { fork: true }, policy: {}, reason: 'fork' },
  { change: { title: 'Readme [skip env]' }, policy: {}, reason: '[skip env]' },
  { change: { description: 'No preview.\n\n[skip env]' }, policy: {}, reason: '[skip env]' },
  { change: { title: undefined, description: '[skip env]' }, policy: {}, reason: '[skip env]' },
  { change: { target: 'legacy' }, policy: { pullRequestTargets: ['main', 'release/*'] }, reason: 'legacy' },
] as const;

describe('a pull request gets no environment, and the plan says why', () => {
  test.each(refusals)('$change $policy: $reason', ({ change, policy, reason }) => {
    const action = onlyAction(planFor(pullRequestTarget(change), {}, policy));
    expect(action).toMatchObject({ kind: 'skip', id: 'pr-7' });
    expect(action.reason).toContain(reason);
  });

  test.each(refusals)('and the one it has is left alone: $change $policy', ({ change, policy }) => {
    const environments = [environment('main'), previewEnvironment({ headCommit: older })];
    const plan = planFor(pullRequestTarget(change), { environments }, policy);
    expect(kindsOf(plan)).toEqual(['skip']);
  });
});

describe('a draft', () => {
  test.each([
    { buildDraftPullRequests: true, exists: false, kinds: ['create'] },
    { buildDraftPullRequests: true, exists: true, kinds: ['push'] },
    { buildDraftPullRequests: false, exists: false, kinds: ['skip'] },
    { buildDraftPullRequests: false, exists: true, kinds: ['push'] },
  ])(
    'with drafts on: $buildDraftPullRequests, environment there: $exists → $kinds',
    ({ buildDraftPullRequests, exists, kinds }) => {
      const present = exists ? [previewEnvironment({ headCommit: older })] : [];
      const environments = [environment('main'), ...present];
      expect(
        kindsOf(planFor(pullRequestTarget({ draft: true }), { environments }, { buildDraftPullRequests })),
      ).toEqual(kinds);
    },
  );

  test('is not made anew once its environment is being deleted, with drafts off', () => {
    const environments = [environment('main'), previewEnvironment({ status: 'deleting' })];
    const draft = pullRequestTarget({ draft: true });
    expect(kindsOf(planFor(draft, { environments }, { buildDraftPullRequests: false }))).toEqual(['skip']);
    expect(kindsOf(planFor(draft, { environments }, { buildDraftPullRequests: true }))).toEqual(['wait']);
  });

  test('that is skipped names the setting', () => {
    const plan = planFor(pullRequestTarget({ draft: true }), {}, { buildDraftPullRequests: false });
    expect(onlyAction(plan).reason).toContain('BUILD_DRAFT_PULL_REQUESTS');
  });
});
