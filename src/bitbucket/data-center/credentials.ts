import { PipeError } from '../../errors.ts';
import type { Settings } from '../../settings/parse.ts';

/** How the pipe shows Bitbucket Data Center who it is. */
export type Credentials =
  | { kind: 'access-token'; variable: 'BITBUCKET_SERVER_TOKEN'; token: string }
  | { kind: 'password'; variable: 'BITBUCKET_SERVER_PASSWORD'; username: string; password: string };

type CredentialSettings = Pick<
  Settings,
  'bitbucketServerToken' | 'bitbucketServerUsername' | 'bitbucketServerPassword'
>;

/**
 * The credentials that the settings name; a token goes first, because it can do the least harm. Throws a configuration
 * error where there are none: no CI brings any, and without them nothing can be read of a private repository.
 */
export function credentialsOf(settings: CredentialSettings): Credentials {
  const {
    bitbucketServerToken: token,
    bitbucketServerUsername: username,
    bitbucketServerPassword: password,
  } = settings;
  if (token) return { kind: 'access-token', variable: 'BITBUCKET_SERVER_TOKEN', token };
  if (username && password)
    return { kind: 'password', variable: 'BITBUCKET_SERVER_PASSWORD', username, password };
  throw new PipeError('configuration', 'There are no credentials for Bitbucket Data Center.', {
    remedy:
      'Make an HTTP access token of the repository with the permission "Repository read", and pass it as BITBUCKET_SERVER_TOKEN.',
  });
}

/** For the REST API and for git over HTTPS alike. */
export function authorizationHeader(credentials: Credentials): string {
  if (credentials.kind === 'access-token') return `Bearer ${credentials.token}`;
  const pair = `${credentials.username}:${credentials.password}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}
