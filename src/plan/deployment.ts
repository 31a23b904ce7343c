import type { Action } from './actions.ts';
import type { Policy, Snapshot } from './desired.ts';
import { planEnvironment, type Subject } from './environment.ts';
import * as reasons from './reasons.ts';

export interface DeploymentFacts extends Snapshot, Subject {}

export interface Plan {
  actions: readonly Action[];
  /** What the user should know beside the plan. */
  notes: readonly string[];
}

/** What must be done for the branch or pull request of one run. */
export function planDeployment(facts: DeploymentFacts, policy: Policy): Plan {
  return { notes: notesOn(facts), actions: planEnvironment(facts, facts, policy) };
}

/** What is odd about the project as a whole. */
export function notesOn({ project, repository }: Snapshot): string[] {
  const { mainBranch } = repository;
  if (!mainBranch || mainBranch === project.defaultBranch) return [];
  return [reasons.defaultBranchDiffers(mainBranch, project.defaultBranch, project.id)];
}
