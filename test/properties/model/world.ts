/** A small model of Bitbucket and Upsun: what is true on both sides, however the pipe sees it. */
import type { CommitHash } from '../../../src/plan/commit.ts';
import type { Activity, Environment, PullRequest, Repository } from '../../../src/plan/world.ts';

export interface ModelPullRequest extends PullRequest {
  title: string;
  updatedAt: number;
}

export interface World {
  /** Milliseconds since 1970. */
  now: number;
  repository: Repository;
  /** Tips by name. */
  branches: Map<string, CommitHash>;
  pullRequests: Map<number, ModelPullRequest>;
  defaultBranch: string;
  environmentLimit: number | undefined;
  environments: Map<string, Environment>;
  /** By environment, newest first. */
  activities: Map<string, Activity[]>;
  /** How many commits and activities there were so far. */
  count: number;
}

export const day = 86_400_000;
const ours: Repository = { fullName: 'acme/shop', uuid: '{1}', mainBranch: 'main' };

/** A project whose default environment is live, and a repository with one branch. */
export function createWorld(defaultBranch: string, environmentLimit: number | undefined): World {
  const world: World = {
    now: 1000 * day,
    repository: ours,
    branches: new Map(),
    pullRequests: new Map(),
    defaultBranch,
    environmentLimit,
    environments: new Map(),
    activities: new Map(),
    count: 0,
  };
  const first = newCommit(world);
  world.branches.set('main', first);
  world.environments.set(defaultBranch, {
    ...bareEnvironment(defaultBranch, null, first),
    type: 'production',
    isMain: true,
    status: 'active',
    hasDeployment: true,
  });
  return world;
}

export function newCommit(world: World): CommitHash {
  world.count += 1;
  return world.count.toString(16).padStart(8, '0').repeat(5) as CommitHash;
}

/** A new environment as Upsun makes one that nobody configured. */
export function bareEnvironment(id: string, parent: string | null, headCommit: string): Environment {
  return {
    id,
    title: id,
    type: 'development',
    isMain: false,
    status: 'inactive',
    parent,
    headCommit,
    hasDeployment: false,
    clonesParentData: true,
    attributes: {},
    httpAccess: { isEnabled: true, users: {}, addresses: [] },
    lastDeploymentAt: undefined,
    lastDeploymentFailure: undefined,
  };
}

export function openPullRequests({ pullRequests }: World): ModelPullRequest[] {
  return [...pullRequests.values()].filter(({ state }) => state === 'OPEN');
}

/** What a redeployment runs, and how that ends. */
export function hooks(exitCode: number): Pick<Activity, 'commands' | 'failureReason'> {
  return {
    commands: [{ app: 'app', type: 'post_deploy', exitCode }],
    failureReason: exitCode === 0 ? null : 'shell',
  };
}

/** Records an activity that was just over, or that still runs. */
export function recordActivity(
  world: World,
  id: string,
  type: string,
  changes: Partial<Activity> = {},
): Activity {
  world.count += 1;
  const activity: Activity = {
    id: `activity${world.count}`,
    type,
    state: 'complete',
    result: 'success',
    failureReason: null,
    commands: [],
    commit: world.environments.get(id)?.headCommit ?? undefined,
    percent: 100,
    at: world.now,
    ...changes,
  };
  world.activities.set(id, [activity, ...(world.activities.get(id) ?? [])]);
  return activity;
}
