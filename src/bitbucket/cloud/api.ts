import type * as z from 'zod';
import type { Http } from '../../http/client.ts';
import { isDueTo } from '../../http/errors.ts';
import type { CompleteList } from '../../plan/complete-list.ts';
import type { Repository } from '../../plan/world.ts';
import { readToLastPage } from '../pages.ts';
import { type Get, getWith, type Send, unlessAbsent } from '../requests.ts';
import type { Authorization } from './authorization.ts';
import type { Credentials } from './credentials.ts';
import { explainRefusal, isAbsence, unknownRepository } from './errors.ts';
import { pageOf, repositoryAnswer } from './schemas.ts';

export interface ApiOptions {
  http: Http;
  apiUrl: string;
  /** `workspace/slug` */
  repository: string;
  credentials: Credentials;
  authorization: Authorization;
}

/** Requests about one repository. `asked` says in an error what for, as in "list the branches". */
export interface Api {
  repositoryUrl: string;
  send: Send;
  get: Get;
  /** `undefined` where Bitbucket says that there is none, in a repository that it does show. */
  find: <Value>(asked: string, schema: z.ZodType<Value>, url: string) => Promise<Value | undefined>;
  /** Reads a list to its last page, or throws. */
  list: <Value>(asked: string, item: z.ZodType<Value>, url: string) => Promise<CompleteList<Value>>;
  readRepository: () => Promise<Repository>;
}

export function openApi({ http, apiUrl, repository, credentials, authorization }: ApiOptions): Api {
  const repositoryUrl = repositoryUrlOf(apiUrl, repository);

  const send: Send = async (asked, request) => {
    const headers = { authorization: await authorization.header(request.signal) };
    return http.send({ ...request, headers }).catch((error: unknown) => {
      throw explainRefusal(error, asked, credentials);
    });
  };
  const get = getWith(send);
  async function readRepository() {
    try {
      return await get('read the repository', repositoryAnswer, repositoryUrl);
    } catch (error) {
      throw isDueTo(error, 404) ? unknownRepository(repository, credentials, error) : error;
    }
  }

  return {
    repositoryUrl,
    send,
    get,
    readRepository,
    find: (...asked) => unlessAbsent(get(...asked), isAbsence, readRepository),
    list: (...asked) => readList(send, ...asked),
  };
}

/** Reads a list to its last page, or throws. */
export function readList<Value>(
  send: Send,
  asked: string,
  item: z.ZodType<Value>,
  url: string,
  signal?: AbortSignal,
): Promise<CompleteList<Value>> {
  const page = pageOf(item);
  const get = getWith(send);
  return readToLastPage(url, async (address) => {
    const { values, next } = await get(asked, page, address, signal);
    // Bitbucket wants its links to be followed as they are, and leaves out the one of the last page.
    // https://dac-static.atlassian.com/cloud/bitbucket/swagger.v3.json (read 2026-11-21)
    return { items: values, next: next || undefined };
  });
}

/** The address of a repository (`workspace/slug`) in an API. */
export function repositoryUrlOf(apiUrl: string, repository: string): string {
  return `${apiUrl}/repositories/${repository.split('/').map(encodeURIComponent).join('/')}`;
}
