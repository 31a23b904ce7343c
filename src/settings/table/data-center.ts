import { inGroup } from '../definition.ts';
import { address, buildKey, positiveInteger } from '../kinds.ts';

const { optional, secret, text } = inGroup('dataCenter');

/** Access to Bitbucket Data Center. */
export const dataCenterSettings = {
  BITBUCKET_SERVER_URL: optional(address, 'Base URL of a Data Center instance, with its context path'),
  BITBUCKET_SERVER_TOKEN: secret('HTTP access token with the permission Repository read'),
  BITBUCKET_SERVER_USERNAME: text('User name, where there is no token'),
  BITBUCKET_SERVER_PASSWORD: secret('Password of that user'),
  BITBUCKET_SERVER_SSH_PORT: optional(positiveInteger, 'Fetch over SSH on this port'),
  BITBUCKET_SERVER_SSH_KEY_FILE: text('Private key for fetching over SSH'),
  BITBUCKET_SERVER_CA_FILE: text('PEM bundle of a private certificate authority'),
  BITBUCKET_SERVER_BUILD_KEY: optional(
    buildKey,
    'Key of the build statuses (their `parent`) that the merge check "Required builds" matches',
    { defaultText: '`upsun-environments/<PROJECT_ID>`' },
  ),
} as const;
