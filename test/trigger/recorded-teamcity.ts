import type { Variables } from '../../src/settings/variables.ts';

export const commit = 'c0ffee'.padEnd(40, '0');

/** What TeamCity hands to every build. */
export const everyRun: Variables = {
  TEAMCITY_VERSION: '2026.1 (build 222345)',
  TEAMCITY_PROJECT_NAME: 'Shop',
  TEAMCITY_BUILDCONF_NAME: 'Deploy',
  TEAMCITY_BUILD_PROPERTIES_FILE: '/opt/buildagent/temp/buildTmp/teamcity.build79452.properties',
  TEAMCITY_GIT_PATH: '/usr/bin/git',
  TEAMCITY_PROCESS_FLOW_ID: '376437994027122',
  TEAMCITY_PROCESS_PARENT_FLOW_ID: '',
  BUILD_NUMBER: '42',
  BUILD_URL: 'https://teamcity.acme.example/build/4711',
  BUILD_VCS_NUMBER: commit,
  BUILD_VCS_NUMBER_Shop_Main: commit,
};
/** With the parameters that a build configuration can hand on. */
export const branchRun: Variables = {
  ...everyRun,
  TEAMCITY_BUILD_BRANCH: 'feature/login',
  VCSROOT_URL: 'https://git.acme.example/scm/web/shop.git',
  TEAMCITY_PULLREQUEST_NUMBER: '%teamcity.pullRequest.number%',
  TEAMCITY_PULLREQUEST_SOURCE_BRANCH: '%teamcity.pullRequest.source.branch%',
  TEAMCITY_PULLREQUEST_TARGET_BRANCH: '%teamcity.pullRequest.target.branch%',
};
export const pullRequestRun: Variables = {
  ...branchRun,
  TEAMCITY_BUILD_BRANCH: 'pull-requests/12',
  TEAMCITY_PULLREQUEST_NUMBER: '12',
  TEAMCITY_PULLREQUEST_SOURCE_BRANCH: 'feature/login',
  TEAMCITY_PULLREQUEST_TARGET_BRANCH: 'refs/heads/develop',
};
