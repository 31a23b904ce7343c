import type { Settings } from '../../settings/parse.ts';

/** How the pipe shows Bitbucket Cloud who it is. */
export type Credentials =
  | { kind: 'access-token'; variable: 'BITBUCKET_ACCESS_TOKEN'; token: string }
  | { kind: 'oauth-consumer'; variable: 'BITBUCKET_OAUTH_KEY'; key: string; secret: string }
  | { kind: 'api-token'; variable: 'ATLASSIAN_API_TOKEN'; email: string; token: string };

/** The credentials that the settings name; an access token goes first, because it can do the least harm. */
export function credentialsOf(settings: Settings): Credentials | undefined {
  const {
    bitbucketAccessToken: accessToken,
    bitbucketOauthKey: key,
    bitbucketOauthSecret: secret,
    atlassianAccountEmail: email,
    atlassianApiToken: apiToken,
  } = settings;
  if (accessToken) return { kind: 'access-token', variable: 'BITBUCKET_ACCESS_TOKEN', token: accessToken };
  if (key && secret) return { kind: 'oauth-consumer', variable: 'BITBUCKET_OAUTH_KEY', key, secret };
  if (email && apiToken)
    return { kind: 'api-token', variable: 'ATLASSIAN_API_TOKEN', email, token: apiToken };
  return undefined;
}
