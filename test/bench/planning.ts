import { planCleanup } from '../../src/plan/cleanup.ts';
import type { Policy } from '../../src/plan/policy.ts';
import { idleEnvironments } from '../../src/plan/idle.ts';
import { simulate } from '../../src/plan/simulate.ts';
import { planReconciliation } from '../../src/plan/reconciliation.ts';
import { defaults } from '../plan/world.ts';
import type { ScaleFacts } from './facts.ts';

/** Settings with globs of every kind. */
const policy: Policy = {
  ...defaults,
  branches: ['main', 'feature/**', 'bugfix/**', 'release/*'],
  excludeBranches: ['feature/*-draft', 'dependabot/**'],
  activateBranches: ['release/*'],
  pullRequestTargets: ['main', '{feature,bugfix,chore}/**'],
  onLimit: 'evict',
  wakesIdle: false,
};
const protectedEnvironments = ['demo/**', 'release/*'];

export const parts = ['idleEnvironments', 'planCleanup', 'planReconciliation'] as const;

/** Milliseconds that each part took. */
export type Durations = Record<(typeof parts)[number], number>;

/**
 * Plans what the command `reconcile` does, in its order: what has expired or is gone goes first, half of what is idle stays, and
 * then the rest is brought in line. Where the project has a limit, the longest idle environments make room.
 */
export function planAll(facts: ScaleFacts) {
  const durations: Durations = { idleEnvironments: 0, planCleanup: 0, planReconciliation: 0 };
  function timed<Value>(part: keyof Durations, plan: () => Value): Value {
    const started = performance.now();
    const planned = plan();
    durations[part] += performance.now() - started;
    return planned;
  }
  const findIdle = (snapshot: ScaleFacts) =>
    timed('idleEnvironments', () =>
      idleEnvironments(snapshot, snapshot.openPullRequests, snapshot.lastActivities, protectedEnvironments),
    );

  const now = facts.lastActivities.size;
  const cleanupPolicy = {
    fetchBranches: true,
    pruneBranches: true,
    pruneUnmanaged: false,
    takeOver: [],
    protectedEnvironments,
    maxDeletions: Infinity,
    pullRequestTtl: now * 0.75,
  };
  const idle = findIdle(facts);
  const cleanup = timed('planCleanup', () => planCleanup({ ...facts, idle, now }, cleanupPolicy));
  if (cleanup.kind === 'refused') throw new Error('The plan to clean up was refused.');

  const environments = new Map(facts.environments);
  simulate(environments, cleanup.actions);
  const left = { ...facts, environments };
  const evictable = findIdle(left);
  const plans = timed('planReconciliation', () => planReconciliation({ ...left, evictable }, policy));
  return { planned: { cleanup, plans }, durations };
}
