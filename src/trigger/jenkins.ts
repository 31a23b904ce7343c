import type { Environment } from '../settings/parse.ts';
import { type Ci, present, pullRequestId, type Subject, wholeHash } from './ci.ts';
import { subjectOfRef } from './ref.ts';
import { repositoryOfClone, repositoryOfPullRequestPage } from './repository.ts';

/**
 * Jenkins: multibranch projects of the plugins Bitbucket Branch Source and Bitbucket Server Integration, and plain jobs,
 * also those that a pull request plugin starts. Both may merge a pull request before they build it, so that what they
 * checked out is not taken for its source commit.
 */
export function readJenkins(environment: Environment): Ci | undefined {
  if (!present(environment.JENKINS_URL)) return undefined;
  const repository = repositoryOf(environment);
  const subject =
    readChange(environment) ??
    readPushAndPullRequest(environment) ??
    readPullRequestBuilder(environment) ??
    readBranch(environment, repository);
  return { name: 'Jenkins', repository, runUrl: present(environment.BUILD_URL), ...subject };
}

function repositoryOf(environment: Environment): string | undefined {
  const { BITBUCKET_OWNER: owner, BITBUCKET_REPOSITORY: slug } = environment;
  return (
    (owner && slug ? `${owner}/${slug}` : undefined) ??
    destinationOf(environment) ??
    repositoryOfPullRequestPage(environment.CHANGE_URL) ??
    repositoryOfClone(environment.GIT_URL)
  );
}

/** A pull request of a multibranch project, whose BRANCH_NAME (PR-12) is made up. */
function readChange(environment: Environment): Subject | undefined {
  const id = pullRequestId(environment.CHANGE_ID);
  if (!id) return undefined;
  const pullRequest = { id, target: present(environment.CHANGE_TARGET) };
  if (present(environment.CHANGE_FORK)) return { pullRequest };
  // Where a project builds both the source and the merge of it, the name tells which one this is.
  const isSource = /^PR-\d+-head$/.test(environment.BRANCH_NAME ?? '');
  return {
    pullRequest,
    branch: present(environment.CHANGE_BRANCH),
    commit: wholeHash(
      environment.PULL_REQUEST_SOURCE_COMMIT ?? (isSource ? environment.GIT_COMMIT : undefined),
    ),
  };
}

/** The plugin Bitbucket Push and Pull Request. */
function readPushAndPullRequest(environment: Environment): Subject | undefined {
  const id = pullRequestId(environment.BITBUCKET_PULL_REQUEST_ID);
  if (!id) return undefined;
  return {
    pullRequest: { id, target: present(environment.BITBUCKET_TARGET_BRANCH) },
    branch: present(environment.BITBUCKET_SOURCE_BRANCH),
    commit: wholeHash(environment.BITBUCKET_PULL_REQUEST_LATEST_COMMIT_FROM_SOURCE_BRANCH),
  };
}

/** The plugins Bitbucket Pull Request Builder and Stash Pull Request Builder. */
function readPullRequestBuilder(environment: Environment): Subject | undefined {
  const id = pullRequestId(environment.pullRequestId);
  if (!id) return undefined;
  const pullRequest = { id, target: present(environment.targetBranch) };
  const source = sourceOf(environment);
  if (source && source !== destinationOf(environment)) return { pullRequest };
  return {
    pullRequest,
    branch: present(environment.sourceBranch),
    commit: wholeHash(environment.sourceCommitHash),
  };
}

function sourceOf(environment: Environment): string | undefined {
  const owner = environment.sourceRepositoryOwner ?? environment.repositoryOwner;
  const slug = environment.sourceRepositoryName ?? environment.repositoryName;
  return owner && slug ? `${owner}/${slug}` : undefined;
}

function destinationOf(environment: Environment): string | undefined {
  const { destinationRepositoryOwner: owner, destinationRepositoryName: slug } = environment;
  return owner && slug ? `${owner}/${slug}` : undefined;
}

/** A branch or a tag: of a multibranch project by its name, of a plain job by what it checked out. */
function readBranch(environment: Environment, repository: string | undefined): Subject {
  const { BRANCH_NAME: name, TAG_NAME: tag } = environment;
  const checkedOut = readCheckout(environment, repository);
  if (!present(name)) return checkedOut;
  if (tag === name) return { tag };
  const matches = !checkedOut.branch || checkedOut.branch === name;
  return { branch: present(name), commit: matches ? wholeHash(environment.GIT_COMMIT) : undefined };
}

/** GIT_BRANCH begins with the name of the remote; without one it is a tag, a hash or `detached`. */
function readCheckout(environment: Environment, repository: string | undefined): Subject {
  const name = environment.GIT_BRANCH?.trim().replace(/^refs\/remotes\//, '') ?? '';
  // Bitbucket Server Integration names the remote after the repository.
  const remotes = ['origin', repository?.split('/').at(-1) ?? ''].map((remote) => `${remote}/`);
  const remote = remotes.find((prefix) => name.startsWith(prefix)) ?? '';
  if (!remote && !name.startsWith('refs/')) return {};
  return {
    ...subjectOfRef(name.slice(remote.length), wholeHash(environment.GIT_COMMIT)),
    branchesOnly: true,
  };
}
