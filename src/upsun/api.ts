import type * as z from 'zod';
import { type HttpAnswer, type HttpRequest, parseAnswer } from '../http/client.ts';
import { hasStatus, isDueTo } from '../http/errors.ts';
import { explainRefusal } from './errors.ts';
import type { Session } from './session.ts';

export interface ApiOptions {
  session: Pick<Session, 'send'>;
  /** Base address of the API. */
  apiUrl: string;
  projectId: string;
}

/** Requests about one project. `asked` completes the sentence "UPSUN_CLI_TOKEN may not …". */
export interface Api {
  apiUrl: string;
  projectId: string;
  projectUrl: string;
  environmentUrl: (id: string) => string;
  send: (asked: string, request: HttpRequest) => Promise<HttpAnswer>;
  get: <Value>(asked: string, schema: z.ZodType<Value>, url: string, timeout?: number) => Promise<Value>;
  /** `undefined` where there is nothing at that address. */
  find: <Value>(asked: string, schema: z.ZodType<Value>, url: string) => Promise<Value | undefined>;
  /** `undefined` where the token may not read what is there. */
  getIfAllowed: <Value>(asked: string, schema: z.ZodType<Value>, url: string) => Promise<Value | undefined>;
  /** The address of a link on the configured API. */
  onApi: (link: string) => string;
}

export function openApi({ session, apiUrl, projectId }: ApiOptions): Api {
  const projectUrl = `${apiUrl}/projects/${encodeURIComponent(projectId)}`;

  const send: Api['send'] = (asked, request) =>
    session.send(request).catch((error: unknown) => {
      throw explainRefusal(error, asked, projectId);
    });
  const get: Api['get'] = async (asked, schema, url, timeout) => {
    const request: HttpRequest = { method: 'GET', url, ...(timeout ? { timeout } : {}) };
    return parseAnswer(schema, `GET ${url}`, await send(asked, request));
  };

  return {
    apiUrl,
    projectId,
    projectUrl,
    environmentUrl: (id) => `${projectUrl}/environments/${encodeURIComponent(id)}`,
    send,
    get,
    async find(asked, schema, url) {
      try {
        return await get(asked, schema, url);
      } catch (error) {
        if (isDueTo(error, 404)) return undefined;
        throw error;
      }
    },
    async getIfAllowed(asked, schema, url) {
      try {
        return parseAnswer(schema, `GET ${url}`, await session.send({ method: 'GET', url }));
      } catch (error) {
        if (hasStatus(error, 403, 404)) return undefined;
        throw explainRefusal(error, asked, projectId);
      }
    },
    // Links may name the host of a region. The path is kept, but the token goes to the configured API alone.
    onApi(link) {
      const { pathname, search } = new URL(link, `${apiUrl}/`);
      return new URL(apiUrl).origin + pathname + search;
    },
  };
}
