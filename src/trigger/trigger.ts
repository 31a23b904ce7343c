import { PipeError } from '../errors.ts';
import type { Settings } from '../settings/parse.ts';
import type { Variables } from '../settings/variables.ts';
import { readBamboo } from './bamboo.ts';
import { type Ci, type CiAdvice, usualAdvice } from './ci.ts';
import { readJenkins } from './jenkins.ts';
import { readPipelines } from './pipelines.ts';
import { readTeamCity } from './teamcity.ts';

/** What a run was started for. Only what was said is here; the rest is asked of Bitbucket. */
export type Trigger =
  | {
      kind: 'branch';
      branch: string;
      commit: string | undefined;
      /** No other run deploys the pull requests that come from this branch. */
      withPullRequests?: true;
      rollback?: true;
    }
  | {
      kind: 'pull-request';
      id: number;
      /** Source branch. */
      branch: string | undefined;
      target: string | undefined;
      commit: string | undefined;
    }
  | {
      kind: 'tag';
      tag: string;
      commit: string | undefined;
      /** The user names it, so that it may never have existed; else Bitbucket had it when this run began. */
      isNamed: boolean;
      rollback?: true;
    };

/** The circumstances of a run that do not depend on what it was started for. */
export interface Surroundings {
  /** `workspace/slug`, on Data Center `PROJECT/slug` or `~user/slug` */
  repository: string;
  repositoryUuid: string | undefined;
  sourceDirectory: string | undefined;
  /** In a pipe, the clone's own proxy setting names an address that only the build container reaches. */
  insidePipe: boolean;
  /** The page of this step, for links. */
  runUrl: string | undefined;
  advice: CiAdvice;
}

/**
 * The CIs that are known. A step of Pipelines may hold variables of another CI that it starts, so it comes first.
 * Jenkins comes last: an agent of another CI may run on a machine that has JENKINS_HOME.
 */
const readers = [readPipelines, readBamboo, readTeamCity, readJenkins];

/** What the CI says that this run is in; `undefined` outside of those that are known. */
export function readCi(variables: Variables): Ci | undefined {
  return Iterator.from(readers)
    .map((read) => read(variables))
    .find((ci) => ci !== undefined);
}

/**
 * Works out what a run is for. The user's settings go before what the CI says, whose commit is dropped where the user
 * names another branch or pull request, because it belongs to neither. Throws a configuration error where neither of
 * them names anything.
 */
export function readTrigger(ci: Ci | undefined, settings: Settings): Trigger {
  // Outside of a pipe, jobs have a TAG for purposes of their own.
  const takesTag = ci?.insidePipe || settings.releaseTags.length > 0;
  if (takesTag && settings.tag !== undefined) return tagTrigger(settings.tag, ci, settings);
  const otherBranch = settings.branch !== undefined && settings.branch !== ci?.branch;
  const id = settings.pullRequestId ?? (otherBranch ? undefined : ci?.pullRequest?.id);
  if (id !== undefined) {
    if (settings.rollback) throw rollbackOfPullRequest(id);
    const own = id === ci?.pullRequest?.id ? ci : undefined;
    return {
      kind: 'pull-request',
      id,
      branch: settings.branch ?? own?.branch,
      target: settings.pullRequestTarget ?? own?.pullRequest?.target,
      commit: settings.commit ?? (otherBranch ? undefined : own?.commit),
    };
  }
  const branch = settings.branch ?? ci?.branch;
  if (branch) {
    return {
      kind: 'branch',
      branch,
      commit: settings.commit ?? (otherBranch ? undefined : ci?.commit),
      ...(settings.rollback ? { rollback: true } : {}),
      // Who names a branch, or an old commit of it, means that branch.
      ...(settings.branch === undefined && !settings.rollback && ci?.branchesOnly
        ? { withPullRequests: true }
        : {}),
    };
  }
  if (ci?.tag) return tagTrigger(ci.tag, ci, settings);
  throw new PipeError('configuration', 'This run names neither a branch nor a pull request.', {
    remedy: ci?.howToName ?? 'Start the pipeline on a branch, or set BRANCH or PULL_REQUEST_ID.',
  });
}

function tagTrigger(tag: string, ci: Ci | undefined, { commit, rollback }: Settings): Trigger {
  const isNamed = tag !== ci?.tag;
  return {
    kind: 'tag',
    tag,
    commit: commit ?? (isNamed ? undefined : ci.commit),
    isNamed,
    ...(rollback ? { rollback } : {}),
  };
}

function rollbackOfPullRequest(id: number): PipeError {
  return new PipeError(
    'configuration',
    `ROLLBACK is for branches and tags, and this run is for pull request ${id}.`,
    { remedy: 'Remove ROLLBACK, and push the commit that the pull request is to have.' },
  );
}

/** Throws a configuration error where the repository is unknown. */
export function readSurroundings(ci: Ci | undefined, settings: Settings): Surroundings {
  const repository = settings.repository ?? ci?.repository;
  if (!repository || !/^[^/\s]+\/[^/\s]+$/.test(repository)) {
    const got = repository ? `: REPOSITORY takes workspace/slug; got "${repository}"` : '';
    throw new PipeError('configuration', `The Bitbucket repository of this run is not known${got}.`, {
      remedy:
        'Outside of Bitbucket Pipelines, set REPOSITORY to workspace/slug, or to PROJECT/slug on Data Center.',
    });
  }
  return {
    repository,
    repositoryUuid: repository === ci?.repository ? ci.repositoryUuid : undefined,
    sourceDirectory: settings.sourceDir ?? ci?.sourceDirectory,
    insidePipe: ci?.insidePipe ?? false,
    runUrl: ci?.runUrl,
    advice: { ...usualAdvice, ...ci?.advice },
  };
}
