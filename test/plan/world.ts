import { type DeploymentFacts, type Plan, planDeployment } from '../../src/plan/deployment.ts';
import type { Target } from '../../src/plan/target.ts';
import type { Action } from '../../src/plan/actions.ts';
import type { CommitHash } from '../../src/plan/commit.ts';
import type { CompleteList } from '../../src/plan/complete-list.ts';
import type { Policy } from '../../src/plan/policy.ts';
import type { Reason } from '../../src/plan/reasons.ts';
import { wordReason, wordRefusal } from '../../src/text/reasons.ts';
import type { CleanupPlan, PlanRow } from '../../src/plan/cleanup.ts';
import type { Activity, Environment, PullRequest, Repository } from '../../src/plan/world.ts';

/** Commits by how new they are. */
export const older = 'a'.repeat(40) as CommitHash;
export const tip = 'b'.repeat(40) as CommitHash;

/** A list as it is when it was read to its last page. */
export function complete<Item>(items: readonly Item[]): CompleteList<Item> {
  return items as CompleteList<Item>;
}

/** A step with its reason in the words that the user reads. */
type Worded<Step extends { reason: Reason }> = Step extends unknown
  ? Omit<Step, 'reason'> & { reason: string }
  : never;

export function worded<Step extends { reason: Reason }>(steps: readonly Step[]): Worded<Step>[] {
  return steps.map((step) => ({ ...step, reason: wordReason(step.reason) })) as unknown as Worded<Step>[];
}

/** A plan as the user reads it. */
export interface WordedPlan extends Omit<Plan, 'actions'> {
  actions: readonly Worded<Action>[];
}

export const repository: Repository = { fullName: 'acme/shop', uuid: '{1f2e}', mainBranch: 'main' };

/** Settings as they are when the user sets none. */
export const defaults: Policy = {
  fetchBranches: true,
  branches: ['**'],
  excludeBranches: [],
  activateBranches: [],
  buildPullRequests: true,
  buildDraftPullRequests: true,
  buildForkPullRequests: false,
  buildPullRequestsPostMerge: false,
  pullRequestTargets: ['**'],
  pullRequestSources: ['**'],
  pullRequestPaths: ['**'],
  pullRequestParent: undefined,
  pullRequestsCloneParentData: true,
  resyncPullRequests: false,
  httpAuth: undefined,
  previewVariables: [],
  backup: false,
  failOnHookError: true,
  releaseTags: [],
  onLimit: 'warn',
  takeOver: [],
  wakesIdle: true,
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
    httpAccess: { isEnabled: true, users: {}, addresses: [] },
    lastDeploymentAt: undefined,
    lastDeploymentFailure: undefined,
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

export function pullRequest(changes: Partial<PullRequest> = {}): PullRequest {
  return {
    id: 7,
    title: 'Add login',
    description: '',
    state: 'OPEN',
    draft: false,
    fork: false,
    source: { name: 'feature/login', commit: tip },
    target: 'main',
    updatedAt: undefined,
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
    commands: [],
    commit: tip,
    percent: 100,
    at: undefined,
    ...changes,
  };
}

export function branchTarget(name: string): Target {
  return { kind: 'branch', name, tip: { name, commit: tip } };
}

export function pullRequestTarget(changes: Partial<PullRequest> = {}): Target {
  return { kind: 'pull-request', pullRequest: pullRequest(changes) };
}

export const project = { id: 'abc123', title: 'Shop', defaultBranch: 'main', environmentLimit: undefined };

export function byId(environments: readonly Environment[]): Map<string, Environment> {
  return new Map(environments.map((one) => [one.id, one]));
}

/** Facts as a test writes them, with plain arrays for the lists that were read to their last page. */
type Plain<Facts> = {
  [Name in keyof Facts]: Facts[Name] extends CompleteList<infer Item> | undefined
    ? readonly Item[] | Extract<Facts[Name], undefined>
    : Facts[Name];
};

/** The facts that these are, with every list taken for one that was read to its last page. */
export function read<Facts>(plain: Plain<Facts>): Facts {
  return plain as Facts;
}

/** What is known beside the defaults, with a plain list of environments. */
export type Given<Facts extends { environments: unknown }> = Partial<Plain<Omit<Facts, 'environments'>>> & {
  environments?: readonly Environment[];
};

/** Whether a plan to clean up is refused, in the words that the user reads. */
export function refusalOf(plan: CleanupPlan): string | undefined {
  return plan.kind === 'refused' ? wordRefusal(plan.refusal) : undefined;
}

/** The rows of a plan to clean up, whether it is refused or not. */
export function rowsOf(plan: CleanupPlan) {
  return worded<PlanRow>(plan.kind === 'refused' ? plan.rows : plan.actions);
}

/** Plans for a project whose default branch is main and which, if nothing else is given, has only that environment. */
export function planFor(
  target: Target,
  { environments = [environment('main')], ...facts }: Given<DeploymentFacts> = {},
  policy: Partial<Policy> = {},
): WordedPlan {
  const rest = { activities: [], commit: undefined, evictable: [], target };
  const plan = planDeployment(
    { project, repository, environments: byId(environments), ...rest, ...facts },
    { ...defaults, ...policy },
  );
  return { ...plan, actions: worded(plan.actions) };
}

export function kindsOf({ actions }: WordedPlan): Action['kind'][] {
  return actions.map(({ kind }) => kind);
}

/** The one action of a plan that has no more. */
export function onlyAction({ actions }: WordedPlan): Worded<Action> {
  const [action, ...more] = actions;
  if (!action || more.length > 0) throw new Error(`The plan has ${actions.length} actions, not one.`);
  return action;
}

/** What the plan makes or pushes. */
export function desiredBy({ actions }: WordedPlan) {
  const found = actions.find((action) => action.kind === 'create' || action.kind === 'push');
  if (!found || !('desired' in found)) throw new Error('The plan neither creates nor pushes.');
  return found.desired;
}

/** What the plan edits. */
export function changesIn({ actions }: WordedPlan) {
  return actions.find((action) => action.kind === 'edit')?.changes;
}
