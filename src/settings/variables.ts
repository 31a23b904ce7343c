/** The environment variables of the process. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** Whether a step of Pipelines runs this process. Other CIs have variables that begin with BITBUCKET_ as well, but none of these. */
export function isInPipelines({
  BITBUCKET_BUILD_NUMBER: build,
  BITBUCKET_PIPELINE_UUID: pipeline,
  BITBUCKET_STEP_UUID: step,
}: Variables): boolean {
  return Boolean(build || pipeline || step);
}

/**
 * Whether Pipelines runs this process as a pipe. Then only Pipelines, the image and the `variables` of the step set any.
 * https://support.atlassian.com/bitbucket-cloud/docs/advanced-techniques-for-writing-pipes/, read 2026-11-21
 */
export function isInsidePipe(variables: Variables): boolean {
  return Boolean(variables.BITBUCKET_PIPE_STORAGE_DIR || variables.BITBUCKET_PIPE_SHARED_STORAGE_DIR);
}
