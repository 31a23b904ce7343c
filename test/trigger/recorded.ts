import type { Variables } from '../../src/settings/variables.ts';
import type { BuildTarget, Ci } from '../../src/trigger/ci.ts';

export const commit = 'c0ffee'.padEnd(40, '0');

/** What Bitbucket Pipelines sets in every run. */
const everyRun: Variables = {
  CI: 'true',
  BITBUCKET_BUILD_NUMBER: '118',
  BITBUCKET_CLONE_DIR: '/opt/atlassian/pipelines/agent/build',
  BITBUCKET_COMMIT: commit,
  BITBUCKET_WORKSPACE: 'acme',
  BITBUCKET_REPO_SLUG: 'shop',
  BITBUCKET_REPO_FULL_NAME: 'acme/shop',
  BITBUCKET_REPO_UUID: '{1f2e3d4c}',
  BITBUCKET_GIT_HTTP_ORIGIN: 'http://bitbucket.org/acme/shop',
  BITBUCKET_PIPELINE_UUID: '{aaaa}',
  BITBUCKET_STEP_UUID: '{bbbb}',
};

/** Environments of runs as Bitbucket Pipelines starts them. */
export const runs = {
  branch: { ...everyRun, BITBUCKET_BRANCH: 'feature/login' },
  pullRequest: {
    ...everyRun,
    BITBUCKET_BRANCH: 'feature/login',
    BITBUCKET_PR_ID: '7',
    BITBUCKET_PR_DESTINATION_BRANCH: 'develop',
    BITBUCKET_PR_DESTINATION_COMMIT: 'd'.repeat(12),
  },
  tag: { ...everyRun, BITBUCKET_TAG: 'v1.0' },
  /** Also a scheduled one: it runs on a branch, and nothing tells it from a push. */
  customOnBranch: { ...everyRun, BITBUCKET_BRANCH: 'feature/login', BITBUCKET_STEP_TRIGGERER_UUID: '{cccc}' },
  customOnCommit: everyRun,
  elsewhere: {},
} as const satisfies Record<string, Variables>;

export type Run = keyof typeof runs;

/** What a CI says that a run is for; `undefined` where the run is not in that CI. */
export function targetOf(ci: Ci | undefined): BuildTarget | undefined {
  return ci && { branch: ci.branch, tag: ci.tag, commit: ci.commit, pullRequest: ci.pullRequest };
}
