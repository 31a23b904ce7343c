import * as z from 'zod';
import { type HttpRequest, parseAnswer } from '../../http/client.ts';
import { cut } from '../../text/plain-text.ts';
import type { PullRequestComment, PullRequestComments } from '../reports.ts';
import type { Send } from '../requests.ts';
import { readList } from './api.ts';

// https://bitbucket.org/site/master/issues/9659/pagelen-wrongfully-limited-50-for-api-20 (read 2026-11-25)
/** Bitbucket refuses more for some lists, and this one does not say. */
const pageLength = 50;
/** Bitbucket refuses comments of more than 32,768 characters, and does not always say that this is why. */
const longestText = 31_000;
const fields = 'next,values.id,values.deleted,values.content.raw';

const commentAnswer = z
  .object({
    id: z.number(),
    deleted: z.boolean().nullish(),
    content: z.object({ raw: z.string().nullish() }).nullish(),
  })
  .transform(({ id, deleted, content }) => ({ id, deleted: deleted ?? false, text: content?.raw ?? '' }));

/** The comments of pull requests on Bitbucket Cloud. `repositoryUrl` ends with `/repositories/{workspace}/{slug}`. */
export function cloudComments(send: Send, repositoryUrl: string): PullRequestComments {
  const urlOf = (pullRequest: number) => `${repositoryUrl}/pullrequests/${pullRequest}/comments`;
  async function write(asked: string, request: HttpRequest): Promise<PullRequestComment> {
    const { id, text } = parseAnswer(
      commentAnswer,
      `${request.method} ${request.url}`,
      await send(asked, request),
    );
    return { id, text };
  }
  return {
    longestText,
    async comments(pullRequest, signal) {
      const asked = `read the comments of pull request ${pullRequest}`;
      const url = `${urlOf(pullRequest)}?pagelen=${pageLength}&fields=${fields}`;
      const all = await readList(send, asked, commentAnswer, url, signal);
      return all.filter(({ deleted }) => !deleted).map(({ id, text }) => ({ id, text }));
    },
    createComment: (pullRequest, text, signal) =>
      // Sent twice, it would be there twice.
      write(`comment on pull request ${pullRequest}`, {
        method: 'POST',
        url: urlOf(pullRequest),
        json: { content: { raw: cut(text, longestText) } },
        idempotent: false,
        signal,
      }),
    updateComment: (pullRequest, { id }, text, signal) =>
      write(`edit comment ${id} of pull request ${pullRequest}`, {
        method: 'PUT',
        url: `${urlOf(pullRequest)}/${id}`,
        json: { content: { raw: cut(text, longestText) } },
        idempotent: true,
        signal,
      }),
  };
}
