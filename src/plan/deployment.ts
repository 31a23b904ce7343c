import type { Action } from './actions.ts';
import { type Desire, desireBranch, desirePullRequest, type Policy, type Setting } from './desired.ts';
import { differences } from './differences.ts';
import { otherOwner } from './ownership.ts';
import * as reasons from './reasons.ts';
import { type Activity, type Branch, type PullRequest, sameCommit } from './world.ts';

/** What one run of `deploy` looks at. */
export type Target =
  | { kind: 'branch'; name: string; tip: Branch | undefined }
  | { kind: 'pull-request'; pullRequest: PullRequest };

export interface DeploymentFacts extends Setting {
  target: Target;
  /** The commit this run was started for; unknown where nobody named one, and then the tip is meant. */
  commit: string | undefined;
  /** Those of the target's environment, newest first. */
  activities: readonly Activity[];
}

export interface Plan {
  actions: readonly Action[];
  /** What the user should know beside the plan. */
  notes: readonly string[];
}

/** What must be done for the branch or pull request of one run. */
export function planDeployment(facts: DeploymentFacts, policy: Policy & { failOnHookError: boolean }): Plan {
  const notes = mainBranchNotes(facts);
  const tip = facts.target.kind === 'branch' ? facts.target.tip : facts.target.pullRequest.source;
  const id = environmentId(facts.target);
  if (!tip?.commit) return { notes, actions: [{ kind: 'skip', id, reason: reasons.branchGone }] };

  const desire = desireTarget(facts.target, tip, facts, policy);
  if (desire.kind === 'unwanted') return { notes, actions: [{ kind: 'skip', id, reason: desire.reason }] };
  if (facts.commit && !sameCommit(facts.commit, tip.commit)) {
    return { notes, actions: [{ kind: 'skip', id, reason: reasons.superseded(facts.commit, tip.commit) }] };
  }
  const existing = facts.environments.find((environment) => environment.id === id);
  const owner = existing && otherOwner(existing, facts.repository);
  if (owner) return { notes, actions: [{ kind: 'skip', id, reason: reasons.ownedByOther(owner) }] };
  return {
    notes,
    actions: differences(desire.environment, existing, facts.activities, policy.failOnHookError),
  };
}

export function environmentId(target: Target): string {
  return target.kind === 'branch' ? target.name : `pr-${target.pullRequest.id}`;
}

function desireTarget(target: Target, tip: Branch, facts: DeploymentFacts, policy: Policy): Desire {
  if (target.kind === 'pull-request') return desirePullRequest(target.pullRequest, facts, policy);
  return desireBranch(tip, facts, policy);
}

function mainBranchNotes({ project, repository }: Setting): string[] {
  const { mainBranch } = repository;
  if (!mainBranch || mainBranch === project.defaultBranch) return [];
  return [reasons.defaultBranchDiffers(mainBranch, project.defaultBranch, project.id)];
}
