import type { Action } from './actions.ts';
import type { Snapshot } from './desired.ts';
import { planEnvironment, type TargetFacts } from './environment.ts';
import { environmentId } from './target.ts';
import type { Policy } from './policy.ts';
import type { Note, Rollback } from './reasons.ts';
import { rollbackOf } from './release.ts';

export interface DeploymentFacts extends Snapshot, TargetFacts {}

export interface Plan {
  actions: readonly Action[];
  /** What the user should know beside the plan. */
  notes: readonly Note[];
  rollback?: Rollback;
}

/** What must be done for the branch or pull request of one run. */
export function planDeployment(facts: DeploymentFacts, policy: Policy): Plan {
  const actions = planEnvironment(facts, facts, policy);
  const existing = facts.environments.get(environmentId(facts.target));
  const rollback = actions.every(({ kind }) => kind === 'skip')
    ? undefined
    : rollbackOf(facts.target, existing);
  return { notes: notesOn(facts, policy), actions, ...(rollback ? { rollback } : {}) };
}

/** What is odd about the project as a whole. Where production follows tags, main may well be another environment. */
export function notesOn(
  { project, repository }: Snapshot,
  { releaseTags }: Pick<Policy, 'releaseTags'>,
): Note[] {
  const { mainBranch } = repository;
  const { id, defaultBranch } = project;
  if (!mainBranch || mainBranch === defaultBranch || releaseTags.length > 0) return [];
  return [{ code: 'default-branch-differs', mainBranch, defaultBranch, project: id }];
}
