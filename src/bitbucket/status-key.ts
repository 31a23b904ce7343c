import { createHash } from 'node:crypto';

/**
 * Bitbucket Cloud refuses longer keys. On Data Center, which takes 255 characters, a longer key would double the
 * statuses that are there already.
 */
const longestKey = 40;

/**
 * The key of a build status as Bitbucket keeps it. One that is too long is hashed behind its first part: if it was cut,
 * two environments could overwrite each other's status.
 */
export function statusKey(key: string): string {
  if (key.length <= longestKey) return key;
  const [owner = ''] = /^\w{1,8}\//.exec(key) ?? [];
  const hash = createHash('sha256').update(key).digest('hex');
  return `${owner}${hash}`.slice(0, longestKey);
}
