import { sentFields } from '../bitbucket/errors.ts';
import type { Answer, Request } from '../server.ts';
import { type Resource, repositoryPath } from './access.ts';
import { branchReference } from './branches.ts';
import { commitReference } from './commits.ts';
import { failure, noSuch } from './errors.ts';
import { changesPage } from './changes.ts';
import { page } from './paging.ts';
import { repositoryPage, repositoryPayload, userNamed } from './payloads.ts';
import { refresh, reopenPullRequest, writeRef } from './pull-request-changes.ts';
import { isAtLeast, type PullRequest, type State, timestamp, type Token } from './state.ts';

export const pullRequestPath = `${repositoryPath}/pull-requests/:id`;
const wantedStates = ['OPEN', 'DECLINED', 'MERGED', 'ALL'];

/** The pull requests. People open, merge and decline them through the sandbox's controls. */
export function pullRequestResources(state: State): Record<string, Resource> {
  return {
    async [`GET ${repositoryPath}/pull-requests`](request) {
      const { query } = request;
      const wanted = query.get('state') ?? 'OPEN';
      if (!wantedStates.includes(wanted)) return failure(400, `"${wanted}" is no state of a pull request`);
      await refresh(state);
      const found = state.pullRequests
        .filter((pullRequest) => wanted === 'ALL' || pullRequest.state === wanted)
        .filter((pullRequest) => matches(pullRequest, query))
        .toSorted((left, right) => right.id - left.id);
      const ordered = query.get('order') === 'OLDEST' ? found.toReversed() : found;
      return page(
        state,
        request,
        ordered.map((pullRequest) => pullRequestPayload(state, pullRequest)),
      );
    },
    [`GET ${pullRequestPath}`]: ofPullRequest(state, (pullRequest) => ({
      status: 200,
      body: pullRequestPayload(state, pullRequest),
    })),
    [`POST ${pullRequestPath}/reopen`]: ofPullRequest(state, (pullRequest, request) =>
      reopen(state, pullRequest, request),
    ),
    [`GET ${pullRequestPath}/changes`]: ofPullRequest(state, async (pullRequest, request) => {
      await writeRef(state, pullRequest);
      return changesPage(state, pullRequest, request);
    }),
  };
}

/** Answers about the pull request that the path names, if there is one. */
export function ofPullRequest(
  state: State,
  answer: (pullRequest: PullRequest, request: Request, token: Token) => Answer | Promise<Answer>,
): Resource {
  return async (request, token) => {
    const { id = '' } = request.params;
    await refresh(state);
    const found = state.pullRequests.find((pullRequest) => String(pullRequest.id) === id);
    if (found) return answer(found, request, token);
    const where = `${state.projectKey}/${state.slug}`;
    return noSuch('PullRequest', `No pull request exists with ID ${id} for this repository '${where}'`);
  };
}

async function reopen(state: State, pullRequest: PullRequest, { query, body }: Request): Promise<Answer> {
  const { id, version, source, fork } = pullRequest;
  const expectedVersion = Number(query.get('version') ?? sentFields(body).version ?? -1);
  if (expectedVersion !== version) {
    return failure(409, 'You are attempting to modify a pull request based on out-of-date information.', {
      exceptionName: 'com.atlassian.bitbucket.pull.PullRequestOutOfDateException',
      currentVersion: version,
      expectedVersion,
    });
  }
  const hasSource = fork !== undefined || (await state.repository.tip(source)) !== undefined;
  if (pullRequest.state !== 'DECLINED' || !hasSource) {
    return failure(409, `Pull request ${id} cannot be reopened.`, {
      exceptionName: 'com.atlassian.bitbucket.pull.IllegalPullRequestStateException',
    });
  }
  await reopenPullRequest(state, id);
  return { status: 200, body: pullRequestPayload(state, pullRequest) };
}

/** Whether a pull request comes from or goes to the branch, and is such, as a list asks for. */
function matches({ source, target, fork, draft, title }: PullRequest, query: URLSearchParams): boolean {
  const at = query.get('at');
  const isOutgoing = query.get('direction') === 'OUTGOING';
  // What comes from a fork goes out of that one.
  if (isOutgoing && fork !== undefined) return false;
  const text = (query.get('filterText') ?? '').toLowerCase();
  return (
    (at === null || at === `refs/heads/${isOutgoing ? source : target}`) &&
    (query.get('draft') ?? String(draft)) === String(draft) &&
    title.toLowerCase().includes(text)
  );
}

function pullRequestPayload(state: State, pullRequest: PullRequest) {
  const { id, title, description, draft, closedOn, mergeCommit } = pullRequest;
  const comments = state.comments.filter((comment) => comment.pullRequest === id && !comment.deleted);
  const isOpen = pullRequest.state === 'OPEN';
  return {
    id,
    version: pullRequest.version,
    title,
    ...(description ? { description } : {}),
    state: pullRequest.state,
    open: isOpen,
    closed: !isOpen,
    ...(isAtLeast(state, 8, 18) ? { draft } : {}),
    locked: false,
    createdDate: timestamp(pullRequest.createdOn),
    updatedDate: timestamp(pullRequest.updatedOn),
    ...(closedOn ? { closedDate: timestamp(closedOn) } : {}),
    ...endpoints(state, pullRequest),
    author: { user: userNamed('ada'), role: 'AUTHOR', approved: false, status: 'UNAPPROVED' },
    reviewers: [],
    participants: [],
    properties: {
      openTaskCount: 0,
      resolvedTaskCount: 0,
      commentCount: comments.length,
      ...(mergeCommit ? { mergeCommit: commitReference(mergeCommit) } : {}),
    },
    links: { self: [{ href: `${repositoryPage(state)}/pull-requests/${id}` }] },
  };
}

function endpoints(state: State, pullRequest: PullRequest) {
  const { source, sourceCommit, target, targetCommit, fork = state.fullName } = pullRequest;
  return {
    fromRef: {
      ...branchReference(source),
      latestCommit: sourceCommit,
      ...(fork === null ? {} : { repository: repositoryPayload(state, fork) }),
    },
    toRef: {
      ...branchReference(target),
      latestCommit: targetCommit,
      repository: repositoryPayload(state),
    },
  };
}
