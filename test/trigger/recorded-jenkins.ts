import type { Variables } from '../../src/settings/variables.ts';

export const tip = 'c0ffee'.padEnd(40, '0');
export const merge = 'd00d1e'.padEnd(40, '0');

/** What Jenkins itself and its git plugin set; GIT_* only where the checkout was not made by a script. */
export const everyRun: Variables = {
  JENKINS_HOME: '/var/jenkins_home',
  JENKINS_URL: 'https://ci.acme.example/',
  CI: 'true',
  BUILD_ID: '42',
  BUILD_NUMBER: '42',
  BUILD_DISPLAY_NAME: '#42',
  BUILD_TAG: 'jenkins-shop-42',
  EXECUTOR_NUMBER: '0',
  NODE_NAME: 'built-in',
  NODE_LABELS: 'built-in docker',
  HUDSON_URL: 'https://ci.acme.example/',
  WORKSPACE: '/var/jenkins_home/workspace/shop',
};

/** The same where no administrator has saved the address of Jenkins, which then sets none of a build either. */
export const withoutAddress: Variables = {
  ...everyRun,
  JENKINS_URL: undefined,
  HUDSON_URL: undefined,
  JOB_NAME: 'shop',
  GIT_BRANCH: 'origin/feature/login',
  GIT_COMMIT: tip,
  GIT_URL: 'ssh://git@git.acme.example:7999/web/shop.git',
};

/** A multibranch project of Bitbucket Branch Source. */
export const branchSource: Variables = {
  ...everyRun,
  JOB_NAME: 'shop/feature%2Flogin',
  JOB_BASE_NAME: 'feature%2Flogin',
  BUILD_URL: 'https://ci.acme.example/job/shop/job/feature%252Flogin/42/',
  RUN_DISPLAY_URL: 'https://ci.acme.example/job/shop/job/feature%252Flogin/42/display/redirect',
  BRANCH_NAME: 'feature/login',
  GIT_BRANCH: 'feature/login',
  GIT_COMMIT: tip,
  GIT_URL: 'https://git.acme.example/bitbucket/scm/web/shop.git',
  BITBUCKET_OWNER: 'WEB',
  BITBUCKET_PROJECT_KEY: 'WEB',
  BITBUCKET_REPOSITORY: 'shop',
  BITBUCKET_SERVER_URL: 'https://git.acme.example/bitbucket',
};
export const branchSourcePullRequest: Variables = {
  ...branchSource,
  JOB_NAME: 'shop/PR-12',
  JOB_BASE_NAME: 'PR-12',
  BUILD_URL: 'https://ci.acme.example/job/shop/view/change-requests/job/PR-12/42/',
  BRANCH_NAME: 'PR-12',
  CHANGE_ID: '12',
  CHANGE_BRANCH: 'feature/login',
  CHANGE_TARGET: 'develop',
  CHANGE_URL: 'https://git.acme.example/bitbucket/projects/WEB/repos/shop/pull-requests/12/overview',
  CHANGE_TITLE: 'Log in with a passkey',
  CHANGE_AUTHOR: 'jdoe',
  CHANGE_AUTHOR_DISPLAY_NAME: 'Jo Doe',
  CHANGE_AUTHOR_EMAIL: 'jo@acme.example',
  GIT_BRANCH: 'PR-12',
  GIT_COMMIT: merge,
};
export const tag: Variables = {
  ...branchSource,
  BRANCH_NAME: 'v1.0',
  TAG_NAME: 'v1.0',
  TAG_TIMESTAMP: '1790000000000',
  TAG_UNIXTIME: '1790000000',
  TAG_DATE: 'Mon Sep 21 13:33:20 UTC 2026',
  GIT_BRANCH: 'v1.0',
};

/** A multibranch project of Bitbucket Server Integration. */
export const serverIntegrationPullRequest: Variables = {
  ...everyRun,
  JOB_NAME: 'shop/PR-12',
  JOB_BASE_NAME: 'PR-12',
  BUILD_URL: 'https://ci.acme.example/job/shop/job/PR-12/42/',
  BRANCH_NAME: 'feature/login',
  CHANGE_ID: '12',
  CHANGE_BRANCH: 'feature/login',
  CHANGE_TARGET: 'develop',
  CHANGE_URL: 'https://git.acme.example/users/jdoe/repos/shop/pull-requests/12',
  CHANGE_TITLE: 'Log in with a passkey',
  PULL_REQUEST_SOURCE_COMMIT: tip,
  GIT_BRANCH: 'PR-12',
  GIT_COMMIT: merge,
  GIT_URL: 'ssh://git@git.acme.example:7999/~jdoe/shop.git',
};

export const plainJob: Variables = {
  ...everyRun,
  JOB_NAME: 'shop',
  JOB_BASE_NAME: 'shop',
  BUILD_URL: 'https://ci.acme.example/job/shop/42/',
  GIT_BRANCH: 'origin/feature/login',
  GIT_COMMIT: tip,
  GIT_PREVIOUS_COMMIT: merge,
  GIT_URL: 'ssh://git@git.acme.example:7999/web/shop.git',
};
export const stashPullRequest: Variables = {
  ...plainJob,
  sourceBranch: 'feature/login',
  targetBranch: 'develop',
  sourceRepositoryOwner: 'WEB',
  sourceRepositoryName: 'shop',
  destinationRepositoryOwner: 'WEB',
  destinationRepositoryName: 'shop',
  pullRequestId: '12',
  pullRequestTitle: 'Log in with a passkey',
  sourceCommitHash: tip,
  destinationCommitHash: 'e'.repeat(40),
  GIT_BRANCH: 'origin/pr/12/merge',
  GIT_COMMIT: merge,
};
export const pushAndPullRequest: Variables = {
  ...plainJob,
  BITBUCKET_ACTOR: 'jdoe',
  BITBUCKET_X_EVENT: 'pr:from_ref_updated',
  BITBUCKET_PULL_REQUEST_ID: '12',
  BITBUCKET_PULL_REQUEST_LINK: 'https://git.acme.example/projects/WEB/repos/shop/pull-requests/12',
  BITBUCKET_PULL_REQUEST_TITLE: 'Log in with a passkey',
  BITBUCKET_PULL_REQUEST_LATEST_COMMIT_FROM_SOURCE_BRANCH: tip,
  BITBUCKET_PULL_REQUEST_LATEST_COMMIT_FROM_TARGET_BRANCH: 'e'.repeat(40),
  BITBUCKET_SOURCE_BRANCH: 'feature/login',
  BITBUCKET_TARGET_BRANCH: 'develop',
  BITBUCKET_PAYLOAD: '{"actor":{"name":"jdoe"}}',
  BITBUCKET_PULL_REQUEST_COMMENT_TEXT: '',
  BITBUCKET_PULL_REQUEST_DESCRIPTION: 'Closes WEB-7',
  BITBUCKET_PULL_REQUEST_IS_DRAFT: 'false',
  BITBUCKET_REPOSITORY_ID: '84',
  BITBUCKET_REPOSITORY_URL: 'https://git.acme.example/projects/WEB/repos/shop',
  BITBUCKET_REPOSITORY_UUID: '{1f2e3d4c}',
  REPOSITORY_LINK: 'https://git.acme.example/projects/WEB/repos/shop',
  REPOSITORY_NAME: 'shop',
};
