import { inGroup } from '../definition.ts';
import { address, proxyAddress } from '../kinds.ts';

const { secret, text, withDefault } = inGroup('cloud');

/** Access to Bitbucket Cloud. */
export const cloudSettings = {
  BITBUCKET_ACCESS_TOKEN: secret(
    'Repository, project or workspace access token with the scopes `repository` and `pullrequest`',
  ),
  BITBUCKET_OAUTH_KEY: text(
    'Key of a private OAuth consumer with the permissions Repositories: Read and Pull requests: Read',
  ),
  BITBUCKET_OAUTH_SECRET: secret('Secret of that consumer'),
  ATLASSIAN_ACCOUNT_EMAIL: text('Account of the API token below'),
  ATLASSIAN_API_TOKEN: secret(
    'Atlassian API token with the scopes `read:repository:bitbucket` and `read:pullrequest:bitbucket`',
  ),
  BITBUCKET_API_URL: withDefault(address, 'https://api.bitbucket.org/2.0', "Bitbucket's API"),
  BITBUCKET_OAUTH_URL: withDefault(
    address,
    'https://bitbucket.org/site/oauth2/access_token',
    "Bitbucket's OAuth token address",
  ),
  BITBUCKET_PROXY_URL: withDefault(
    proxyAddress,
    'http://host.docker.internal:29418',
    "Pipelines' authenticating proxy, through which a pipe reaches the repository",
  ),
} as const;
