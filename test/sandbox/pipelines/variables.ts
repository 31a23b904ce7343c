import { abbreviate } from '../bitbucket/payloads.ts';
import type { Trigger } from '../ci/target.ts';

/** What Pipelines knows of the repository that a step runs for. */
export interface StepRepository {
  workspace: string;
  workspaceUuid: string;
  slug: string;
  uuid: string;
  projectKey: string;
  projectUuid: string;
}

export interface Step {
  repository: StepRepository;
  trigger: Trigger;
  commit: string;
  buildNumber: number;
  pipelineUuid: string;
  stepUuid: string;
  triggererUuid: string;
  cloneDirectory: string;
  /** The file that takes the step's output variables. */
  variablesFile: string;
}

const pipeName = 'upsun-environments';

/** The variables that a pipe gets in a step of Bitbucket Pipelines beside those that its user sets. */
export function defaultVariables(step: Step): Record<string, string> {
  const { cloneDirectory, commit } = step;
  const sharedStorage = `${cloneDirectory}/.bitbucket/pipelines/generated/pipeline/pipes`;
  return {
    CI: 'true',
    BITBUCKET_BUILD_NUMBER: String(step.buildNumber),
    BITBUCKET_CLONE_DIR: cloneDirectory,
    BITBUCKET_COMMIT: commit,
    BITBUCKET_PIPELINE_UUID: step.pipelineUuid,
    BITBUCKET_STEP_UUID: step.stepUuid,
    BITBUCKET_STEP_RUN_NUMBER: '1',
    BITBUCKET_STEP_TRIGGERER_UUID: step.triggererUuid,
    BITBUCKET_PIPELINES_VARIABLES_PATH: step.variablesFile,
    BITBUCKET_TEST_METADATA_FILE_PATH: `${cloneDirectory}/.bitbucket/pipelines/generated/test-metadata.json`,
    BITBUCKET_SSH_KEY_FILE: '/opt/atlassian/pipelines/agent/ssh/id_rsa',
    BITBUCKET_PIPE_STORAGE_DIR: `${sharedStorage}/${step.repository.workspace}/${pipeName}`,
    BITBUCKET_PIPE_SHARED_STORAGE_DIR: sharedStorage,
    DOCKER_HOST: 'tcp://host.docker.internal:2375',
    ...repositoryVariables(step.repository),
    ...triggerVariables(step.trigger),
  };
}

/** The address of the repository as Pipelines gives it to git: plain HTTP, through the authenticating proxy. */
export function httpOrigin({ workspace, slug }: StepRepository): string {
  return `http://bitbucket.org/${workspace}/${slug}`;
}

function repositoryVariables(repository: StepRepository): Record<string, string> {
  const { workspace, workspaceUuid, slug, uuid } = repository;
  return {
    BITBUCKET_WORKSPACE: workspace,
    BITBUCKET_WORKSPACE_UUID: workspaceUuid,
    BITBUCKET_REPO_SLUG: slug,
    BITBUCKET_REPO_UUID: uuid,
    BITBUCKET_REPO_FULL_NAME: `${workspace}/${slug}`,
    BITBUCKET_REPO_IS_PRIVATE: 'true',
    BITBUCKET_REPO_OWNER: workspace,
    BITBUCKET_REPO_OWNER_UUID: workspaceUuid,
    BITBUCKET_PROJECT_KEY: repository.projectKey,
    BITBUCKET_PROJECT_UUID: repository.projectUuid,
    BITBUCKET_GIT_HTTP_ORIGIN: httpOrigin(repository),
    BITBUCKET_GIT_SSH_ORIGIN: `git@bitbucket.org:${workspace}/${slug}.git`,
  };
}

function triggerVariables(trigger: Trigger): Record<string, string> {
  switch (trigger.kind) {
    case 'branch':
      return { BITBUCKET_BRANCH: trigger.branch };
    case 'tag':
      return { BITBUCKET_TAG: trigger.tag };
    case 'custom':
      return trigger.branch === undefined ? {} : { BITBUCKET_BRANCH: trigger.branch };
    case 'pull-request':
      return {
        BITBUCKET_BRANCH: trigger.branch,
        BITBUCKET_PR_ID: String(trigger.id),
        BITBUCKET_PR_DESTINATION_BRANCH: trigger.destination,
        BITBUCKET_PR_DESTINATION_COMMIT: abbreviate(trigger.destinationCommit),
      };
  }
}
