import { describe, expect, test } from 'vitest';
import type { Policy } from '../../src/plan/policy.ts';
import { ownPurpose } from '../../src/plan/ownership.ts';
import type { Environment, Repository } from '../../src/plan/world.ts';
import {
  branchMarks,
  branchTarget,
  changesIn,
  environment,
  kindsOf,
  older,
  onlyAction,
  planFor,
  previewEnvironment,
  pullRequestTarget,
  repository,
} from './world.ts';

/** The plan for a branch whose environment bears these attributes and an older commit. */
function planOver(
  attributes: Record<string, string>,
  ours: Repository = repository,
  policy: Partial<Policy> = {},
) {
  const present = environment('feature/login', { attributes, headCommit: older });
  const facts = { environments: [environment('main'), present], repository: ours };
  return planFor(branchTarget('feature/login'), facts, policy);
}

const marks = branchMarks('feature/login');
const strangers = { ...marks, repository: 'acme/blog', repository_uuid: '{9999}' };
const { repository_uuid: _uuid, ...marksWithoutUuid } = marks;

describe('an environment of that name', () => {
  test.each([
    { what: 'that is ours is pushed to', attributes: marks, kinds: ['push'] },
    { what: 'without marks is adopted', attributes: {}, kinds: ['edit', 'push'] },
    {
      what: 'marked by other tools is adopted',
      attributes: { repository: 'acme/blog' },
      kinds: ['edit', 'push'],
    },
    {
      what: 'that took over the marks of its parent is adopted',
      attributes: { ...strangers, environment: 'develop' },
      kinds: ['edit', 'push'],
    },
    {
      what: 'whose marks name no repository is adopted',
      attributes: { managed_by: 'upsun-environments', environment: 'feature/login' },
      kinds: ['edit', 'push'],
    },
    { what: 'of another repository is left alone', attributes: strangers, kinds: ['skip'] },
  ])('$what', ({ attributes, kinds }) => {
    expect(kindsOf(planOver(attributes))).toEqual(kinds);
  });

  test('is adopted by writing the map, and keeps what else stands there', () => {
    expect(changesIn(planOver({ team: 'web' }))?.attributes).toMatchObject({ team: 'web', ...marks });
    expect(planOver({ team: 'web' }).actions[0]?.reason).toContain('this pipe');
  });

  test('that belongs to another repository is named with its owner and with the way to take it over', () => {
    const { reason } = onlyAction(planOver(strangers));
    expect(reason).toContain('acme/blog');
    expect(reason).toContain('TAKE_OVER');
  });
});

describe('a repository', () => {
  test('keeps its environments when it is renamed, and the marks follow', () => {
    const plan = planOver({ ...marks, repository: 'acme/old-shop' });
    expect(kindsOf(plan)).toEqual(['edit', 'push']);
    expect(changesIn(plan)?.attributes).toMatchObject({ repository: 'acme/shop' });
  });

  test('does not inherit those of one that had its name before', () => {
    expect(kindsOf(planOver({ ...marks, repository_uuid: '{9999}' }))).toEqual(['skip']);
  });

  test.each([
    { what: 'its uuid is not known', ours: { ...repository, uuid: undefined }, attributes: marks },
    { what: 'the marks have no uuid', ours: repository, attributes: marksWithoutUuid },
  ])('is known by its name where $what', ({ ours, attributes }) => {
    expect(kindsOf(planOver(attributes, ours))).toContain('push');
    expect(kindsOf(planOver({ ...attributes, repository: 'acme/blog' }, ours))).toEqual(['skip']);
  });
});

describe('an environment of a repository that TAKE_OVER names', () => {
  const takeOver = ['acme/blog'];
  const taking = { takeOver };
  const data = { team: 'web', deactivated_at_commit: older };

  /** The plan for pull request 7, from feature/login, whose environment belongs to acme/blog and bears these marks. */
  function planPreview(
    marked: Record<string, string> = {},
    changes: Partial<Environment> = {},
    policy: Partial<Policy> = {},
  ) {
    const own = previewEnvironment().attributes;
    const attributes = { ...own, repository: 'acme/blog', repository_uuid: '{9999}', ...marked };
    const present = previewEnvironment({ attributes, ...changes });
    const environments = [environment('main'), present];
    return planFor(pullRequestTarget(), { environments }, { ...taking, ...policy });
  }

  test('is adopted for the branch of its name: marked first, and then pushed to', () => {
    const plan = planOver({ ...strangers, ...data }, repository, taking);
    expect(kindsOf(plan)).toEqual(['edit', 'push']);
    expect(changesIn(plan)?.attributes).toEqual({ ...data, ...marks });
    expect(plan.actions[0]?.reason).toBe('adopt from acme/blog, which TAKE_OVER names');
  });

  test('is known by that name however its letters are written', () => {
    expect(kindsOf(planOver(strangers, repository, { takeOver: ['Acme/BLOG'] }))).toEqual(['edit', 'push']);
  });

  test('is left alone where another one is named', () => {
    expect(kindsOf(planOver(strangers, repository, { takeOver: ['acme/blog-2', 'acme/blo'] }))).toEqual([
      'skip',
    ]);
  });

  test('keeps nothing of the earlier mark, such as an id that Data Center does not have', () => {
    const plan = planOver(strangers, { ...repository, uuid: undefined }, taking);
    expect(changesIn(plan)?.attributes).toEqual(marksWithoutUuid);
  });

  test('is told as what differs with all else that does', () => {
    const plan = planPreview({}, { title: 'PR 7: Sign in' });
    expect(onlyAction(plan)).toMatchObject({ kind: 'edit', changes: { title: 'PR 7: Add login' } });
    expect(onlyAction(plan).reason).toMatch(/^adopt from acme\/blog.*, title becomes/);
  });

  test('can be an earlier one of the same name, which is said', () => {
    const former = { ...marks, repository_uuid: '{9999}' };
    expect(onlyAction(planOver(former)).reason).toContain('an earlier repository of the name acme/shop');
    expect(kindsOf(planOver(former, repository, { takeOver: ['acme/shop'] }))).toEqual(['edit', 'push']);
  });

  test('is adopted for the pull request with the same number and source branch', () => {
    const plan = planPreview();
    expect(kindsOf(plan)).toEqual(['edit']);
    expect(changesIn(plan)?.attributes).toEqual(previewEnvironment().attributes);
  });

  test.each([
    { what: 'another branch', marked: { branch: 'feature/search' } },
    { what: 'no branch', marked: { branch: '' } },
    { what: 'a branch in place of a pull request', marked: { kind: 'branch' } },
  ])('stays as it is where pr-7 is marked for $what', ({ marked }) => {
    const action = onlyAction(planPreview(marked));
    expect(action.kind).toBe('skip');
    expect(action.reason).toContain(
      'it belongs to the repository acme/blog, where it was made for something else',
    );
  });

  test('is adopted while it rests, and not woken by that', () => {
    const rests = { deactivated_at_commit: 'b'.repeat(40) };
    const stored = { status: 'inactive', hasDeployment: false } as const;
    const plan = planPreview(rests, stored, { wakesIdle: false });
    expect(kindsOf(plan)).toEqual(['edit']);
    expect(changesIn(plan)?.attributes).toMatchObject({ repository: 'acme/shop', ...rests });
  });

  test('is marked as ours even where it is production by now, so that TAKE_OVER need not stay', () => {
    const attributes = { ...strangers, environment: 'main', branch: 'main' };
    const production = environment('main', { attributes });
    const plan = planFor(branchTarget('main'), { environments: [production] }, taking);
    expect(kindsOf(plan)).toEqual(['edit']);
    expect(changesIn(plan)?.attributes).toMatchObject({ repository: 'acme/shop', branch: 'main' });
    const adopted = environment('main', { attributes: changesIn(plan)?.attributes ?? {} });
    expect(kindsOf(planFor(branchTarget('main'), { environments: [adopted] }))).toEqual(['keep']);
  });
});

test("what another repository has marked is none of this one's", () => {
  const own = environment('feature/login', { attributes: marks });
  expect(ownPurpose(own, repository)).toEqual({ kind: 'branch', branch: 'feature/login' });
  expect(ownPurpose({ ...own, attributes: strangers }, repository)).toBeUndefined();
});
