import type { Policy } from './plan/desired.ts';
import type { Settings } from './settings/parse.ts';

/** The settings that a plan depends on, in the words of the planner. */
export function policyOf(settings: Settings): Policy & { failOnHookError: boolean } {
  return {
    fetchBranches: settings.FETCH_BRANCHES,
    branches: settings.BRANCHES,
    excludedBranches: settings.EXCLUDE_BRANCHES,
    activeBranches: settings.ACTIVATE_BRANCHES,
    buildPullRequests: settings.BUILD_PULL_REQUESTS,
    buildDrafts: settings.BUILD_DRAFT_PULL_REQUESTS,
    pullRequestTargets: settings.PULL_REQUEST_TARGETS,
    cloneParentData: settings.PULL_REQUESTS_CLONE_PARENT_DATA,
    failOnHookError: settings.FAIL_ON_HOOK_ERROR,
  };
}
