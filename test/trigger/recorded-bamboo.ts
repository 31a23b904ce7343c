import type { Variables } from '../../src/settings/variables.ts';

export const commit = 'c0ffee'.padEnd(40, '0');

/** A job of a plan with a linked repository on Data Center. */
export const branchRun: Variables = {
  BAMBOO_HOME: '/var/atlassian/application-data/bamboo',
  bamboo_agentId: '360449',
  bamboo_agentWorkingDirectory: '/var/atlassian/bamboo-agent/xml-data/build-dir',
  bamboo_build_working_directory: '/var/atlassian/bamboo-agent/xml-data/build-dir/WEB-SHOP12-JOB1',
  bamboo_buildFailed: 'false',
  bamboo_buildKey: 'WEB-SHOP12-JOB1',
  bamboo_buildNumber: '42',
  bamboo_buildPlanName: 'Web - Shop - feature-login - Default Job',
  bamboo_buildResultKey: 'WEB-SHOP12-JOB1-42',
  bamboo_buildResultsUrl: 'https://bamboo.acme.example/browse/WEB-SHOP12-JOB1-42',
  bamboo_resultsUrl: 'https://bamboo.acme.example/browse/WEB-SHOP12-JOB1-42',
  bamboo_buildTimeStamp: '2026-11-20T09:00:48.185Z',
  bamboo_planKey: 'WEB-SHOP12',
  bamboo_planName: 'Web - Shop - feature-login',
  bamboo_shortPlanKey: 'SHOP12',
  bamboo_planRepository_name: 'Shop',
  bamboo_planRepository_type: 'bbserver',
  bamboo_planRepository_branch: 'feature/login',
  bamboo_planRepository_branchName: 'feature/login',
  bamboo_planRepository_branchDisplayName: 'feature/login',
  bamboo_planRepository_repositoryUrl: 'ssh://git@git.acme.example:7999/web/shop.git',
  bamboo_planRepository_revision: commit,
  bamboo_planRepository_previousRevision: 'd'.repeat(40),
  bamboo_planRepository_username: '',
  bamboo_planRepository_1_branchName: 'feature/login',
  bamboo_planRepository_1_repositoryUrl: 'ssh://git@git.acme.example:7999/web/shop.git',
  bamboo_planRepository_1_revision: commit,
  bamboo_planRepository_2_branchName: 'main',
  bamboo_planRepository_2_repositoryUrl: 'ssh://git@git.acme.example:7999/ops/scripts.git',
  bamboo_planRepository_2_revision: 'e'.repeat(40),
  bamboo_repository_524294_branch_name: 'feature/login',
  bamboo_repository_branch_name: 'feature/login',
  bamboo_repository_name: 'Shop',
  bamboo_repository_revision_number: commit,
  bamboo_working_directory: '/var/atlassian/bamboo-agent/xml-data/build-dir/WEB-SHOP12-JOB1',
};
export const pullRequestRun: Variables = {
  ...branchRun,
  bamboo_repository_pr_key: '12',
  bamboo_repository_pr_sourceBranch: 'feature/login',
  bamboo_repository_pr_targetBranch: 'develop',
};
export const withoutRepository = Object.fromEntries(
  Object.entries(branchRun).filter(([name]) => !/[rR]epository_/.test(name)),
);
