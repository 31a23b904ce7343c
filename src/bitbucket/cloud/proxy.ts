import { PipeError } from '../../errors.ts';
import type { Http } from '../../http/client.ts';
import { HttpError } from '../../http/errors.ts';
import { unavailable } from '../../http/unexpected.ts';
import type { Proxies } from '../../http/proxies.ts';
import type { Send } from '../requests.ts';

/**
 * The API as Pipelines' proxy takes requests for it: only over plain HTTP can the proxy add its credentials. Observed in
 * https://github.com/aligent/code-standards-pipe-php (read 2026-11-21); that it takes nothing but reports is inferred.
 */
export const proxiedApiUrl = 'http://api.bitbucket.org/2.0';

/** How that proxy is reached, which takes requests for this API and nothing else. */
export function throughProxy(proxyUrl: string): { allowedOrigins: string[]; proxies: Proxies } {
  return {
    allowedOrigins: [new URL(proxiedApiUrl).origin],
    proxies: { http: proxyUrl, https: '', none: '' },
  };
}

/** Code Insights without credentials. `http` goes through the proxy, and to the origin of `proxiedApiUrl` only. */
export function sendThroughProxy(http: Http): Send {
  return async (asked, request) => {
    try {
      return await http.send(request);
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      throw (
        unavailable(error) ??
        new PipeError('failure', `The proxy of Pipelines may not ${asked}: ${error.said}`, {
          cause: error,
          remedy: 'Pass BITBUCKET_ACCESS_TOKEN with the scope repository, or set CODE_INSIGHTS to false.',
        })
      );
    }
  };
}
