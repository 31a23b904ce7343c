import { PipeError } from '../errors.ts';
import type { Environment, Settings } from '../settings/parse.ts';

/** What a run was started for. Only what was said is here; the rest is asked of Bitbucket. */
export type Trigger =
  | { kind: 'branch'; branch: string; commit: string | undefined }
  | {
      kind: 'pull-request';
      id: number;
      /** Source branch. */
      branch: string | undefined;
      target: string | undefined;
      commit: string | undefined;
    }
  | { kind: 'tag'; tag: string };

/** The circumstances of a run that do not depend on what it was started for. */
export interface Surroundings {
  /** `workspace/slug` */
  repository: string;
  repositoryUuid: string | undefined;
  sourceDirectory: string | undefined;
  /** In a pipe, the clone's own proxy setting names an address that only the build container reaches. */
  insidePipe: boolean;
  /** The page of this step, for links. */
  runUrl: string | undefined;
}

/**
 * Reads what to look at from the variables of Bitbucket Pipelines; the settings of the user come first. What Pipelines
 * says of a commit is dropped where the user names another branch or pull request, because it belongs to neither.
 * Throws a configuration error where nothing is named.
 */
export function readTrigger(environment: Environment, settings: Settings): Trigger {
  const {
    BITBUCKET_TAG: tag,
    BITBUCKET_BRANCH: ciBranch,
    BITBUCKET_PR_ID: ciPullRequest,
    BITBUCKET_COMMIT: ciCommit,
    BITBUCKET_PR_DESTINATION_BRANCH: ciTarget,
  } = environment;
  const otherBranch = settings.BRANCH !== undefined && settings.BRANCH !== ciBranch;
  const id = settings.PULL_REQUEST_ID ?? (otherBranch ? undefined : Number(ciPullRequest) || undefined);
  if (id !== undefined) {
    const ownRun = id === Number(ciPullRequest);
    return {
      kind: 'pull-request',
      id,
      branch: settings.BRANCH ?? (ownRun ? present(ciBranch) : undefined),
      target: settings.PULL_REQUEST_TARGET ?? (ownRun ? present(ciTarget) : undefined),
      commit: settings.COMMIT ?? (ownRun && !otherBranch ? present(ciCommit) : undefined),
    };
  }
  const branch = settings.BRANCH ?? present(ciBranch);
  if (branch) {
    return {
      kind: 'branch',
      branch,
      commit: settings.COMMIT ?? (branch === ciBranch ? present(ciCommit) : undefined),
    };
  }
  if (present(tag)) return { kind: 'tag', tag: tag ?? '' };
  throw new PipeError('configuration', 'This run names neither a branch nor a pull request.', {
    remedy: 'Start the pipeline on a branch, or set BRANCH or PULL_REQUEST_ID.',
  });
}

/** Throws a configuration error where the repository is unknown. */
export function readSurroundings(environment: Environment, settings: Settings): Surroundings {
  const own = ownRepository(environment);
  const repository = settings.REPOSITORY ?? own;
  if (!repository || !/^[^/\s]+\/[^/\s]+$/.test(repository)) {
    const got = repository ? `: REPOSITORY takes workspace/slug; got "${repository}"` : '';
    throw new PipeError('configuration', `The Bitbucket repository of this run is not known${got}.`, {
      remedy: 'Outside of Bitbucket Pipelines, set REPOSITORY to workspace/slug.',
    });
  }
  return {
    repository,
    repositoryUuid: repository === own ? present(environment.BITBUCKET_REPO_UUID) : undefined,
    sourceDirectory: settings.SOURCE_DIR ?? present(environment.BITBUCKET_CLONE_DIR),
    insidePipe: Boolean(
      environment.BITBUCKET_PIPE_STORAGE_DIR || environment.BITBUCKET_PIPE_SHARED_STORAGE_DIR,
    ),
    runUrl: runUrl(environment),
  };
}

/** The repository whose pipeline this is. */
function ownRepository(environment: Environment): string | undefined {
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

function present(value: string | undefined): string | undefined {
  return value?.trim() || undefined;
}
