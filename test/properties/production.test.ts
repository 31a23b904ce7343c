/** Whatever a run is for, production goes back only where ROLLBACK asks for that. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Action } from '../../src/plan/actions.ts';
import { isCommitHash } from '../../src/plan/commit.ts';
import { planDeployment } from '../../src/plan/deployment.ts';
import { planReconciliation } from '../../src/plan/reconciliation.ts';
import type { Target } from '../../src/plan/target.ts';
import { byId, complete, defaults, environment, project, pullRequest, repository } from '../plan/world.ts';

const someCommit = fc
  .constantFrom('a', 'b', 'c')
  .map((letter) => letter.repeat(40))
  .filter(isCommitHash);
const branchName = fc.constantFrom('main', 'production', 'develop');

const branchTarget = fc
  .record({
    name: branchName,
    tip: fc.option(someCommit, { nil: undefined }),
    newest: fc.option(someCommit, { nil: undefined }),
  })
  .map(({ name, tip, newest }): Target => {
    const found = tip && { name, commit: tip };
    return { kind: 'branch', name, tip: found, ...(newest ? { newest } : {}) };
  });

const releaseTarget = fc.record({
  kind: fc.constant('release'),
  tag: fc.constant('v1'),
  environment: fc.constant('main'),
  tip: fc.record({
    name: fc.constant('v1'),
    commit: fc.option(someCommit, { nil: undefined }),
    ref: fc.constant('refs/tags/v1'),
  }),
  standing: fc.constantFrom('forward', 'hotfix', 'elsewhere', undefined),
}) satisfies fc.Arbitrary<Target>;

const pullRequestTarget = fc.constant<Target>({ kind: 'pull-request', pullRequest: pullRequest() });

const world = fc.record({
  target: fc.oneof(branchTarget, releaseTarget, pullRequestTarget),
  commit: fc.option(someCommit, { nil: undefined }),
  rollback: fc.boolean(),
  head: fc.option(someCommit, { nil: null }),
  status: fc.constantFrom('active', 'inactive', 'paused', 'dirty'),
  releaseTags: fc.constantFrom([], ['v*']),
  activateBranches: fc.constantFrom([], ['main']),
  fetchBranches: fc.boolean(),
});

type Run = typeof world extends fc.Arbitrary<infer Value> ? Value : never;

function pushesTo(id: string, actions: readonly Action[]) {
  return actions.flatMap((action) =>
    action.id === id && (action.kind === 'push' || action.kind === 'create') ? [action] : [],
  );
}

interface Pushed {
  target: Target;
  commit: string;
  /** Whether the plan says that it goes back. */
  isToldBack: boolean;
}

/** Why production must not get a commit; nothing where it may. */
function objectionTo({ target, commit, isToldBack }: Pushed, run: Run): string | undefined {
  if (target.kind === 'pull-request') return 'a pull request has an environment of its own';
  if (commit !== target.tip?.commit) return 'it is neither the tip nor the commit of the tag';
  if (run.commit !== undefined && run.commit !== commit) return 'the run is for another commit';
  if (target.kind === 'branch') {
    if (run.releaseTags.length > 0) return 'production follows tags';
    return isToldBack === (target.newest !== undefined) ? undefined : 'nobody is told what it is';
  }
  const isForward = run.head === null || target.standing === 'forward' || target.standing === 'hotfix';
  if (!isForward && !run.rollback) return 'it goes back without ROLLBACK';
  return isToldBack === (run.head !== null && target.standing === 'elsewhere')
    ? undefined
    : 'nobody is told what it is';
}

test('production gets the tip of its branch, or a tag that goes forward, or what ROLLBACK names', () => {
  let pushes = 0;
  fc.assert(
    fc.property(world, (run) => {
      const { target, head, status, commit: named, rollback, ...settings } = run;
      const environments = byId([environment('main', { headCommit: head, status })]);
      const facts = { target, commit: named, rollback, activities: [], evictable: [] };
      const plan = planDeployment(
        { project, repository, environments, ...facts },
        { ...defaults, ...settings },
      );
      const pushed = pushesTo('main', plan.actions);
      pushes += pushed.length;
      const isToldBack = plan.rollback !== undefined;
      const objections = pushed.map(({ desired: { commit: to } }) =>
        objectionTo({ target, commit: to, isToldBack }, run),
      );
      expect(objections.filter(Boolean)).toEqual([]);
      // A push that finds another head than this is refused.
      expect(pushed.every(({ from }) => from === head)).toBe(true);
    }),
    { numRuns: 5000 },
  );
  expect(pushes).toBeGreaterThan(100);
});

test('with RELEASE_TAGS a reconciliation never touches production', () => {
  fc.assert(
    fc.property(
      world,
      fc.uniqueArray(branchName),
      someCommit,
      ({ head, status, ...settings }, names, tip) => {
        const plans = planReconciliation(
          {
            project,
            repository,
            environments: byId([environment('main', { headCommit: head, status })]),
            branches: complete(names.map((name) => ({ name, commit: tip }))),
            openPullRequests: complete([pullRequest()]),
            activities: new Map(),
            merges: new Map(),
            evictable: [],
          },
          { ...defaults, ...settings, releaseTags: ['v*'] },
        );
        const ofProduction = plans.flatMap(({ actions }) => actions).filter(({ id }) => id === 'main');
        expect(ofProduction.every(({ kind }) => kind === 'skip')).toBe(true);
      },
    ),
  );
});
