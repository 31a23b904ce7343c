import type { Action } from './actions.ts';
import type { Snapshot } from './desired.ts';
import { planEnvironment, type TargetFacts } from './environment.ts';
import type { Policy } from './policy.ts';
import type { Note } from './reasons.ts';

export interface DeploymentFacts extends Snapshot, TargetFacts {}

export interface Plan {
  actions: readonly Action[];
  /** What the user should know beside the plan. */
  notes: readonly Note[];
}

/** What must be done for the branch or pull request of one run. */
export function planDeployment(facts: DeploymentFacts, policy: Policy): Plan {
  return { notes: notesOn(facts), actions: planEnvironment(facts, facts, policy) };
}

/** What is odd about the project as a whole. */
export function notesOn({ project, repository }: Snapshot): Note[] {
  const { mainBranch } = repository;
  const { id, defaultBranch } = project;
  if (!mainBranch || mainBranch === defaultBranch) return [];
  return [{ code: 'default-branch-differs', mainBranch, defaultBranch, project: id }];
}
