import type { Clock } from '../../clock.ts';
import { PipeError } from '../../errors.ts';
import type { Http } from '../../http/client.ts';
import { type IssuedToken, issueToken, renewingToken } from '../../http/renewing-token.ts';
import type { Redactor } from '../../text/redact.ts';
import type { Credentials } from './credentials.ts';

// x-token-auth: https://dac-static.atlassian.com/cloud/bitbucket/swagger.v3.json (read 2026-11-21)
// x-bitbucket-api-token-auth: known from practice, not read on a page.
/** The user name and password that git and the API take for the credentials. */
export interface Authorization {
  /** `signal` ends the wait for it. */
  header: (signal?: AbortSignal) => Promise<string>;
  git: () => Promise<{ user: string; password: string }>;
}

interface ExchangeContext {
  http: Http;
  oauthUrl: string;
  redactor: Redactor;
}

/** Shows the credentials. A consumer's key and secret are exchanged for a token when one is first needed. */
export function authorize(
  credentials: Credentials,
  context: ExchangeContext & { clock: Clock },
): Authorization {
  if (credentials.kind === 'oauth-consumer') {
    const token = renewingToken(() => exchange(credentials, context), context);
    return {
      header: async (signal) => `Bearer ${await token.current(signal)}`,
      git: async () => ({ user: 'x-token-auth', password: await token.current() }),
    };
  }
  const { token } = credentials;
  if (credentials.kind === 'access-token') {
    return {
      header: () => Promise.resolve(`Bearer ${token}`),
      git: () => Promise.resolve({ user: 'x-token-auth', password: token }),
    };
  }
  const pair = Buffer.from(`${credentials.email}:${token}`).toString('base64');
  context.redactor.add(pair);
  return {
    header: () => Promise.resolve(`Basic ${pair}`),
    git: () => Promise.resolve({ user: 'x-bitbucket-api-token-auth', password: token }),
  };
}

function exchange(
  { key, secret }: Extract<Credentials, { kind: 'oauth-consumer' }>,
  { http, oauthUrl, redactor }: ExchangeContext,
): Promise<IssuedToken> {
  const pair = Buffer.from(`${key}:${secret}`).toString('base64');
  redactor.add(pair);
  const form = { grant_type: 'client_credentials' };
  return issueToken(
    { url: oauthUrl, pair, form, usualLifetime: 7200, explainRefusal: refusedConsumer },
    { http, redactor },
  );
}

function refusedConsumer(cause: { said: string }): PipeError {
  return new PipeError(
    'configuration',
    `Bitbucket refused BITBUCKET_OAUTH_KEY and BITBUCKET_OAUTH_SECRET: ${cause.said}`,
    {
      cause,
      remedy:
        'Compare them with the OAuth consumer (Workspace settings > OAuth consumers): it must be marked as private and have a callback URL, which may be any address.',
    },
  );
}
