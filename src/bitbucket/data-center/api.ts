import type * as z from 'zod';
import { type Http, type HttpAnswer, type HttpRequest, parseAnswer } from '../../http/client.ts';
import { malformed } from '../../http/errors.ts';
import { authorizationHeader, type Credentials } from './credentials.ts';
import { refused, unknownRepository } from './errors.ts';
import { isAbsence } from './exceptions.ts';
import { pageOf, repositoryAnswer } from './schemas.ts';

export interface ApiOptions {
  http: Http;
  /** With its context path. */
  serverUrl: string;
  /** `PROJECT/slug` */
  repository: string;
  credentials: Credentials;
}

/** Requests about one repository. `asked` completes the sentence "Bitbucket would not …". */
export interface Api {
  repositoryUrl: string;
  insightsUrl: string;
  send: (asked: string, request: HttpRequest) => Promise<HttpAnswer>;
  get: <Value>(asked: string, schema: z.ZodType<Value>, url: string, signal?: AbortSignal) => Promise<Value>;
  /** `undefined` where Bitbucket says that there is none, by this exception, in a repository that it does show. */
  find: <Value>(
    asked: string,
    schema: z.ZodType<Value>,
    url: string,
    exception: string,
  ) => Promise<Value | undefined>;
  /** Reads page after page, as long as somebody wants another one. Throws where the list ends without its end. */
  pages: <Value>(
    asked: string,
    item: z.ZodType<Value>,
    url: string,
    query?: Readonly<Record<string, string>>,
    signal?: AbortSignal,
  ) => AsyncGenerator<Value[]>;
  readRepository: () => Promise<z.infer<typeof repositoryAnswer>>;
}

/** The server may give less on a page. */
const pageLength = '100';

export function openApi({ http, serverUrl, repository, credentials }: ApiOptions): Api {
  const [project = '', slug = ''] = repository.split('/').map(encodeURIComponent);
  const restUrl = (module: string) => `${serverUrl}/rest/${module}/latest/projects/${project}/repos/${slug}`;
  const repositoryUrl = restUrl('api');
  const asker = { credentials, repository };
  const headers = {
    authorization: authorizationHeader(credentials),
    // Without it, a request that has no body is taken for one that a foreign page made a browser send.
    'x-atlassian-token': 'no-check',
  };

  const send: Api['send'] = (asked, request) =>
    http.send({ ...request, headers }).catch((error: unknown) => {
      throw refused(error, asked, asker);
    });
  const get: Api['get'] = async (asked, schema, url, signal) => {
    const request: HttpRequest = { method: 'GET', url, ...(signal ? { signal } : {}) };
    return parseAnswer(schema, `GET ${url}`, await send(asked, request));
  };
  async function readRepository() {
    try {
      return await get('read the repository', repositoryAnswer, repositoryUrl);
    } catch (error) {
      throw isAbsence(error, 'NoSuchRepositoryException') ? unknownRepository(asker, error) : error;
    }
  }

  return {
    repositoryUrl,
    insightsUrl: restUrl('insights'),
    send,
    get,
    readRepository,
    async find(asked, schema, url, exception) {
      try {
        return await get(asked, schema, url);
      } catch (error) {
        if (!isAbsence(error, exception)) throw error;
        await readRepository();
        return undefined;
      }
    },
    pages: (...list) => readPages(get, ...list),
  };
}

async function* readPages<Value>(
  get: Api['get'],
  asked: string,
  item: z.ZodType<Value>,
  url: string,
  query: Readonly<Record<string, string>> = {},
  signal?: AbortSignal,
): AsyncGenerator<Value[]> {
  for (let start: number | undefined = 0; start !== undefined;) {
    const parameters = new URLSearchParams({ ...query, start: String(start), limit: pageLength });
    const page = await get(asked, pageOf(item), `${url}?${parameters.toString()}`, signal);
    yield page.values;
    start = page.isLastPage ? undefined : nextStart(page.nextPageStart, start, url);
  }
}

/** A page is followed by where Bitbucket says, not by its length: what the caller may not see is left out of it. */
function nextStart(next: number | null | undefined, start: number, url: string): number {
  if (next && next > start) return next;
  throw malformed(`GET ${url}`, 'a page that is not the last one does not lead to another');
}
