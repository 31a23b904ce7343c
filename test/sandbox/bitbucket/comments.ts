import type { Answer, Request } from '../server.ts';
import type { Resource } from './access.ts';
import { failure, invalidFields, sentFields } from './errors.ts';
import { listing } from './listing.ts';
import { accountOf } from './payloads.ts';
import { findPullRequest, noSuchPullRequest, pullRequestUrl } from './pull-requests.ts';
import { repositoryPath } from './repository.ts';
import { type Comment, now, type State } from './state.ts';

const commentsPath = `${repositoryPath}/pullrequests/:id/comments`;
const longestComment = 32_768;

/** The comments of a pull request: global ones, which is all that a pipe writes. */
export function commentResources(state: State): Record<string, Resource> {
  const one = (request: Request, answer: (comment: Comment) => Answer) => {
    const { id = '', comment = '' } = request.params;
    const found = state.comments.find(
      (known) => String(known.id) === comment && String(known.pullRequest) === id && !known.deleted,
    );
    return found ? answer(found) : failure(404, `Comment ${comment} not found`);
  };
  const ownOne = (request: Request, author: string, answer: (comment: Comment) => Answer) =>
    one(request, (comment) =>
      comment.author === author ? answer(comment) : failure(403, 'Only its author may change a comment'),
    );
  return {
    [`GET ${commentsPath}`](request) {
      const pullRequest = findPullRequest(state, request.params.id ?? '');
      if (!pullRequest) return noSuchPullRequest(request.params.id ?? '');
      const comments = state.comments.filter((comment) => comment.pullRequest === pullRequest.id);
      return listing(
        request,
        comments.map((comment) => commentPayload(state, comment)),
      );
    },
    [`POST ${commentsPath}`]: (request, { token }) => addComment(state, request, token),
    [`GET ${commentsPath}/:comment`]: (request) =>
      one(request, (comment) => ({ status: 200, body: commentPayload(state, comment) })),
    [`PUT ${commentsPath}/:comment`]: (request, { token }) =>
      ownOne(request, token, (comment) => {
        const raw = rawContent(request.body);
        if (typeof raw !== 'string') return raw;
        Object.assign(comment, { raw, updatedOn: now() });
        return { status: 200, body: commentPayload(state, comment) };
      }),
    [`DELETE ${commentsPath}/:comment`]: (request, { token }) =>
      ownOne(request, token, (comment) => {
        Object.assign(comment, { raw: '', deleted: true, updatedOn: now() });
        return { status: 204 };
      }),
  };
}

function addComment(state: State, request: Request, author: string): Answer {
  const pullRequest = findPullRequest(state, request.params.id ?? '');
  if (!pullRequest) return noSuchPullRequest(request.params.id ?? '');
  const raw = rawContent(request.body);
  if (typeof raw !== 'string') return raw;
  const id = 1000 + state.comments.length;
  const times = { createdOn: now(), updatedOn: now() };
  const comment = { id, pullRequest: pullRequest.id, author, raw, deleted: false, ...times };
  state.comments.push(comment);
  const body = commentPayload(state, comment);
  return { status: 201, body, headers: { location: body.links.self.href } };
}

/** The Markdown that was sent, or the answer that refuses it. */
function rawContent(body: unknown): string | Answer {
  const { raw } = sentFields(sentFields(body).content);
  if (typeof raw !== 'string' || raw === '') return invalidFields({ content: ['This field is required.'] });
  if (raw.length <= longestComment) return raw;
  // Bitbucket answers this one outside its own error format.
  return { status: 400, body: '<h1>Bad Request (400)</h1>', headers: { 'content-type': 'text/html' } };
}

function commentPayload(state: State, comment: Comment) {
  const pullRequest = pullRequestUrl(state, comment.pullRequest);
  const author = state.tokens.find(({ token }) => token === comment.author);
  return {
    type: 'pullrequest_comment',
    id: comment.id,
    content: { raw: comment.raw, markup: 'markdown', html: `<p>${comment.raw}</p>` },
    deleted: comment.deleted,
    pending: false,
    ...(author ? { user: accountOf(author) } : {}),
    pullrequest: { type: 'pullrequest', id: comment.pullRequest, links: { self: { href: pullRequest } } },
    created_on: comment.createdOn,
    updated_on: comment.updatedOn,
    links: { self: { href: `${pullRequest}/comments/${comment.id}` } },
  };
}
