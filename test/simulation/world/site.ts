import type { Environment } from './upsun.ts';

/** The address at which an environment answers; another one each time it is made anew. */
export function siteOf({ id, createdAt }: Environment): string {
  return `https://${encodeURIComponent(id)}-${createdAt}.site.example/`;
}
