import { type DeploymentFacts, type Plan, planDeployment, type Target } from '../../src/plan/deployment.ts';
import type { Action } from '../../src/plan/actions.ts';
import type { Policy } from '../../src/plan/desired.ts';
import type { Activity, Environment, PullRequest, Repository } from '../../src/plan/world.ts';

/** Commits by how new they are. */
export const older = 'a'.repeat(40);
export const tip = 'b'.repeat(40);

export const repository: Repository = { fullName: 'acme/shop', uuid: '{1f2e}', mainBranch: 'main' };

/** Settings as they are when the user sets none. */
export const defaults: Policy & { failOnHookError: boolean } = {
  fetchBranches: true,
  branches: ['**'],
  excludedBranches: [],
  activeBranches: [],
  buildPullRequests: true,
  buildDrafts: true,
  pullRequestTargets: ['**'],
  cloneParentData: true,
  failOnHookError: true,
};

/** What marks an environment as kept for a branch of the repository above. */
export function branchMarks(branch: string): Record<string, string> {
  return {
    managed_by: 'upsun-environments',
    repository: 'acme/shop',
    repository_uuid: '{1f2e}',
    environment: branch,
    kind: 'branch',
    branch,
  };
}

/** An environment in line with its branch, except for what is given. */
export function environment(id: string, changes: Partial<Environment> = {}): Environment {
  return {
    id,
    title: id,
    type: id === 'main' ? 'production' : 'development',
    isMain: id === 'main',
    status: 'active',
    parent: id === 'main' ? null : 'main',
    headCommit: tip,
    hasDeployment: true,
    clonesParentData: true,
    attributes: id === 'main' ? {} : branchMarks(id),
    ...changes,
  };
}

/** The environment pr-7 in line with pull request 7 below, except for what is given. */
export function previewEnvironment(changes: Partial<Environment> = {}): Environment {
  const attributes = {
    ...branchMarks('feature/login'),
    environment: 'pr-7',
    kind: 'pull-request',
    pull_request: '7',
  };
  return environment('pr-7', { title: 'PR 7: Add login', attributes, ...changes });
}

function pullRequest(changes: Partial<PullRequest> = {}): PullRequest {
  return {
    id: 7,
    title: 'Add login',
    description: '',
    state: 'OPEN',
    draft: false,
    fork: false,
    source: { name: 'feature/login', commit: tip },
    target: 'main',
    ...changes,
  };
}

export function activity(changes: Partial<Activity> = {}): Activity {
  return {
    id: 'activity1',
    type: 'environment.push',
    state: 'complete',
    result: 'success',
    failureReason: null,
    failedCommand: undefined,
    commit: tip,
    percent: 100,
    ...changes,
  };
}

export function branchTarget(name: string): Target {
  return { kind: 'branch', name, tip: { name, commit: tip } };
}

export function pullRequestTarget(changes: Partial<PullRequest> = {}): Target {
  return { kind: 'pull-request', pullRequest: pullRequest(changes) };
}

/** Plans for a project whose default branch is main and which, if nothing else is given, has only that environment. */
export function planFor(
  target: Target,
  facts: Partial<DeploymentFacts> = {},
  policy: Partial<typeof defaults> = {},
): Plan {
  const project = { id: 'abc123', title: 'Shop', defaultBranch: 'main' };
  const environments = [environment('main')];
  return planDeployment(
    { project, repository, environments, activities: [], commit: undefined, target, ...facts },
    { ...defaults, ...policy },
  );
}

export function kindsOf({ actions }: Plan): Action['kind'][] {
  return actions.map(({ kind }) => kind);
}

/** The one action of a plan that has no more. */
export function onlyAction({ actions }: Plan): Action {
  const [action, ...more] = actions;
  if (!action || more.length > 0) throw new Error(`The plan has ${actions.length} actions, not one.`);
  return action;
}

/** What the plan makes or pushes. */
export function desiredBy({ actions }: Plan) {
  const found = actions.find((action) => action.kind === 'create' || action.kind === 'push');
  if (!found || !('desired' in found)) throw new Error('The plan neither creates nor pushes.');
  return found.desired;
}

/** What the plan edits. */
export function changesIn({ actions }: Plan) {
  return actions.find((action) => action.kind === 'edit')?.changes;
}
