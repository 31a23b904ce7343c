import type { Settings } from '../../settings/parse.ts';

/** How the pipe shows Bitbucket Cloud who it is. */
export type Credentials =
  | { kind: 'access-token'; variable: 'BITBUCKET_ACCESS_TOKEN'; token: string }
  | { kind: 'api-token'; variable: 'ATLASSIAN_API_TOKEN'; email: string; token: string };

/** The credentials that the settings name; an access token goes first, because it can do the least harm. */
export function credentialsOf(settings: Settings): Credentials | undefined {
  const {
    BITBUCKET_ACCESS_TOKEN: accessToken,
    ATLASSIAN_ACCOUNT_EMAIL: email,
    ATLASSIAN_API_TOKEN: apiToken,
  } = settings;
  if (accessToken) return { kind: 'access-token', variable: 'BITBUCKET_ACCESS_TOKEN', token: accessToken };
  if (email && apiToken)
    return { kind: 'api-token', variable: 'ATLASSIAN_API_TOKEN', email, token: apiToken };
  return undefined;
}

export function authorizationHeader(credentials: Credentials): string {
  if (credentials.kind === 'access-token') return `Bearer ${credentials.token}`;
  return `Basic ${Buffer.from(`${credentials.email}:${credentials.token}`).toString('base64')}`;
}
