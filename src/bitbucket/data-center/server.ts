import type { Settings } from '../../settings/parse.ts';

/** The setting that takes the certificate authority of a server. */
export const authoritySetting = 'BITBUCKET_SERVER_CA_FILE';

/**
 * The address of Bitbucket Data Center, where the repository is on one. Jenkins' plugin for Bitbucket sets the variable
 * also where that is Bitbucket Cloud.
 */
export function dataCenterUrl({
  bitbucketServerUrl: url,
}: Pick<Settings, 'bitbucketServerUrl'>): string | undefined {
  return url && new URL(url).hostname !== 'bitbucket.org' ? url : undefined;
}
