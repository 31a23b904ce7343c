import { describe, expect, test } from 'vitest';
import type { Repository } from '../../src/plan/world.ts';
import {
  branchMarks,
  branchTarget,
  changesIn,
  environment,
  kindsOf,
  older,
  onlyAction,
  planFor,
  repository,
} from './world.ts';

/** The plan for a branch whose environment bears these attributes and an older commit. */
function planOver(attributes: Record<string, string>, ours: Repository = repository) {
  const present = environment('feature/login', { attributes, headCommit: older });
  return planFor(branchTarget('feature/login'), {
    environments: [environment('main'), present],
    repository: ours,
  });
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

  test('that belongs to another repository is named with its owner', () => {
    expect(onlyAction(planOver(strangers)).reason).toContain('acme/blog');
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
