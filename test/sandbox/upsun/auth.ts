import type { Answer, Request, Routes } from '../server.ts';
import type { UpsunState } from './state.ts';

/** The SSH certificate authority behind the certifier. */
export interface Authority {
  /** Makes a certificate for a public key. */
  sign: (publicKey: string) => Promise<string>;
  /** The authority's own public key. */
  authorityKey: () => string;
}

/** The routes of the auth server: access tokens and SSH certificates. */
export function authRoutes(upsun: UpsunState, authority: Authority): Routes {
  return {
    'POST /oauth2/token': (request) => exchange(upsun, request),
    'POST /ssh': (request) => certify(upsun, authority, request),
    'GET /ssh/authority': () => ({ status: 200, body: { authorities: [authority.authorityKey()] } }),
  };
}

/** Whether a request carries an access token that is still good. */
export function isAuthorized(upsun: UpsunState, { headers }: Request): boolean {
  const token = /^bearer (.+)$/i.exec(headers.authorization ?? '')?.[1];
  return token !== undefined && (upsun.accessTokens.get(token) ?? 0) > Date.now();
}

/** The answer to a request without a good access token. */
export const unauthorized: Answer = {
  status: 401,
  headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
  body: { code: 401, message: 'The access token is missing, expired or revoked.' },
};

/** The answer to a request that asks for a better proof of who the user is, as of RFC 9470. */
export const stepUpRequired: Answer = {
  status: 401,
  headers: {
    'www-authenticate':
      'Bearer error="insufficient_user_authentication", error_description="Multi-factor authentication is required"',
  },
  body: { amr: ['mfa'], max_age: 3600 },
};

const clients = ['platform-api-user:', 'platform-cli:'];

function exchange(upsun: UpsunState, { headers, body }: Request): Answer {
  const form = (body ?? {}) as Record<string, unknown>;
  const client = Buffer.from(headers.authorization?.replace(/^Basic /i, '') ?? '', 'base64').toString();
  if (!clients.includes(client) && form['client_id'] === undefined) {
    return { status: 401, body: oauthError('invalid_client', 'No known client was named.') };
  }
  if (form['grant_type'] !== 'api_token') {
    return { status: 400, body: oauthError('unsupported_grant_type', 'Only API tokens are exchanged here.') };
  }
  if (form['api_token'] !== upsun.token) {
    return { status: 400, body: oauthError('invalid_grant', 'Invalid API token.') };
  }
  const token = `access-${crypto.randomUUID()}`;
  const { expiresIn } = upsun.controls;
  upsun.accessTokens.set(token, Date.now() + expiresIn * 1000);
  return { status: 200, body: { access_token: token, expires_in: expiresIn, token_type: 'bearer' } };
}

function oauthError(error: string, description: string): object {
  return { error, error_description: description };
}

async function certify(upsun: UpsunState, authority: Authority, request: Request): Promise<Answer> {
  if (!isAuthorized(upsun, request)) return unauthorized;
  const key = (request.body as { key?: unknown } | undefined)?.key;
  if (typeof key !== 'string' || !key.startsWith('ssh-')) {
    return { status: 400, body: { code: 400, message: 'Bad Request', detail: { key: 'No public key.' } } };
  }
  return { status: 200, body: { certificate: await authority.sign(key) } };
}
