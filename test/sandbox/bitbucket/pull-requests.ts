import type { Resource } from './access.ts';
import { failure } from './errors.ts';
import { listing } from './listing.ts';
import { abbreviate, repositoryPage, repositoryReference, repositoryUrl } from './payloads.ts';
import { refresh } from './pull-request-changes.ts';
import { repositoryPath } from './repository.ts';
import type { PullRequest, State } from './state.ts';

const longestPage = 50;

/** The pull requests, read only: people open and merge them through the sandbox's controls. */
export function pullRequestResources(state: State): Record<string, Resource> {
  return {
    async [`GET ${repositoryPath}/pullrequests`](request) {
      await refresh(state);
      const states = request.query.getAll('state');
      // A filter that speaks of the state itself replaces the default.
      const filtersByState = /\bstate\b/.test(request.query.get('q') ?? '');
      const wanted = states.length > 0 || filtersByState ? states : ['OPEN'];
      const chosen = state.pullRequests
        .filter((pullRequest) => wanted.length === 0 || wanted.includes(pullRequest.state))
        .toSorted((left, right) => right.id - left.id);
      return listing(
        request,
        chosen.map((pullRequest) => pullRequestPayload(state, pullRequest)),
        longestPage,
      );
    },
    async [`GET ${repositoryPath}/pullrequests/:id`]({ params: { id = '' } }) {
      await refresh(state);
      const found = findPullRequest(state, id);
      return found ? { status: 200, body: pullRequestPayload(state, found) } : noSuchPullRequest(id);
    },
  };
}

/** The pull request with the id that a path names, if there is one. */
export function findPullRequest(state: State, id: string): PullRequest | undefined {
  return state.pullRequests.find((pullRequest) => String(pullRequest.id) === id);
}

/** Says that a pull request does not exist. */
export function noSuchPullRequest(id: string) {
  return failure(404, `Pull request ${id} not found`);
}

/** The API's own URL of a pull request. */
export function pullRequestUrl(state: State, id: number): string {
  return `${repositoryUrl(state)}/pullrequests/${id}`;
}

function pullRequestPayload(state: State, pullRequest: PullRequest) {
  const { id, title, description, mergeCommit } = pullRequest;
  const comments = state.comments.filter((comment) => comment.pullRequest === id && !comment.deleted);
  return {
    type: 'pullrequest',
    id,
    title,
    description,
    summary: { raw: description, markup: 'markdown', html: `<p>${description}</p>` },
    state: pullRequest.state,
    draft: pullRequest.draft,
    author: { type: 'user', display_name: 'Ada' },
    ...endpoints(state, pullRequest),
    ...(mergeCommit ? { merge_commit: { hash: abbreviate(mergeCommit) } } : {}),
    close_source_branch: pullRequest.closeSourceBranch,
    comment_count: comments.length,
    task_count: 0,
    reason: '',
    created_on: pullRequest.createdOn,
    updated_on: pullRequest.updatedOn,
    links: {
      self: { href: pullRequestUrl(state, id) },
      html: { href: `${repositoryPage(state)}/pull-requests/${id}` },
      comments: { href: `${pullRequestUrl(state, id)}/comments` },
    },
  };
}

function endpoints(state: State, pullRequest: PullRequest) {
  const { fork = state.fullName } = pullRequest;
  return {
    source: {
      branch: { name: pullRequest.source },
      commit: { hash: abbreviate(pullRequest.sourceCommit) },
      repository: fork === null ? null : repositoryReference(state, fork),
    },
    destination: {
      branch: { name: pullRequest.target },
      commit: { hash: abbreviate(pullRequest.targetCommit) },
      repository: repositoryReference(state),
    },
  };
}
