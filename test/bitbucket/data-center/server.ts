import { createDataCenter } from '../../../src/bitbucket/data-center/repository.ts';
import type { Credentials } from '../../../src/bitbucket/data-center/credentials.ts';
import { client, type Reply, serve } from '../../http/loopback.ts';

export const token = { kind: 'access-token', variable: 'BITBUCKET_SERVER_TOKEN', token: 'T0ken' } as const;
export const password = {
  kind: 'password',
  variable: 'BITBUCKET_SERVER_PASSWORD',
  username: 'jane',
  password: 'hunter22',
} as const;

export const buildKey = 'upsun-environments/abc123';

/** A repository on a server that gives these answers in turn, and the last one for ever. */
export async function dataCenterWith(replies: Reply[], credentials: Credentials = token) {
  const { origin, received } = await serve(...replies);
  const { http } = client([origin]);
  const serverUrl = `${origin}/bitbucket`;
  const bitbucket = createDataCenter({
    http,
    serverUrl,
    repository: 'SHOP/storefront',
    credentials,
    buildKey,
  });
  /** What was asked for, below the repository where it is that. */
  const asked = () =>
    received.map(({ method, path }) => `${method} ${path.replace(repositoryPath, '').replace(/\?.*/, '')}`);
  const bodies = () => received.map(({ body }) => (body ? (JSON.parse(body) as unknown) : undefined));
  const queries = () =>
    received.map(({ path }) => Object.fromEntries(new URL(path, origin).searchParams.entries()));
  return { bitbucket, received, asked, bodies, queries, origin };
}

export const repositoryPath = '/bitbucket/rest/api/latest/projects/SHOP/repos/storefront';

export function answer(data: unknown, headers: Record<string, string> = {}): Reply {
  return { headers, body: JSON.stringify(data) };
}

export const nothing: Reply = { status: 204, body: '' };

/** One page of a list, and where the next one begins. */
export function page(values: unknown[], nextPageStart?: number | null): Reply {
  const isLastPage = nextPageStart === undefined;
  return answer({ size: values.length, limit: 25, start: 0, isLastPage, values, nextPageStart });
}

/** An error as Bitbucket words it; the package of the exception depends on the release. */
export function refusal(
  status: number,
  exceptionName: string | null,
  message = 'Said by Bitbucket',
  headers: Record<string, string> = {},
): Reply {
  return { status, headers, body: JSON.stringify({ errors: [{ context: null, message, exceptionName }] }) };
}

export const noRepository = refusal(404, 'com.atlassian.bitbucket.repository.NoSuchRepositoryException');
