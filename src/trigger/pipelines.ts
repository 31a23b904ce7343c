import type { Environment } from '../settings/parse.ts';
import { type Ci, present, pullRequestId } from './ci.ts';

/** Bitbucket Pipelines. Other CIs have variables that begin with BITBUCKET_ as well, but none of these. */
export function readPipelines(environment: Environment): Ci | undefined {
  const { BITBUCKET_BUILD_NUMBER, BITBUCKET_PIPELINE_UUID, BITBUCKET_STEP_UUID } = environment;
  if (!BITBUCKET_BUILD_NUMBER && !BITBUCKET_PIPELINE_UUID && !BITBUCKET_STEP_UUID) return undefined;
  const id = pullRequestId(environment.BITBUCKET_PR_ID);
  return {
    name: 'Bitbucket Pipelines',
    repository: repositoryOf(environment),
    repositoryUuid: present(environment.BITBUCKET_REPO_UUID),
    branch: present(environment.BITBUCKET_BRANCH),
    tag: present(environment.BITBUCKET_TAG),
    commit: present(environment.BITBUCKET_COMMIT),
    pullRequest: id ? { id, target: present(environment.BITBUCKET_PR_DESTINATION_BRANCH) } : undefined,
    sourceDirectory: present(environment.BITBUCKET_CLONE_DIR),
    runUrl: runUrl(environment),
    insidePipe: Boolean(
      environment.BITBUCKET_PIPE_STORAGE_DIR || environment.BITBUCKET_PIPE_SHARED_STORAGE_DIR,
    ),
  };
}

function repositoryOf(environment: Environment): string | undefined {
  const {
    BITBUCKET_REPO_FULL_NAME: fullName,
    BITBUCKET_WORKSPACE: workspace,
    BITBUCKET_REPO_SLUG: slug,
  } = environment;
  return present(fullName) ?? (workspace && slug ? `${workspace}/${slug}` : undefined);
}

function runUrl(environment: Environment): string | undefined {
  const {
    BITBUCKET_REPO_FULL_NAME: repository,
    BITBUCKET_BUILD_NUMBER: build,
    BITBUCKET_STEP_UUID: step,
  } = environment;
  if (!repository || !build) return undefined;
  const page = `https://bitbucket.org/${repository}/pipelines/results/${build}`;
  return step ? `${page}/steps/${encodeURIComponent(step)}` : page;
}
