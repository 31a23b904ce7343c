import type { ApplyOptions } from '../apply/context.ts';
import type { CleanupPolicy } from '../plan/cleanup.ts';
import type { Policy } from '../plan/desired.ts';
import type { Settings } from '../settings/parse.ts';

/** The settings that a plan depends on, in the words of the planner. */
export function policyOf(settings: Settings): Policy {
  const [user = '', ...password] = settings.HTTP_AUTH?.split(':') ?? [];
  return {
    fetchBranches: settings.FETCH_BRANCHES,
    branches: settings.BRANCHES,
    excludedBranches: settings.EXCLUDE_BRANCHES,
    activeBranches: settings.ACTIVATE_BRANCHES,
    buildPullRequests: settings.BUILD_PULL_REQUESTS,
    buildDrafts: settings.BUILD_DRAFT_PULL_REQUESTS,
    buildForks: settings.BUILD_FORK_PULL_REQUESTS,
    postMerge: settings.BUILD_PULL_REQUESTS_POST_MERGE,
    pullRequestTargets: settings.PULL_REQUEST_TARGETS,
    cloneParentData: settings.PULL_REQUESTS_CLONE_PARENT_DATA,
    resync: settings.RESYNC_PULL_REQUESTS,
    httpAuth: user ? { user, password: password.join(':') } : undefined,
    failOnHookError: settings.FAIL_ON_HOOK_ERROR,
    onLimit: settings.ON_LIMIT,
    // A run for one pull request was asked for; one for all of them was not.
    wakesIdle: settings.COMMAND !== 'reconcile',
  };
}

/** The settings that decide what may be deleted. Without an environment per branch, none is missed. */
export function cleanupPolicyOf(settings: Settings): CleanupPolicy {
  return {
    pruneBranches: settings.PRUNE_BRANCHES && settings.FETCH_BRANCHES,
    pruneUnmanaged: settings.PRUNE_UNMANAGED,
    protectedEnvironments: settings.PROTECTED_ENVIRONMENTS,
    maxDeletions: settings.MAX_DELETIONS,
    timeToLive: settings.PULL_REQUEST_TTL,
  };
}

export function applyOptionsOf(settings: Settings): ApplyOptions {
  return {
    wait: settings.WAIT,
    queueTimeout: settings.QUEUE_TIMEOUT,
    deployTimeout: settings.DEPLOY_TIMEOUT,
    failOnHookError: settings.FAIL_ON_HOOK_ERROR,
    resourcesInit: settings.RESOURCES_INIT,
    deployStrategy: settings.DEPLOY_STRATEGY,
  };
}
