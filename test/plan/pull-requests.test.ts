import { describe, expect, test } from 'vitest';
import type { Target } from '../../src/plan/target.ts';
import type { Policy } from '../../src/plan/policy.ts';
import type { ChangedFiles, PullRequest } from '../../src/plan/world.ts';
import {
  changesIn,
  desiredBy,
  environment,
  kindsOf,
  older,
  onlyAction,
  planFor,
  previewEnvironment,
  project,
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
  {
    change: { source: { name: 'renovate/vue', commit: tip } },
    policy: { pullRequestSources: ['!renovate/**'] },
    reason: 'renovate/vue is not matched by PULL_REQUEST_SOURCES',
  },
  {
    change: { title: 'Try [env]', description: '[skip env]' },
    policy: { buildPullRequests: 'on-request' },
    reason: '[skip env]',
  },
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

/** What is done for a pull request that has an environment, or has none yet. */
function kindsFor(target: Target, exists: boolean, policy: Partial<Policy>): string[] {
  const present = exists ? [previewEnvironment({ headCommit: older })] : [];
  return kindsOf(planFor(target, { environments: [environment('main'), ...present] }, policy));
}

describe('with BUILD_PULL_REQUESTS=on-request', () => {
  const onRequest = { buildPullRequests: 'on-request' } as const;

  test.each<{ change: Partial<PullRequest>; exists: boolean; kinds: string[] }>([
    { change: { title: 'Log in [env]' }, exists: false, kinds: ['create'] },
    { change: { description: 'Please.\n\n[ENV]' }, exists: false, kinds: ['create'] },
    { change: {}, exists: false, kinds: ['skip'] },
    { change: { title: 'Log in [environment]' }, exists: false, kinds: ['skip'] },
    { change: { title: 'Log in [keep env]' }, exists: false, kinds: ['skip'] },
    // A marker that was taken away leaves the environment and its updates as they are.
    { change: {}, exists: true, kinds: ['push'] },
    { change: { title: '[env] [skip env]' }, exists: true, kinds: ['skip'] },
  ])('$change, environment there: $exists → $kinds', ({ change, exists, kinds }) => {
    expect(kindsFor(pullRequestTarget(change), exists, onRequest)).toEqual(kinds);
  });

  test('the plan names the marker, and where nobody can read it, what that takes', () => {
    expect(onlyAction(planFor(pullRequestTarget(), {}, onRequest)).reason).toBe(
      'not marked [env], and BUILD_PULL_REQUESTS is on-request',
    );
    const unread = pullRequestTarget({ title: undefined });
    expect(onlyAction(planFor(unread, {}, onRequest)).reason).toContain('without credentials for Bitbucket');
  });
});

const listed = (...files: string[]) => ({ kind: 'listed', paths: files }) as const;
const changing = (files: ChangedFiles): Target => ({ ...pullRequestTarget(), files }) as Target;

describe('with PULL_REQUEST_PATHS', () => {
  const paths = { pullRequestPaths: ['apps/shop/**', '!**/*.md'] };

  test.each<{ files: ChangedFiles; exists: boolean; kinds: string[] }>([
    { files: listed('apps/shop/index.html', 'docs/index.md'), exists: false, kinds: ['create'] },
    { files: listed('apps/shop/.env'), exists: false, kinds: ['create'] },
    { files: listed('apps/blog/index.html'), exists: false, kinds: ['skip'] },
    { files: listed('apps/shop/README.md'), exists: false, kinds: ['skip'] },
    { files: listed(), exists: false, kinds: ['skip'] },
    { files: { kind: 'cut' }, exists: false, kinds: ['create'] },
    { files: { kind: 'unreadable', problem: 'Bitbucket is away.' }, exists: false, kinds: ['fail'] },
    // They decide what is created, and nothing else.
    { files: listed('apps/blog/index.html'), exists: true, kinds: ['push'] },
  ])('$files, environment there: $exists → $kinds', ({ files, exists, kinds }) => {
    expect(kindsFor(changing(files), exists, paths)).toEqual(kinds);
  });

  test('the plan says why there is none', () => {
    const none = planFor(changing(listed('docs/index.md')), {}, paths);
    expect(onlyAction(none).reason).toBe('it changes no file that PULL_REQUEST_PATHS matches');
    const unread = planFor(changing({ kind: 'unreadable', problem: 'Bitbucket is away.' }), {}, paths);
    expect(onlyAction(unread).reason).toBe('Bitbucket is away.');
  });

  test('one that would get none does not take the room of another, nor fail for want of it', () => {
    const full = { project: { ...project, environmentLimit: 0 } };
    const plan = planFor(changing(listed('docs/index.md')), full, { ...paths, onLimit: 'fail' });
    expect(kindsOf(plan)).toEqual(['skip']);
  });
});
