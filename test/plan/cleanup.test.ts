import { describe, expect, test } from 'vitest';
import { type CleanupFacts, planCleanup } from '../../src/plan/cleanup.ts';
import type { CleanupPolicy } from '../../src/plan/policy.ts';
import type { Environment } from '../../src/plan/world.ts';
import {
  branchMarks,
  byId,
  environment,
  type Given,
  previewEnvironment,
  project,
  pullRequest,
  read,
  refusalOf,
  repository,
  rowsOf,
  worded,
  tip,
} from './world.ts';

const policy: CleanupPolicy = {
  fetchBranches: true,
  pruneBranches: true,
  pruneUnmanaged: false,
  takeOver: [],
  protectedEnvironments: [],
  maxDeletions: 10,
  pullRequestTtl: undefined,
};

/** Plans cleaning up a project where only main is left on Bitbucket. */
function plan(
  environments: Environment[],
  changes: Partial<CleanupPolicy> = {},
  { environments: others, ...facts }: Given<CleanupFacts> = {},
) {
  return planCleanup(
    read<CleanupFacts>({
      project,
      repository,
      environments: byId(others ?? [environment('main'), ...environments]),
      branches: [{ name: 'main', commit: tip }],
      openPullRequests: [],
      idle: [],
      now: 0,
      ...facts,
    }),
    { ...policy, ...changes },
  );
}

/** The steps of a plan that is not refused. */
function stepsOf(...args: Parameters<typeof plan>) {
  const planned = plan(...args);
  return planned.kind === 'refused' ? [] : worded(planned.actions);
}

function rows(...args: Parameters<typeof plan>): string[] {
  return rowsOf(plan(...args)).map(({ id, kind }) => `${kind} ${id}`);
}

const unmanaged = { attributes: {} };
const foreign = {
  attributes: { ...branchMarks('feature/x'), repository: 'acme/blog', repository_uuid: '{9}' },
};

describe('what is gone from Bitbucket', () => {
  test.each<{ what: string; environments: Environment[]; policy?: Partial<CleanupPolicy>; rows: string[] }>([
    {
      what: 'the environment of a branch',
      environments: [environment('feature/x')],
      rows: ['delete feature/x'],
    },
    {
      what: 'the environment of a pull request',
      environments: [previewEnvironment()],
      rows: ['delete pr-7'],
    },
    { what: 'what nobody marked', environments: [environment('feature/x', unmanaged)], rows: [] },
    {
      what: 'what is marked for another repository',
      environments: [environment('feature/x', foreign)],
      rows: [],
    },
    {
      what: 'what is marked for another repository, with PRUNE_UNMANAGED',
      environments: [environment('feature/x', foreign)],
      policy: { pruneUnmanaged: true },
      rows: [],
    },
    {
      what: 'what is marked for another repository that TAKE_OVER names: it may still be at work',
      environments: [environment('feature/x', foreign)],
      policy: { takeOver: ['acme/blog'], pruneUnmanaged: true },
      rows: ['keep feature/x'],
    },
    {
      what: 'a mark that a child took over from its parent',
      environments: [environment('feature/y', { attributes: branchMarks('feature/x') })],
      rows: [],
    },
    {
      what: 'a mark that contradicts the name',
      environments: [
        previewEnvironment({
          id: 'pr-8',
          attributes: { ...previewEnvironment().attributes, environment: 'pr-8' },
        }),
      ],
      rows: [],
    },
    {
      what: 'what nobody marked, with PRUNE_UNMANAGED',
      environments: [environment('feature/x', unmanaged), environment('pr-9', unmanaged)],
      policy: { pruneUnmanaged: true },
      rows: ['delete feature/x', 'delete pr-9'],
    },
    {
      what: 'a protected name',
      environments: [environment('feature/x'), environment('demo/a')],
      policy: { protectedEnvironments: ['demo/*'] },
      rows: ['keep demo/a', 'delete feature/x'],
    },
    { what: 'staging', environments: [environment('next', { type: 'staging' })], rows: ['keep next'] },
    {
      what: 'another production',
      environments: [environment('live', { type: 'production' })],
      rows: ['keep live'],
    },
    {
      what: 'what is main by its own word',
      environments: [environment('trunk', { isMain: true })],
      rows: ['keep trunk'],
    },
    {
      what: 'what is being deleted',
      environments: [environment('feature/x', { status: 'deleting' })],
      rows: ['keep feature/x'],
    },
    {
      what: 'the parent of what is being deleted',
      environments: [
        environment('feature/x'),
        environment('main/x', { status: 'deleting', parent: 'feature/x', attributes: {} }),
      ],
      rows: ['keep feature/x'],
    },
    {
      what: 'what is being deleted, below no parent',
      environments: [environment('feature/x', { status: 'deleting', parent: null })],
      rows: ['keep feature/x'],
    },
    {
      what: 'a branch, without PRUNE_BRANCHES',
      environments: [environment('feature/x')],
      policy: { pruneBranches: false },
      rows: ['keep feature/x'],
    },
    {
      what: 'a pull request, without PRUNE_BRANCHES',
      environments: [previewEnvironment()],
      policy: { pruneBranches: false },
      rows: ['delete pr-7'],
    },
  ])('$what: $rows', ({ environments, policy: changes, rows: expected }) => {
    expect(rows(environments, changes)).toEqual(expected);
  });

  test('a pull request whose mark names no source branch', () => {
    const { branch: _, ...attributes } = previewEnvironment().attributes;
    expect(rows([previewEnvironment({ attributes })])).toEqual(['delete pr-7']);
  });

  test('a repository without a uuid in its marks is told by its name', () => {
    const { repository_uuid: _, ...attributes } = branchMarks('feature/x');
    expect(rows([environment('feature/x', { attributes })])).toEqual(['delete feature/x']);
  });

  test('the default environment stays even if its mark says otherwise', () => {
    const environments = [environment('main', { attributes: branchMarks('main') })];
    const branches = [{ name: 'trunk', commit: tip }];
    const facts = { environments, branches, repository: { ...repository, mainBranch: 'trunk' } };
    expect(rows([], {}, facts)).toEqual(['keep main']);
  });
});

describe('what is still there stays', () => {
  test('a branch, and a pull request even though its branch is gone', () => {
    const branches = ['main', 'feature/x'].map((name) => ({ name, commit: tip }));
    const openPullRequests = [pullRequest({ draft: true })];
    expect(
      rows([environment('feature/x'), previewEnvironment()], {}, { branches, openPullRequests }),
    ).toEqual([]);
  });

  test('a pull request that Bitbucket cannot be asked about', () => {
    const actions = stepsOf([previewEnvironment()], {}, { openPullRequests: undefined });
    expect(actions).toMatchObject([
      { kind: 'keep', id: 'pr-7', reason: expect.stringContaining('cannot confirm') as string },
    ]);
  });
});

describe('children', () => {
  test('that stay are moved to the nearest ancestor that stays, before anything is deleted', () => {
    const actions = stepsOf([
      environment('develop'),
      environment('feature/x', { parent: 'develop' }),
      environment('by-hand', { parent: 'feature/x', ...unmanaged }),
    ]);
    expect(actions.map(({ id, kind }) => `${kind} ${id}`)).toEqual([
      'edit by-hand',
      'delete feature/x',
      'delete develop',
    ]);
    expect(actions[0]).toMatchObject({ changes: { parent: 'main' } });
  });

  test('are not moved below an ancestor that somebody else is deleting', () => {
    const actions = stepsOf([
      environment('develop', { status: 'deleting', ...unmanaged }),
      environment('feature/x', { parent: 'develop' }),
      environment('by-hand', { parent: 'feature/x', ...unmanaged }),
    ]);
    expect(actions[0]).toMatchObject({ kind: 'edit', id: 'by-hand', changes: { parent: 'main' } });
  });

  test('are moved to the default environment where no ancestor is known', () => {
    const actions = stepsOf([
      environment('feature/x', { parent: null }),
      environment('by-hand', { parent: 'feature/x', ...unmanaged }),
    ]);
    expect(actions[0]).toMatchObject({ kind: 'edit', id: 'by-hand', changes: { parent: 'main' } });
  });

  test('go before their parents, though those go in a circle', () => {
    const actions = stepsOf([
      environment('a', { parent: 'b' }),
      environment('b', { parent: 'a' }),
      environment('child', { parent: 'b' }),
    ]);
    const order = actions.map(({ id }) => id);
    expect(order.indexOf('child')).toBeLessThan(order.indexOf('b'));
  });

  test('that are ancestors of their parent are moved to the default environment', () => {
    const actions = stepsOf([
      environment('feature/x', { parent: 'by-hand' }),
      environment('by-hand', { parent: 'feature/x', ...unmanaged }),
    ]);
    expect(actions[0]).toMatchObject({ kind: 'edit', id: 'by-hand', changes: { parent: 'main' } });
  });

  test('of parents that go in a circle are moved to the default environment', () => {
    const actions = stepsOf([
      environment('a', { parent: 'b' }),
      environment('b', { parent: 'a' }),
      environment('by-hand', { parent: 'a', ...unmanaged }),
    ]);
    expect(actions[0]).toMatchObject({ kind: 'edit', changes: { parent: 'main' } });
  });
});

test('MAX_DELETIONS=0 keeps everything that would be deleted, and moves no child for it', () => {
  const gone = [
    environment('feature/a'),
    previewEnvironment(),
    environment('child', { parent: 'feature/a' }),
  ];
  const kept = stepsOf(gone, { maxDeletions: 0 });
  expect(kept.map(({ kind, reason }) => [kind, reason])).toEqual(
    gone.map(() => ['keep', 'it would be deleted, but MAX_DELETIONS is 0']),
  );
});

describe('a plan is refused whole', () => {
  const many = Array.from({ length: 11 }, (_, index) => environment(`old/${index}`));

  test('when it deletes more than MAX_DELETIONS', () => {
    expect(refusalOf(plan(many))).toContain('11 environments, and MAX_DELETIONS is 10');
    expect(refusalOf(plan(many, { maxDeletions: 11 }))).toBeUndefined();
  });

  test.each([
    { what: 'lacks the main branch', facts: { branches: [{ name: 'other', commit: tip }] } },
    { what: 'is empty', facts: { branches: [] } },
    {
      what: 'is of a repository whose main branch is unknown',
      facts: { repository: { ...repository, mainBranch: undefined } },
    },
  ])('when the list of branches $what', ({ facts }) => {
    expect(refusalOf(plan([environment('feature/x')], {}, facts))).toContain('cannot be relied on');
  });

  test('but not where it deletes nothing', () => {
    expect(refusalOf(plan([], {}, { branches: [] }))).toBeUndefined();
  });
});

function theirs(one: Environment): Environment {
  return { ...one, attributes: { ...one.attributes, repository: 'acme/blog', repository_uuid: '{9}' } };
}

describe('what a repository has left that TAKE_OVER names', () => {
  const left = [theirs(environment('feature/x')), theirs(previewEnvironment())];
  const takeOver = ['acme/blog'];

  test('is named, and left to people to delete', () => {
    const steps = stepsOf(left, { takeOver });
    expect(steps.map(({ id, kind }) => `${kind} ${id}`)).toEqual(['keep feature/x', 'keep pr-7']);
    expect(steps[0]?.reason).toContain('it belongs to acme/blog, which TAKE_OVER names');
  });

  test('is not named where it is about to be adopted', () => {
    const branches = [
      { name: 'main', commit: tip },
      { name: 'feature/x', commit: tip },
    ];
    expect(rows(left, { takeOver }, read({ branches, openPullRequests: [pullRequest()] }))).toEqual([]);
  });

  test('is named as far as Bitbucket can be asked', () => {
    expect(rows(left, { takeOver }, { openPullRequests: undefined })).toEqual(['keep feature/x']);
  });

  test('is not named where the mark contradicts the name, or where TAKE_OVER names others', () => {
    const [, preview = environment('x')] = left;
    const odd = { ...preview, attributes: { ...preview.attributes, pull_request: '8' } };
    expect(rows([odd], { takeOver })).toEqual([]);
    expect(rows(left, { takeOver: ['acme/other'] })).toEqual([]);
  });
});
