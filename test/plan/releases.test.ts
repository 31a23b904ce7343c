import { describe, expect, test } from 'vitest';
import type { Reason } from '../../src/plan/reasons.ts';
import { whyOvertaken, whyRefused } from '../../src/plan/release.ts';
import type { Release } from '../../src/plan/target.ts';
import { desireTarget } from '../../src/plan/environment.ts';
import { whyLeftOut } from '../../src/plan/left-out.ts';
import {
  branchTarget,
  byId,
  defaults,
  desiredBy,
  environment,
  kindsOf,
  older,
  onlyAction,
  planFor,
  project,
  repository,
  tip,
} from './world.ts';

const newest = 'c'.repeat(40);
const releases = { releaseTags: ['v*'] };

function release(changes: Partial<Release> = {}): Release {
  const ref = 'refs/tags/v2';
  return {
    kind: 'release',
    tag: 'v2',
    environment: 'main',
    tip: { name: 'v2', commit: tip, ref },
    ...changes,
  };
}

const skipped = (reason: Reason) => [{ kind: 'skip', id: 'main', reason } as const];

/** Production with an older commit, unless another one is given. */
const live = (headCommit: string | null = older) => [environment('main', { headCommit })];

describe('a tag', () => {
  test('that descends from what is live is pushed to production, which is otherwise left alone', () => {
    const plan = planFor(release({ standing: 'forward' }), { environments: live() }, releases);
    expect(onlyAction(plan)).toMatchObject({
      kind: 'push',
      id: 'main',
      from: older,
      reason: `release v2: ${older.slice(0, 8)} → ${tip.slice(0, 8)}`,
    });
    expect(desiredBy(plan)).toMatchObject({ parent: undefined, attributes: {}, title: undefined });
    expect(plan.rollback).toBeUndefined();
  });

  test('that is on no branch is pushed too, and the plan says so', () => {
    const plan = planFor(release({ standing: 'hotfix' }), { environments: live() }, releases);
    expect(onlyAction(plan)).toMatchObject({ kind: 'push' });
    expect(onlyAction(plan).reason).toContain('on no branch');
  });

  test.each(['forward', 'elsewhere', undefined] as const)('that is live changes nothing (%s)', (standing) => {
    const plan = planFor(release({ standing }), { environments: live(tip) }, releases);
    expect(onlyAction(plan)).toMatchObject({ kind: 'keep', reason: 'up to date' });
  });

  test('is the first thing to go live in a new project', () => {
    const plan = planFor(release({ standing: 'forward' }), { environments: live(null) }, releases);
    expect(onlyAction(plan).reason).toBe(`release v2: first commit ${tip.slice(0, 8)}`);
    expect(kindsOf(planFor(release({ standing: 'forward' }), { environments: [] }, releases))).toEqual([
      'create',
    ]);
  });

  test.each(['elsewhere', undefined] as const)(
    'that does not descend from what is live is refused (%s)',
    (standing) => {
      const plan = planFor(release({ standing }), { environments: live() }, releases);
      const reason = `refused: v2 (${tip.slice(0, 8)}) does not descend from ${older.slice(0, 8)}, which is live`;
      expect(onlyAction(plan)).toMatchObject({ kind: 'skip', reason });
      expect(plan.rollback).toBeUndefined();
    },
  );

  test('is deployed all the same with ROLLBACK, until the next release', () => {
    const facts = { environments: live(newest), rollback: true };
    const plan = planFor(release({ standing: 'elsewhere' }), facts, releases);
    const reason = `rollback from ${newest.slice(0, 8)} to ${tip.slice(0, 8)}, until the next release`;
    expect(onlyAction(plan)).toMatchObject({ kind: 'push', from: newest, reason });
    expect(plan.rollback).toEqual({ from: newest, to: tip, until: { next: 'release' } });
  });

  test('that goes forward is no rollback, whatever ROLLBACK says', () => {
    const facts = { environments: live(), rollback: true };
    expect(planFor(release({ standing: 'forward' }), facts, releases).rollback).toBeUndefined();
    const atTip = { environments: live(tip), rollback: true };
    expect(planFor(release({ standing: 'forward' }), atTip, releases).rollback).toBeUndefined();
  });

  test.each([false, true])('that was moved deploys nothing (ROLLBACK: %s)', (rollback) => {
    const plan = planFor(release(), { environments: live(), commit: newest, rollback }, releases);
    const reason = `the tag v2 was moved from ${newest.slice(0, 8)} to ${tip.slice(0, 8)}`;
    expect(onlyAction(plan)).toMatchObject({ kind: 'skip', reason });
  });

  test.each([false, true])('that is gone deploys nothing (ROLLBACK: %s)', (rollback) => {
    const gone = release({ tip: { name: 'v2', commit: undefined, ref: 'refs/tags/v2' } });
    const plan = planFor(gone, { environments: live(), commit: tip, rollback }, releases);
    expect(onlyAction(plan)).toMatchObject({
      kind: 'skip',
      reason: 'the tag v2 no longer exists on Bitbucket',
    });
    expect(plan.rollback).toBeUndefined();
  });

  test('whose deployment failed is deployed again', () => {
    const failed = {
      type: 'environment.push',
      state: 'complete',
      result: 'failure',
      failureReason: null,
    } as const;
    const activities = [{ id: 'a1', commands: [], commit: tip, percent: 100, at: undefined, ...failed }];
    const plan = planFor(release({ standing: 'forward' }), { environments: live(tip), activities }, releases);
    expect(kindsOf(plan)).toEqual(['redeploy']);
  });

  test('is told on no pull request', () => {
    expect(whyLeftOut({ target: release(), actions: [] }, new Map())).toBeUndefined();
  });
});

describe('where production follows tags', () => {
  test('a push to its branch does not touch it, and the plan says why', () => {
    const plan = planFor(branchTarget('main'), { environments: live() }, releases);
    expect(onlyAction(plan)).toMatchObject({ kind: 'skip', id: 'main' });
    expect(onlyAction(plan).reason).toContain('RELEASE_TAGS');
  });

  test('the main branch may have an environment of its own, and no note asks for one name', () => {
    const production = { ...project, defaultBranch: 'production' };
    const facts = { project: production, environments: [environment('production')] };
    const policy = { ...releases, activateBranches: ['main'] };
    const plan = planFor(branchTarget('main'), facts, policy);
    expect(plan.notes).toEqual([]);
    expect(desiredBy(plan)).toMatchObject({ id: 'main', active: true, parent: 'production' });
    expect(planFor(branchTarget('main'), facts).notes).toHaveLength(1);
  });

  test('other branches are deployed as they are without', () => {
    expect(kindsOf(planFor(branchTarget('feature/login'), {}, releases))).toEqual(['create']);
  });
});

describe('an older commit of a branch that is deployed on purpose', () => {
  const target = {
    kind: 'branch',
    name: 'main',
    tip: { name: 'main', commit: older },
    newest: tip,
  } as const;
  const until = { next: 'run', branch: 'main' };

  test('is pushed over the newer one, until the next run for the branch', () => {
    const plan = planFor(target, { commit: older, environments: live(tip) });
    const reason = `rollback from ${tip.slice(0, 8)} to ${older.slice(0, 8)}, until the next run for main, reconcile included`;
    expect(onlyAction(plan)).toMatchObject({ kind: 'push', from: tip, reason });
    expect(plan.rollback).toEqual({ from: tip, to: older, until });
  });

  test('stays a rollback when its run is repeated', () => {
    const plan = planFor(target, { commit: older, environments: live(older) });
    expect(onlyAction(plan)).toMatchObject({ kind: 'keep', reason: 'up to date' });
    expect(plan.rollback).toEqual({ from: tip, to: older, until });
  });

  test('names what was live where that is not the newest commit', () => {
    expect(planFor(target, { environments: live(newest) }).rollback?.from).toBe(newest);
  });

  test('is the first one of an environment that does not exist', () => {
    const other = { ...target, name: 'develop', tip: { name: 'develop', commit: older } };
    const plan = planFor(other, { commit: older });
    expect(kindsOf(plan)).toEqual(['create']);
    expect(plan.rollback).toMatchObject({ from: tip, to: older });
  });

  test('is not deployed to production that follows tags', () => {
    const plan = planFor(target, { commit: older, environments: live(tip) }, releases);
    expect(kindsOf(plan)).toEqual(['skip']);
    expect(plan.rollback).toBeUndefined();
  });
});

test('what is wanted of a branch that is gone is nothing, whatever is taken back', () => {
  const gone = { kind: 'branch', name: 'main', tip: undefined, newest: tip } as const;
  const snapshot = { project, repository, environments: byId(live()) };
  expect(desireTarget(gone, snapshot, defaults)).toMatchObject({ reason: { code: 'branch-gone' } });
  expect(planFor(gone).rollback).toBeUndefined();
});

describe('a plan that deploys nothing tells whether', () => {
  const refused = { code: 'not-forward', tag: 'v1', commit: older, live: tip } as const;

  test.each<Reason>([
    { code: 'superseded', commit: older, tip },
    { code: 'tag-moved', tag: 'v1', commit: older, tip },
    { code: 'tag-gone', tag: 'v1' },
  ])('something else took over: $code', (reason) => {
    expect(whyOvertaken(skipped(reason))).toBe(reason);
    expect(whyRefused(skipped(reason))).toBeUndefined();
  });

  test('it is refused', () => {
    expect(whyRefused(skipped(refused))).toBe(refused);
    expect(whyOvertaken(skipped(refused))).toBeUndefined();
  });
});
