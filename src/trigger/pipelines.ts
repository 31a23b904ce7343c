import { commitHash } from '../plan/commit.ts';
import { isInPipelines, isInsidePipe, type Variables } from '../settings/variables.ts';
import { type Ci, nonEmpty, pullRequestId } from './ci.ts';
import { fullNameOf } from './repository.ts';

/**
 * Bitbucket Pipelines. What is checked out for a pull request is merged with its target; BITBUCKET_COMMIT is the tip of
 * its source all the same.
 * https://support.atlassian.com/bitbucket-cloud/docs/pipeline-start-conditions/, read 2026-11-21
 */
export function readPipelines(variables: Variables): Ci | undefined {
  if (!isInPipelines(variables)) return undefined;
  const id = pullRequestId(variables.BITBUCKET_PR_ID);
  return {
    name: 'Bitbucket Pipelines',
    repository: repositoryOf(variables),
    repositoryUuid: nonEmpty(variables.BITBUCKET_REPO_UUID),
    branch: nonEmpty(variables.BITBUCKET_BRANCH),
    tag: nonEmpty(variables.BITBUCKET_TAG),
    commit: commitHash(variables.BITBUCKET_COMMIT),
    pullRequest: id ? { id, target: nonEmpty(variables.BITBUCKET_PR_DESTINATION_BRANCH) } : undefined,
    sourceDirectory: nonEmpty(variables.BITBUCKET_CLONE_DIR),
    runUrl: runUrl(variables),
    insidePipe: isInsidePipe(variables),
    advice: {
      noClone: 'Leave `clone: enabled` on for this step, or set SOURCE_DIR to the directory of the clone.',
      shallow: 'Let Pipelines clone the whole history: set `clone: {depth: full}` for this step.',
      overlapping: 'Let only one pipeline do so, for example with a concurrency-group.',
    },
  };
}

function repositoryOf(variables: Variables): string | undefined {
  const {
    BITBUCKET_REPO_FULL_NAME: fullName,
    BITBUCKET_WORKSPACE: workspace,
    BITBUCKET_REPO_SLUG: slug,
  } = variables;
  return nonEmpty(fullName) ?? fullNameOf(workspace, slug);
}

/** Not documented; other people's pipes build the same address, as seen 2026-11-21. */
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
