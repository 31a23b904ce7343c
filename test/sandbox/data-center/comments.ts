import { sentFields } from '../bitbucket/errors.ts';
import { now } from '../bitbucket/state.ts';
import type { Answer, Request } from '../server.ts';
import type { Resource } from './access.ts';
import { failure, invalidFields, notPermitted } from './errors.ts';
import { page } from './paging.ts';
import { userNamed, userPayload } from './payloads.ts';
import { note } from './pull-request-changes.ts';
import { ofPullRequest, pullRequestPath } from './pull-requests.ts';
import { type Activity, type Comment, type PullRequest, type State, timestamp, type Token } from './state.ts';

const commentsPath = `${pullRequestPath}/comments`;
const longestText = 32_768;

/** What was said of a pull request as a whole. Only its activities list that. */
export function commentResources(state: State): Record<string, Resource> {
  const one = (answer: (comment: Comment, request: Request, token: Token) => Answer) =>
    ofPullRequest(state, ({ id }, request, token) => {
      const { comment = '' } = request.params;
      const found = state.comments.find(
        (known) => String(known.id) === comment && known.pullRequest === id && !known.deleted,
      );
      return found ? answer(found, request, token) : noSuchComment(comment);
    });
  return {
    [`GET ${pullRequestPath}/activities`]: ofPullRequest(state, ({ id }, request) =>
      page(state, request, activitiesOf(state, id)),
    ),
    [`GET ${commentsPath}`]: ofPullRequest(state, (_pullRequest, request) =>
      request.query.has('path')
        ? page(state, request, [])
        : failure(400, 'A path is required to list the comments on it.'),
    ),
    [`POST ${commentsPath}`]: ofPullRequest(state, (pullRequest, { body }, token) =>
      addComment(state, pullRequest, body, token),
    ),
    [`GET ${commentsPath}/:comment`]: one((comment) => ({
      status: 200,
      body: commentPayload(state, comment),
    })),
    [`PUT ${commentsPath}/:comment`]: one((comment, { body }, token) =>
      editComment(state, comment, body, token),
    ),
    [`DELETE ${commentsPath}/:comment`]: one((comment, { query }, token) => {
      const refusal = refuseChange(state, comment, token, Number(query.get('version') ?? Number.NaN));
      if (refusal) return refusal;
      Object.assign(comment, { deleted: true, updatedOn: now() });
      return { status: 204 };
    }),
  };
}

function addComment(state: State, pullRequest: PullRequest, body: unknown, { token }: Token): Answer {
  if (state.settings.archived) return archived();
  const { text } = sentFields(body);
  const problem = problemOf(text);
  if (problem) return problem;
  const id = 1000 + state.comments.length;
  const times = { createdOn: now(), updatedOn: now() };
  const raw = String(text);
  const comment = {
    id,
    version: 0,
    pullRequest: pullRequest.id,
    author: token,
    raw,
    deleted: false,
    ...times,
  };
  state.comments.push(comment);
  note(state, pullRequest.id, 'COMMENTED', id);
  return { status: 201, body: commentPayload(state, comment) };
}

function editComment(state: State, comment: Comment, body: unknown, token: Token): Answer {
  const { text, version } = sentFields(body);
  const refusal = refuseChange(state, comment, token, Number(version)) ?? problemOf(text);
  if (refusal) return refusal;
  Object.assign(comment, { raw: String(text), version: comment.version + 1, updatedOn: now() });
  return { status: 200, body: commentPayload(state, comment) };
}

/** The answer to whoever may not change a comment, or does not know its last version. */
function refuseChange(state: State, comment: Comment, token: Token, version: number): Answer | undefined {
  if (state.settings.archived) return archived();
  if (comment.author !== token.token) return notPermitted();
  if (Number.isNaN(version)) return invalidFields({ version: 'The version of the comment is required.' });
  if (version === comment.version) return undefined;
  return failure(409, 'You are attempting to modify a comment based on out-of-date information.', {
    exceptionName: 'com.atlassian.bitbucket.comment.CommentOutOfDateException',
    currentVersion: comment.version,
    expectedVersion: version,
  });
}

function problemOf(text: unknown): Answer | undefined {
  if (typeof text !== 'string' || text.trim() === '')
    return invalidFields({ text: 'A comment needs a text.' });
  if (text.length <= longestText) return undefined;
  return invalidFields({ text: `A comment has at most ${longestText} characters.` });
}

function archived(): Answer {
  return failure(409, 'The repository is archived.');
}

function noSuchComment(id: string): Answer {
  const exceptionName = 'com.atlassian.bitbucket.comment.NoSuchCommentException';
  return failure(404, `No comment exists with ID ${id}`, { exceptionName });
}

/** What happened to a pull request, the latest first. Nothing tells of a comment that was deleted. */
function activitiesOf(state: State, pullRequest: number) {
  return state.activities
    .filter((activity) => activity.pullRequest === pullRequest)
    .toReversed()
    .flatMap((activity) => {
      const comment = state.comments.find(({ id }) => id === activity.comment);
      return comment?.deleted ? [] : [activityPayload(state, activity, comment)];
    });
}

function activityPayload(state: State, { id, action, createdOn }: Activity, comment: Comment | undefined) {
  return {
    id,
    createdDate: timestamp(createdOn),
    user: comment ? userPayload(state, comment.author) : userNamed('ada'),
    action,
    ...(comment ? { commentAction: 'ADDED', comment: commentPayload(state, comment) } : {}),
  };
}

function commentPayload(state: State, { id, version, raw, author, createdOn, updatedOn }: Comment) {
  return {
    properties: { repositoryId: 1 },
    id,
    version,
    text: raw,
    author: userPayload(state, author),
    createdDate: timestamp(createdOn),
    updatedDate: timestamp(updatedOn),
    comments: [],
    threadResolved: false,
    severity: 'NORMAL',
    state: 'OPEN',
    permittedOperations: { editable: true, transitionable: true, deletable: true },
  };
}
