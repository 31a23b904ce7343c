import { PipeError } from '../../errors.ts';
import type { Http, HttpAnswer, HttpRequest } from '../../http/client.ts';
import { HttpError, overloaded } from '../../http/errors.ts';

/** Sends a request with what authorises it. `asked` says in the words of an error what was asked for. */
export type Send = (asked: string, request: HttpRequest) => Promise<HttpAnswer>;

/** The API as Pipelines' proxy takes requests for it: only over plain HTTP can the proxy add its credentials. */
export const proxiedApiUrl = 'http://api.bitbucket.org/2.0';

/** The address of a repository (`workspace/slug`) in an API. */
export function repositoryUrlOf(apiUrl: string, repository: string): string {
  return `${apiUrl}/repositories/${repository.split('/').map(encodeURIComponent).join('/')}`;
}

/** Code Insights without credentials. `http` goes through the proxy, and to the origin of `proxiedApiUrl` only. */
export function sendThroughProxy(http: Http): Send {
  return async (asked, request) => {
    try {
      return await http.send(request);
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      throw (
        overloaded(error) ??
        new PipeError('failure', `The proxy of Pipelines may not ${asked}: ${error.said}`, {
          cause: error,
          remedy: 'Pass BITBUCKET_ACCESS_TOKEN with the scope repository, or set CODE_INSIGHTS to false.',
        })
      );
    }
  };
}
