import { answerBehind, type HttpError } from '../../http/errors.ts';
import type { Bitbucket } from '../bitbucket.ts';
import type { Api, ApiOptions } from './api.ts';
import { scopesIn } from './scopes.ts';

/** What Bitbucket Cloud says of the credentials, beside every answer about the repository. */
export function accessTo(
  { send, repositoryUrl }: Api,
  { credentials: { variable } }: ApiOptions,
): Pick<Bitbucket, 'granted'> {
  return {
    async granted() {
      const request = { method: 'GET', url: repositoryUrl } as const;
      const answer = await send('read the repository', request).catch(refusalOf);
      // https://support.atlassian.com/bitbucket-cloud/kb/how-to-fetch-the-scope-of-a-token-via-command-line/ (read 2026-11-21)
      const header = answer.headers['x-oauth-scopes'];
      return { kind: 'scopes', variable, scopes: header === undefined ? undefined : scopesIn(header) };
    },
  };
}

/** A token that is not allowed to read the repository learns of its scopes all the same. */
function refusalOf(error: unknown): HttpError {
  const answer = answerBehind(error, 403);
  if (!answer) throw error;
  return answer;
}
