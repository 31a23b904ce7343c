import * as fc from 'fast-check';
import { posix } from 'node:path';
import { expect, test } from 'vitest';
import { type CleanupFacts, planCleanup } from '../../src/plan/cleanup.ts';
import type { CommitHash } from '../../src/plan/commit.ts';
import { ownershipMap } from '../../src/plan/ownership.ts';
import type { Environment } from '../../src/plan/world.ts';
import { read, rowsOf } from '../plan/world.ts';

const repository = { fullName: 'acme/shop', uuid: '{1}', mainBranch: 'main' };
const other = { fullName: 'acme/blog', uuid: '{2}', mainBranch: 'main' };
const project = { id: 'abc123', title: 'Shop', defaultBranch: 'main', environmentLimit: undefined };
const commit = 'a'.repeat(40) as CommitHash;

const branchName = fc.constantFrom('main', 'develop', 'feature/a', 'feature/b', 'demo/a', 'pr-1', 'release');
const prNumber = fc.integer({ min: 1, max: 4 });
const id = fc.oneof(
  branchName,
  prNumber.map((number) => `pr-${number}`),
);

const environment = fc
  .record({
    id,
    owner: fc.constantFrom('ours', 'theirs', 'nobody', 'copied'),
    type: fc.constantFrom('development', 'development', 'development', 'staging', 'production'),
    status: fc.constantFrom('active', 'inactive', 'paused', 'dirty', 'deleting'),
    parent: fc.option(id, { nil: null }),
  })
  .map(({ id: name, owner, ...rest }): Environment => {
    const number = /^pr-(\d)$/.exec(name)?.[1];
    const purpose = number
      ? ({ kind: 'pull-request', id: Number(number), branch: 'feature/a' } as const)
      : ({ kind: 'branch', branch: name } as const);
    const marks = ownershipMap(
      owner === 'theirs' ? other : repository,
      owner === 'copied' ? 'elsewhere' : name,
      purpose,
    );
    const attributes = owner === 'nobody' ? {} : marks;
    return {
      ...rest,
      id: name,
      isMain: name === 'main',
      title: name,
      headCommit: commit,
      hasDeployment: true,
      clonesParentData: true,
      attributes,
      httpAccess: { isEnabled: true, users: {}, addresses: [] },
      lastDeploymentAt: undefined,
      lastDeploymentFailure: undefined,
    };
  });

const world = fc.record({
  environments: fc.uniqueArray(environment, { selector: (one) => one.id, maxLength: 9 }),
  branches: fc.uniqueArray(branchName).map((names) => names.map((name) => ({ name, commit }))),
  open: fc.option(fc.uniqueArray(prNumber), { nil: undefined }),
  policy: fc.record({
    fetchBranches: fc.constant(true),
    pruneBranches: fc.boolean(),
    pruneUnmanaged: fc.boolean(),
    takeOver: fc.subarray(['acme/blog']),
    protectedEnvironments: fc.subarray(['demo/*', 'pr-2', 'release']),
    maxDeletions: fc.integer({ min: 0, max: 5 }),
    pullRequestTtl: fc.constantFrom(undefined, 10),
  }),
});

const pullRequest = (number: number) => ({
  id: number,
  title: 'T',
  description: '',
  state: 'OPEN' as const,
  draft: false,
  fork: false,
  source: { name: 'feature/a', commit },
  target: 'main',
  updatedAt: undefined,
});

type World = typeof world extends fc.Arbitrary<infer Value> ? Value : never;

function planOf({ environments: list, branches, open, policy }: World) {
  const environments = new Map(list.map((one) => [one.id, one]));
  const openPullRequests = open?.map(pullRequest);
  const facts = { project, repository, environments, branches, openPullRequests, idle: [], now: 0 };
  return planCleanup(read<CleanupFacts>(facts), policy);
}

/** The same, where nothing would have a plan to delete refused. */
function withoutRefusal({ branches, policy, ...given }: World): World {
  const main = { name: 'main', commit } as const;
  const others = branches.filter(({ name }) => name !== 'main');
  return { ...given, branches: [main, ...others], policy: { ...policy, maxDeletions: 99 } };
}

test('no plan ever deletes what must stay', () => {
  fc.assert(
    fc.property(world, (given) => {
      const { environments, branches, open, policy } = given;
      const plan = planOf(given);
      const deletions = rowsOf(plan)
        .filter(({ kind }) => kind === 'delete')
        .map((action) => action.id);
      const byId = new Map(environments.map((one) => [one.id, one]));

      for (const deleted of deletions) {
        const { attributes, type } = byId.get(deleted) ?? {};
        const number = /^pr-(\d)$/.exec(deleted)?.[1];
        const marked = attributes?.repository === 'acme/shop' && attributes.environment === deleted;
        const branchGone = policy.pruneBranches && !branches.some(({ name }) => name === deleted);
        const closed = open !== undefined && !open.includes(Number(number));
        expect(deleted).not.toBe('main');
        expect(type).toBe('development');
        expect(policy.protectedEnvironments.some((glob) => posix.matchesGlob(deleted, glob))).toBe(false);
        expect(attributes?.repository).not.toBe('acme/blog');
        expect(marked || policy.pruneUnmanaged).toBe(true);
        expect(number ? closed : branchGone).toBe(true);
      }
      const refuses = plan.kind === 'refused';
      expect(refuses || deletions.length <= policy.maxDeletions).toBe(true);
      expect(refuses || deletions.length === 0 || branches.some(({ name }) => name === 'main')).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test('in the order of the plan, nothing is deleted that still has children, and nothing is moved under what goes', () => {
  fc.assert(
    fc.property(world, (given) => {
      const { environments } = given;
      const plan = planOf(withoutRefusal(given));
      const actions = plan.kind === 'refused' ? [] : plan.actions;
      const deletions = new Set(actions.filter(({ kind }) => kind === 'delete').map((action) => action.id));
      const parents = new Map(environments.map((one) => [one.id, one.parent]));
      const circular = (start: string) => {
        const seen = new Set<string>();
        for (let at: string | null | undefined = start; at && !seen.has(at); at = parents.get(at))
          seen.add(at);
        return [...seen].some((one) => parents.get(one) === start);
      };
      for (const action of actions) {
        if (action.kind === 'edit') parents.set(action.id, action.changes.parent ?? null);
        const children = [...parents].filter(([, parent]) => parent === action.id).map(([child]) => child);
        expect(action.kind !== 'delete' || circular(action.id) ? [] : children).toEqual([]);
        expect(action.kind === 'edit' && deletions.has(action.changes.parent ?? '')).toBe(false);
        if (action.kind === 'delete') parents.delete(action.id);
      }
    }),
    { numRuns: 2000 },
  );
});
