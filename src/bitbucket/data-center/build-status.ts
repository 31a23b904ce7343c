import * as z from 'zod';
import { answerBehind, isDueTo } from '../../http/errors.ts';
import type { CommitHash } from '../../plan/commit.ts';
import { cut } from '../../text/plain-text.ts';
import type { BuildStatus } from '../bitbucket.ts';
import { fittingLink } from '../links.ts';
import { unlessAbsent } from '../requests.ts';
import { statusKey } from '../status-key.ts';
import type { Api } from './api.ts';
import type { Spelling } from './characters.ts';
import { exceptionOf } from './exceptions.ts';

type State = 'INPROGRESS' | 'SUCCESSFUL' | 'FAILED' | 'CANCELLED';

// Of a name: https://dac-static.atlassian.com/server/bitbucket/10.4.swagger.v3.json (read 2026-11-21); of a description: inferred.
const longestText = 255;
// The same document.
const longest = { url: 450, ref: 1024 };

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
    await api.inStoredCharacters((spelled) => {
      const json = {
        key: statusKey(key),
        parent: api.buildKey,
        state,
        url: fittingLink([status.url, ...status.otherUrls], longest.url),
        name: cut(spelled(name), longestText),
        description: cut(spelled(description), longestText),
        ref: refOf(refname, spelled),
      };
      // The same key replaces the status, so a request whose answer was lost can be repeated.
      // Inferred: the documents do not say so.
      return api.send('set a build status', { method: 'POST', url, json, idempotent: true, signal });
    });
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

/** None where the server cannot have it: any other ref would be that of another branch. */
function refOf(branch: string | undefined, spelled: Spelling): string | undefined {
  const ref = `refs/heads/${branch}`;
  return branch && spelled(ref) === ref && ref.length <= longest.ref ? ref : undefined;
}

const statusAnswer = z.object({
  state: z.enum(['INPROGRESS', 'SUCCESSFUL', 'FAILED', 'CANCELLED', 'UNKNOWN']),
});

/** Reads the state of a build status. One that is unknown to Data Center is none. */
export async function buildState(
  { get, readRepository, repositoryUrl }: Api,
  commit: CommitHash,
  key: string,
): Promise<BuildStatus['state'] | undefined> {
  const query = new URLSearchParams({ key: statusKey(key) });
  const url = `${repositoryUrl}/commits/${encodeURIComponent(commit)}/builds?${query.toString()}`;
  const asked = get(`read a build status of commit ${commit}`, statusAnswer, url);
  const state = (await unlessAbsent(asked, isWithoutStatus, readRepository))?.state;
  if (state === 'CANCELLED') return 'STOPPED';
  return state === 'UNKNOWN' ? undefined : state;
}

/**
 * Whether Bitbucket itself says that there is no such status. The documents name no exception for it:
 * https://dac-static.atlassian.com/server/bitbucket/10.4.swagger.v3.json (read 2026-11-26)
 */
function isWithoutStatus(error: unknown): boolean {
  const answer = answerBehind(error, 404);
  return answer !== undefined && exceptionOf(answer) !== undefined;
}
