import * as z from 'zod';
import { parseAnswer } from '../../http/client.ts';
import { isDueTo } from '../../http/errors.ts';
import { cut } from '../../text/plain-text.ts';
import type { PullRequestComment, PullRequestComments } from '../reports.ts';
import type { Api } from './api.ts';
import { commentActivity, commentAnswer } from './schemas.ts';

// Inferred: known from practice, not documented.
const longestText = 32_768;

/** The comments of pull requests. Those on files are none of them. */
export function pullRequestComments(api: Api): PullRequestComments {
  const urlOf = (pullRequest: number) => `${api.repositoryUrl}/pull-requests/${pullRequest}`;
  // The resource named comments lists those on files only.
  // https://dac-static.atlassian.com/server/bitbucket/10.4.swagger.v3.json (read 2026-11-21)
  async function comments(pullRequest: number, signal: AbortSignal): Promise<PullRequestComment[]> {
    const asked = `read the comments on pull request ${pullRequest}`;
    const found = new Map<PullRequestComment['id'], PullRequestComment>();
    // Activities come in shapes of which plugins may add others.
    // Inferred: the documents leave out what an activity holds of its comment.
    const url = `${urlOf(pullRequest)}/activities`;
    for await (const activities of api.pages(asked, z.unknown(), url, {}, signal)) {
      for (const activity of activities) {
        const { data } = commentActivity.safeParse(activity);
        if (data) found.set(data.comment.id, data.comment);
      }
    }
    return [...found.values()];
  }
  /** What failed for another reason than its characters may have been done all the same. */
  async function madeAfterAll(pullRequest: number, text: string, signal: AbortSignal) {
    return (await comments(pullRequest, signal)).find((comment) => comment.text.trim() === text.trim());
  }
  return {
    longestText,
    comments,

    createComment(pullRequest, text, signal) {
      const url = `${urlOf(pullRequest)}/comments`;
      const asked = `comment on pull request ${pullRequest}`;
      const whole = cut(text, longestText);
      return api.inStoredCharacters(async (spelled) => {
        const json = { text: spelled(whole) };
        const made = json.text === whole ? undefined : await madeAfterAll(pullRequest, whole, signal);
        if (made) return made;
        const answer = await api.send(asked, { method: 'POST', url, json, signal });
        return parseAnswer(commentAnswer, `POST ${url}`, answer);
      });
    },

    async updateComment(pullRequest, { id, version }, text, signal) {
      const url = `${urlOf(pullRequest)}/comments/${id}`;
      const asked = `change comment ${id} on pull request ${pullRequest}`;
      const currentVersion = async () => (await api.get(asked, commentAnswer, url, signal)).version;
      async function put(replaced: number): Promise<PullRequestComment> {
        return api.inStoredCharacters(async (spelled) => {
          const json = { text: spelled(cut(text, longestText)), version: replaced };
          // Sent twice, it is refused the second time, because the first one changed the version.
          // https://dac-static.atlassian.com/server/bitbucket/10.4.swagger.v3.json (read 2026-11-21)
          const answer = await api.send(asked, { method: 'PUT', url, json, idempotent: true, signal });
          return parseAnswer(commentAnswer, `PUT ${url}`, answer);
        });
      }
      try {
        return await put(version ?? (await currentVersion()));
      } catch (error) {
        if (!isDueTo(error, 409)) throw error;
        return put(await currentVersion());
      }
    },
  };
}
