import type { PullRequestComments } from '../../bitbucket/reports.ts';
import type { Clock } from '../../clock.ts';
import { HttpError, isDueTo } from '../../http/errors.ts';
import { findOwn } from './comment-text.ts';

interface OwnComment {
  pullRequest: number;
  marker: string;
  /** With the marker in it. */
  text: string;
}

/** Milliseconds until a comment whose answer was lost is looked for. */
const untilListed = 2000;

/**
 * Edits the comment that carries the marker, or creates it. One that was deleted, or that these credentials are not
 * allowed to edit, is replaced by a new one: a reader looks at the newest.
 */
export async function publishComment(
  api: PullRequestComments,
  comment: OwnComment,
  context: { clock: Clock; signal: AbortSignal },
  triesLeft = 1,
): Promise<void> {
  const { clock, signal } = context;
  if (await editOwn(api, comment, signal)) return;
  try {
    await api.createComment(comment.pullRequest, comment.text, signal);
  } catch (error) {
    if (triesLeft === 0 || signal.aborted || isRefusal(error)) throw error;
    // It may have been made although its answer was lost.
    await clock.sleep(untilListed, signal);
    await publishComment(api, comment, context, triesLeft - 1);
  }
}

/** Edits the comment that carries the marker. Resolves to whether there is one that these credentials can edit. */
export async function editOwn(
  api: PullRequestComments,
  { pullRequest, marker, text }: OwnComment,
  signal: AbortSignal,
): Promise<boolean> {
  for (const own of findOwn(await api.comments(pullRequest, signal), marker)) {
    if (own.text.trim() === text.trim()) return true;
    try {
      await api.updateComment(pullRequest, own, text, signal);
      return true;
    } catch (error) {
      // Data Center answers 401 where the credentials are good and the comment is somebody else's.
      if (!isDueTo(error, 401, 403, 404)) throw error;
    }
  }
  return false;
}

/** Bitbucket answered that it did not do it. */
function isRefusal(error: unknown): boolean {
  const answer = error instanceof Error && error.cause instanceof HttpError ? error.cause : error;
  return answer instanceof HttpError && answer.status >= 400 && answer.status < 500 && answer.status !== 408;
}
