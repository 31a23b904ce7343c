import { isDueTo } from '../../http/errors.ts';
import type { CommitHash } from '../../plan/commit.ts';
import { cut } from '../../text/plain-text.ts';
import type { BuildStatus } from '../bitbucket.ts';
import { statusKey } from '../status-key.ts';
import type { Api } from './api.ts';

type State = 'INPROGRESS' | 'SUCCESSFUL' | 'FAILED' | 'CANCELLED';

// Of a name: https://dac-static.atlassian.com/server/bitbucket/10.4.swagger.v3.json (read 2026-11-21); of a description: inferred.
const longestText = 255;

/** Sets a build status; a stopped one is cancelled in the words of Data Center. */
export async function setBuildStatus(
  api: Api,
  commit: CommitHash,
  status: BuildStatus,
  signal: AbortSignal,
): Promise<void> {
  const url = `${api.repositoryUrl}/commits/${encodeURIComponent(commit)}/builds`;
  const { key, name, description, refname } = status;
  async function post(state: State): Promise<void> {
    const json = {
      key: statusKey(key),
      state,
      url: status.url,
      name: cut(name, longestText),
      description: cut(description, longestText),
      ref: refname ? `refs/heads/${refname}` : undefined,
    };
    // The same key replaces the status, so a request whose answer was lost can be repeated.
    // Inferred: the documents do not say so.
    await api.send('set a build status', { method: 'POST', url, json, idempotent: true, signal });
  }

  if (status.state !== 'STOPPED') return post(status.state);
  try {
    await post('CANCELLED');
  } catch (error) {
    if (!isDueTo(error, 400)) throw error;
    // https://developer.atlassian.com/server/bitbucket/reference/api-changelog/#bitbucket-server-8-0, as quoted in
    // https://github.com/cdancy/bitbucket-rest/pull/452 (read 2026-11-25)
    // Servers before 8.0 have no such state, and any other end is better than a build that runs for ever.
    await post('FAILED');
  }
}
