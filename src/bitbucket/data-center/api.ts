import type * as z from 'zod';
import type { Http } from '../../http/client.ts';
import { malformed } from '../../http/errors.ts';
import type { CompleteList } from '../../plan/complete-list.ts';
import { pagesFrom, readToLastPage } from '../pages.ts';
import { type Get, getWith, type Send, unlessAbsent } from '../requests.ts';
import { type InStoredCharacters, rememberCharacters } from './characters.ts';
import { authorizationHeader, type Credentials } from './credentials.ts';
import { explainRefusal, unknownRepository } from './errors.ts';
import { isAbsence } from './exceptions.ts';
import { pageOf, repositoryAnswer } from './schemas.ts';

export interface ApiOptions {
  http: Http;
  /** With its context path. */
  serverUrl: string;
  /** `PROJECT/slug` */
  repository: string;
  credentials: Credentials;
  /** The parent of build statuses. */
  buildKey: string;
}

/** Requests about one repository. `asked` says in an error what for, as in "list the branches". */
export interface Api {
  /** For whatever has texts of others in it. */
  inStoredCharacters: InStoredCharacters;
  /** The parent of build statuses. */
  buildKey: string;
  repositoryUrl: string;
  insightsUrl: string;
  send: Send;
  get: Get;
  /** `undefined` where Bitbucket says that there is none, by this exception, in a repository that it does show. */
  find: <Value>(
    asked: string,
    schema: z.ZodType<Value>,
    url: string,
    exception: string,
  ) => Promise<Value | undefined>;
  /** Reads page after page, as long as somebody wants another one. Throws where the list breaks off. */
  pages: <Value>(...list: ListRequest<Value>) => AsyncGenerator<readonly Value[]>;
  /** Reads a list to its last page, or throws. */
  list: <Value>(...list: ListRequest<Value>) => Promise<CompleteList<Value>>;
  readRepository: () => Promise<z.infer<typeof repositoryAnswer>>;
}

type ListRequest<Value> = [
  asked: string,
  item: z.ZodType<Value>,
  url: string,
  query?: Readonly<Record<string, string>>,
  signal?: AbortSignal,
];

/** The server may give less on a page. */
const pageLength = '100';

export function openApi({ http, serverUrl, repository, credentials, buildKey }: ApiOptions): Api {
  const [project = '', slug = ''] = repository.split('/').map(encodeURIComponent);
  const restUrl = (module: string) => `${serverUrl}/rest/${module}/latest/projects/${project}/repos/${slug}`;
  const repositoryUrl = restUrl('api');
  const asker = { credentials, repository };
  const headers = {
    authorization: authorizationHeader(credentials),
    // Without it, a request that has no body is taken for one that a foreign page made a browser send.
    // Observed in https://github.com/runatlantis/atlantis/issues/465 (read 2026-11-21).
    'x-atlassian-token': 'no-check',
  };

  const send: Send = (asked, request) =>
    http.send({ ...request, headers }).catch((error: unknown) => {
      throw explainRefusal(error, asked, asker);
    });
  const get = getWith(send);
  async function readRepository() {
    try {
      return await get('read the repository', repositoryAnswer, repositoryUrl);
    } catch (error) {
      throw isAbsence(error, 'NoSuchRepositoryException') ? unknownRepository(asker, error) : error;
    }
  }

  return {
    inStoredCharacters: rememberCharacters(),
    buildKey,
    repositoryUrl,
    insightsUrl: restUrl('insights'),
    send,
    get,
    readRepository,
    find: (asked, schema, url, exception) =>
      unlessAbsent(get(asked, schema, url), (error) => isAbsence(error, exception), readRepository),
    pages: (...list) => pagesFrom(...pagesOf(get, list)),
    list: (...list) => readToLastPage(...pagesOf(get, list)),
  };
}

/** The first page of a list, and how each page is read. */
function pagesOf<Value>(get: Get, [asked, item, url, query = {}, signal]: ListRequest<Value>) {
  const pageAt = (start: number) => {
    const parameters = new URLSearchParams({ ...query, start: String(start), limit: pageLength });
    return `${url}?${parameters.toString()}`;
  };
  const read = async (page: string) => {
    const { values, isLastPage, nextPageStart } = await get(asked, pageOf(item), page, signal);
    if (isLastPage) return { items: values, next: undefined };
    return { items: values, next: pageAt(laterStart(nextPageStart, startOf(page), url)) };
  };
  return [pageAt(0), read] as const;
}

function startOf(page: string): number {
  return Number(new URL(page).searchParams.get('start'));
}

/**
 * A page is followed by where Bitbucket says, not by its length: what the caller is not allowed to see is left out of
 * it. https://docs.atlassian.com/bitbucket-server/rest/latest/bitbucket-rest.html#paging-params (read 2026-11-25, in part)
 */
function laterStart(next: number | null | undefined, start: number, url: string): number {
  if (next && next > start) return next;
  throw malformed(`GET ${url}`, 'a page that is not the last one does not lead to another');
}
