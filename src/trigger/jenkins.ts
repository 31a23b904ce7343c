import { commitHash } from '../plan/commit.ts';
import type { Variables } from '../settings/variables.ts';
import { type BuildTarget, type Ci, nonEmpty, pullRequestId } from './ci.ts';
import { buildTargetOf } from './ref.ts';
import { fullNameOf, repositoryOfClone, repositoryOfPullRequestPage } from './repository.ts';

/**
 * Jenkins: multibranch projects of the plugins Bitbucket Branch Source and Bitbucket Server Integration, and plain jobs,
 * also those that a pull request plugin starts. Both may merge a pull request before they build it, so that what they
 * checked out is not taken for its source commit.
 * https://github.com/jenkinsci/bitbucket-branch-source-plugin, read 2026-11-21
 */
export function readJenkins(variables: Variables): Ci | undefined {
  if (!isJenkins(variables)) return undefined;
  const repository = repositoryOf(variables);
  const target =
    readChange(variables) ??
    readPushAndPullRequest(variables) ??
    readPullRequestBuilder(variables) ??
    readBranch(variables, repository);
  return { name: 'Jenkins', repository, runUrl: nonEmpty(variables.BUILD_URL), advice, ...target };
}

const advice = {
  noClone:
    'Check out the repository (`checkout scm`) before the pipe runs, or set SOURCE_DIR to the directory of the clone.',
  shallow:
    'Let Jenkins clone the whole history: switch "Shallow clone" off among the Git behaviours of the project.',
  overlapping:
    'Let only one build at a time do so: add disableConcurrentBuilds() to the options of the Jenkinsfile.',
};

/** Jenkins sets JENKINS_URL only if an administrator has saved its address. */
function isJenkins({ JENKINS_URL: url, JENKINS_HOME: home, BUILD_TAG: build }: Variables): boolean {
  return Boolean(nonEmpty(url) ?? nonEmpty(home)) || (build?.startsWith('jenkins-') ?? false);
}

function repositoryOf(variables: Variables): string | undefined {
  const { BITBUCKET_OWNER: owner, BITBUCKET_REPOSITORY: slug } = variables;
  return (
    fullNameOf(owner, slug) ??
    destinationOf(variables) ??
    repositoryOfPullRequestPage(variables.CHANGE_URL) ??
    repositoryOfClone(variables.GIT_URL)
  );
}

/**
 * A pull request of a multibranch project, whose BRANCH_NAME (PR-12) is made up.
 * https://github.com/jenkinsci/branch-api-plugin (BranchNameContributor), read 2026-11-21
 */
function readChange(variables: Variables): BuildTarget | undefined {
  const id = pullRequestId(variables.CHANGE_ID);
  if (!id) return undefined;
  const pullRequest = { id, target: nonEmpty(variables.CHANGE_TARGET) };
  if (nonEmpty(variables.CHANGE_FORK)) return { pullRequest };
  // Where a project builds both the source and the merge of it, the name tells which one this is.
  const isSource = /^PR-\d+-head$/.test(variables.BRANCH_NAME ?? '');
  return {
    pullRequest,
    branch: nonEmpty(variables.CHANGE_BRANCH),
    commit: commitHash(variables.PULL_REQUEST_SOURCE_COMMIT ?? (isSource ? variables.GIT_COMMIT : undefined)),
  };
}

/** The plugin Bitbucket Push and Pull Request. */
function readPushAndPullRequest(variables: Variables): BuildTarget | undefined {
  const id = pullRequestId(variables.BITBUCKET_PULL_REQUEST_ID);
  if (!id) return undefined;
  return {
    pullRequest: { id, target: nonEmpty(variables.BITBUCKET_TARGET_BRANCH) },
    branch: nonEmpty(variables.BITBUCKET_SOURCE_BRANCH),
    commit: commitHash(variables.BITBUCKET_PULL_REQUEST_LATEST_COMMIT_FROM_SOURCE_BRANCH),
  };
}

/** The plugins Bitbucket Pull Request Builder and Stash Pull Request Builder. */
function readPullRequestBuilder(variables: Variables): BuildTarget | undefined {
  const id = pullRequestId(variables.pullRequestId);
  if (!id) return undefined;
  const pullRequest = { id, target: nonEmpty(variables.targetBranch) };
  const source = sourceOf(variables);
  if (source && source !== destinationOf(variables)) return { pullRequest };
  return {
    pullRequest,
    branch: nonEmpty(variables.sourceBranch),
    commit: commitHash(variables.sourceCommitHash),
  };
}

function sourceOf(variables: Variables): string | undefined {
  const owner = variables.sourceRepositoryOwner ?? variables.repositoryOwner;
  const slug = variables.sourceRepositoryName ?? variables.repositoryName;
  return fullNameOf(owner, slug);
}

function destinationOf(variables: Variables): string | undefined {
  const { destinationRepositoryOwner: owner, destinationRepositoryName: slug } = variables;
  return fullNameOf(owner, slug);
}

/** A branch or a tag: of a multibranch project by its name, of a plain job by what it checked out. */
function readBranch(variables: Variables, repository: string | undefined): BuildTarget {
  const { BRANCH_NAME: name, TAG_NAME: tag } = variables;
  const checkedOut = readCheckout(variables, repository);
  if (!nonEmpty(name)) return checkedOut;
  const matches = !checkedOut.branch || checkedOut.branch === name;
  const commit = matches ? commitHash(variables.GIT_COMMIT) : undefined;
  return tag === name ? { tag, commit } : { branch: nonEmpty(name), commit };
}

/**
 * GIT_BRANCH begins with the name of the remote; without one it is a tag, a hash or `detached`.
 * https://github.com/jenkinsci/git-plugin, read 2026-11-21
 */
function readCheckout(variables: Variables, repository: string | undefined): BuildTarget {
  const name = variables.GIT_BRANCH?.trim().replace(/^refs\/remotes\//, '') ?? '';
  // Bitbucket Server Integration names the remote after the repository.
  const remotes = ['origin', repository?.split('/').at(-1) ?? ''].map((remote) => `${remote}/`);
  const remote = remotes.find((prefix) => name.startsWith(prefix)) ?? '';
  if (!remote && !name.startsWith('refs/')) return {};
  return {
    ...buildTargetOf(name.slice(remote.length), commitHash(variables.GIT_COMMIT)),
    branchesOnly: true,
  };
}
