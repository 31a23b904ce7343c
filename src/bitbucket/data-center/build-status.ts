import { isDueTo } from '../../http/errors.ts';
import type { BuildStatus } from '../bitbucket.ts';
import type { Api } from './api.ts';

type State = 'INPROGRESS' | 'SUCCESSFUL' | 'FAILED' | 'CANCELLED';

// Of a name: https://dac-static.atlassian.com/server/bitbucket/10.4.swagger.v3.json (read 2026-11-21); of a description: inferred.
const longestText = 255;

export async function setBuildStatus(
  api: Api,
  commit: string,
  status: BuildStatus,
  signal: AbortSignal,
): Promise<void> {
  const url = `${api.repositoryUrl}/commits/${encodeURIComponent(commit)}/builds`;
  const { key, name, description, refname } = status;
  async function post(state: State): Promise<void> {
    const json = {
      key,
      state,
      url: status.url,
      name: name.slice(0, longestText),
      description: description.slice(0, longestText),
      ref: refname ? `refs/heads/${refname}` : undefined,
    };
    // The same key replaces the status, so a lost answer may be asked for again.
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
    // A server before 8.0 knows no such state, and any other end is better than a build that runs for ever.
    await post('FAILED');
  }
}
