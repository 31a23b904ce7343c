import { createHash } from 'node:crypto';

/**
 * Bitbucket Cloud refuses longer keys. On Data Center, which takes 255 characters, a longer key would double the
 * statuses that are there already.
 */
const longestKey = 40;

/**
 * The key of a build status as Bitbucket keeps it. One that is too long, or has characters of four bytes, which not every
 * Data Center stores, is hashed behind its first part: without its end or its emoji, it could be that of another
 * environment.
 */
export function statusKey(key: string): string {
  if (key.length <= longestKey && !/[\u{10000}-\u{10FFFF}]/u.test(key)) return key;
  const [owner = ''] = /^\w{1,8}\//.exec(key) ?? [];
  const hash = createHash('sha256').update(key).digest('hex');
  return `${owner}${hash}`.slice(0, longestKey);
}
