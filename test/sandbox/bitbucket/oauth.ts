import { randomBytes } from 'node:crypto';
import type { Answer, Request, Routes } from '../server.ts';
import type { State } from './state.ts';

export interface OauthConsumer {
  key: string;
  secret: string;
  scopes: string[];
}

const lifetime = 7200;

/** Gives access tokens to a private OAuth consumer (client credentials). */
export function oauthRoutes(state: State, consumer: OauthConsumer): Routes {
  return {
    'POST /site/oauth2/access_token': (request) => giveToken(state, consumer, request),
  };
}

function giveToken(state: State, consumer: OauthConsumer, request: Request): Answer {
  const wanted = Buffer.from(`${consumer.key}:${consumer.secret}`).toString('base64');
  if (request.headers.authorization !== `Basic ${wanted}`) {
    return oauthError('unauthorized_client', 'Invalid OAuth client credentials');
  }
  const { grant_type: grantType } = Object(request.body) as { grant_type?: string };
  if (grantType !== 'client_credentials') {
    return oauthError('unsupported_grant_type', 'Only client_credentials is supported here');
  }
  const token = randomBytes(32).toString('base64url');
  state.tokens.push({ type: 'oauth2', token, scopes: consumer.scopes, revoked: false });
  return {
    status: 200,
    body: {
      access_token: token,
      refresh_token: randomBytes(9).toString('base64url'),
      expires_in: lifetime,
      token_type: 'bearer',
      scopes: consumer.scopes.join(' '),
      state: 'client_credentials',
    },
  };
}

function oauthError(error: string, description: string): Answer {
  return { status: 400, body: { error, error_description: description } };
}
