interface Build {
  number: number;
  workspace: string;
  branch: string;
  commit: string;
  pullRequest: { id: number; source: string; target: string; title: string } | undefined;
}

/** The variables of a multibranch build, which Jenkins hands to a container together with those of the agent. */
export function multibranchVariables(
  { serverUrl, fullName, cloneUrl }: { serverUrl: string; fullName: string; cloneUrl: string },
  { number, workspace, branch, commit, pullRequest }: Build,
): Record<string, string> {
  const name = pullRequest ? `PR-${pullRequest.id}` : branch;
  const job = `shop/${encodeURIComponent(name)}`;
  const [project = '', slug = ''] = fullName.split('/');
  const jenkins = 'https://jenkins.example.com/';
  return {
    JENKINS_URL: jenkins,
    BUILD_NUMBER: String(number),
    BUILD_ID: String(number),
    BUILD_TAG: `jenkins-shop-${number}`,
    BUILD_URL: `${jenkins}job/${job}/${number}/`,
    JOB_NAME: job,
    JOB_BASE_NAME: encodeURIComponent(name),
    NODE_NAME: 'built-in',
    EXECUTOR_NUMBER: '0',
    WORKSPACE: workspace,
    CI: 'true',
    GIT_URL: cloneUrl,
    GIT_COMMIT: commit,
    GIT_BRANCH: name,
    BRANCH_NAME: name,
    ...(pullRequest
      ? {
          CHANGE_ID: String(pullRequest.id),
          CHANGE_URL: `${serverUrl}/projects/${project}/repos/${slug}/pull-requests/${pullRequest.id}/overview`,
          CHANGE_TITLE: pullRequest.title,
          CHANGE_AUTHOR: 'ada',
          CHANGE_TARGET: pullRequest.target,
          CHANGE_BRANCH: pullRequest.source,
        }
      : { BRANCH_IS_PRIMARY: String(branch === 'main') }),
  };
}
