import type { Variables } from '../settings/variables.ts';
import { type Ci, present, pullRequestId } from './ci.ts';

/** Bitbucket Pipelines. Other CIs have variables that begin with BITBUCKET_ as well, but none of these. */
export function readPipelines(variables: Variables): Ci | undefined {
  const { BITBUCKET_BUILD_NUMBER, BITBUCKET_PIPELINE_UUID, BITBUCKET_STEP_UUID } = variables;
  if (!BITBUCKET_BUILD_NUMBER && !BITBUCKET_PIPELINE_UUID && !BITBUCKET_STEP_UUID) return undefined;
  const id = pullRequestId(variables.BITBUCKET_PR_ID);
  return {
    name: 'Bitbucket Pipelines',
    repository: repositoryOf(variables),
    repositoryUuid: present(variables.BITBUCKET_REPO_UUID),
    branch: present(variables.BITBUCKET_BRANCH),
    tag: present(variables.BITBUCKET_TAG),
    commit: present(variables.BITBUCKET_COMMIT),
    pullRequest: id ? { id, target: present(variables.BITBUCKET_PR_DESTINATION_BRANCH) } : undefined,
    sourceDirectory: present(variables.BITBUCKET_CLONE_DIR),
    runUrl: runUrl(variables),
    insidePipe: Boolean(variables.BITBUCKET_PIPE_STORAGE_DIR || variables.BITBUCKET_PIPE_SHARED_STORAGE_DIR),
  };
}

function repositoryOf(variables: Variables): string | undefined {
  const {
    BITBUCKET_REPO_FULL_NAME: fullName,
    BITBUCKET_WORKSPACE: workspace,
    BITBUCKET_REPO_SLUG: slug,
  } = variables;
  return present(fullName) ?? (workspace && slug ? `${workspace}/${slug}` : undefined);
}

function runUrl(variables: Variables): string | undefined {
  const {
    BITBUCKET_REPO_FULL_NAME: repository,
    BITBUCKET_BUILD_NUMBER: build,
    BITBUCKET_STEP_UUID: step,
  } = variables;
  if (!repository || !build) return undefined;
  const page = `https://bitbucket.org/${repository}/pipelines/results/${build}`;
  return step ? `${page}/steps/${encodeURIComponent(step)}` : page;
}
