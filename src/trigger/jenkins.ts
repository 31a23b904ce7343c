import type { Variables } from '../settings/variables.ts';
import { type Ci, present, pullRequestId, type Subject, wholeHash } from './ci.ts';
import { subjectOfRef } from './ref.ts';
import { repositoryOfClone, repositoryOfPullRequestPage } from './repository.ts';

/**
 * Jenkins: multibranch projects of the plugins Bitbucket Branch Source and Bitbucket Server Integration, and plain jobs,
 * also those that a pull request plugin starts. Both may merge a pull request before they build it, so that what they
 * checked out is not taken for its source commit.
 */
export function readJenkins(variables: Variables): Ci | undefined {
  if (!present(variables.JENKINS_URL)) return undefined;
  const repository = repositoryOf(variables);
  const subject =
    readChange(variables) ??
    readPushAndPullRequest(variables) ??
    readPullRequestBuilder(variables) ??
    readBranch(variables, repository);
  return { name: 'Jenkins', repository, runUrl: present(variables.BUILD_URL), ...subject };
}

function repositoryOf(variables: Variables): string | undefined {
  const { BITBUCKET_OWNER: owner, BITBUCKET_REPOSITORY: slug } = variables;
  return (
    (owner && slug ? `${owner}/${slug}` : undefined) ??
    destinationOf(variables) ??
    repositoryOfPullRequestPage(variables.CHANGE_URL) ??
    repositoryOfClone(variables.GIT_URL)
  );
}

/** A pull request of a multibranch project, whose BRANCH_NAME (PR-12) is made up. */
function readChange(variables: Variables): Subject | undefined {
  const id = pullRequestId(variables.CHANGE_ID);
  if (!id) return undefined;
  const pullRequest = { id, target: present(variables.CHANGE_TARGET) };
  if (present(variables.CHANGE_FORK)) return { pullRequest };
  // Where a project builds both the source and the merge of it, the name tells which one this is.
  const isSource = /^PR-\d+-head$/.test(variables.BRANCH_NAME ?? '');
  return {
    pullRequest,
    branch: present(variables.CHANGE_BRANCH),
    commit: wholeHash(variables.PULL_REQUEST_SOURCE_COMMIT ?? (isSource ? variables.GIT_COMMIT : undefined)),
  };
}

/** The plugin Bitbucket Push and Pull Request. */
function readPushAndPullRequest(variables: Variables): Subject | undefined {
  const id = pullRequestId(variables.BITBUCKET_PULL_REQUEST_ID);
  if (!id) return undefined;
  return {
    pullRequest: { id, target: present(variables.BITBUCKET_TARGET_BRANCH) },
    branch: present(variables.BITBUCKET_SOURCE_BRANCH),
    commit: wholeHash(variables.BITBUCKET_PULL_REQUEST_LATEST_COMMIT_FROM_SOURCE_BRANCH),
  };
}

/** The plugins Bitbucket Pull Request Builder and Stash Pull Request Builder. */
function readPullRequestBuilder(variables: Variables): Subject | undefined {
  const id = pullRequestId(variables.pullRequestId);
  if (!id) return undefined;
  const pullRequest = { id, target: present(variables.targetBranch) };
  const source = sourceOf(variables);
  if (source && source !== destinationOf(variables)) return { pullRequest };
  return {
    pullRequest,
    branch: present(variables.sourceBranch),
    commit: wholeHash(variables.sourceCommitHash),
  };
}

function sourceOf(variables: Variables): string | undefined {
  const owner = variables.sourceRepositoryOwner ?? variables.repositoryOwner;
  const slug = variables.sourceRepositoryName ?? variables.repositoryName;
  return owner && slug ? `${owner}/${slug}` : undefined;
}

function destinationOf(variables: Variables): string | undefined {
  const { destinationRepositoryOwner: owner, destinationRepositoryName: slug } = variables;
  return owner && slug ? `${owner}/${slug}` : undefined;
}

/** A branch or a tag: of a multibranch project by its name, of a plain job by what it checked out. */
function readBranch(variables: Variables, repository: string | undefined): Subject {
  const { BRANCH_NAME: name, TAG_NAME: tag } = variables;
  const checkedOut = readCheckout(variables, repository);
  if (!present(name)) return checkedOut;
  if (tag === name) return { tag };
  const matches = !checkedOut.branch || checkedOut.branch === name;
  return { branch: present(name), commit: matches ? wholeHash(variables.GIT_COMMIT) : undefined };
}

/** GIT_BRANCH begins with the name of the remote; without one it is a tag, a hash or `detached`. */
function readCheckout(variables: Variables, repository: string | undefined): Subject {
  const name = variables.GIT_BRANCH?.trim().replace(/^refs\/remotes\//, '') ?? '';
  // Bitbucket Server Integration names the remote after the repository.
  const remotes = ['origin', repository?.split('/').at(-1) ?? ''].map((remote) => `${remote}/`);
  const remote = remotes.find((prefix) => name.startsWith(prefix)) ?? '';
  if (!remote && !name.startsWith('refs/')) return {};
  return {
    ...subjectOfRef(name.slice(remote.length), wholeHash(variables.GIT_COMMIT)),
    branchesOnly: true,
  };
}
