import type * as z from 'zod';
import { type HttpAnswer, type HttpRequest, parseAnswer } from '../http/client.ts';

/** Sends a request with the credentials. `asked` says in an error what for, as in "list the branches". */
export type Send = (asked: string, request: HttpRequest) => Promise<HttpAnswer>;

/** Reads an answer by its schema, and throws where it is another one. */
export type Get = <Value>(
  asked: string,
  schema: z.ZodType<Value>,
  url: string,
  signal?: AbortSignal,
) => Promise<Value>;

export function getWith(send: Send): Get {
  return async (asked, schema, url, signal) => {
    const request: HttpRequest = { method: 'GET', url, ...(signal ? { signal } : {}) };
    return parseAnswer(schema, `GET ${url}`, await send(asked, request));
  };
}

/**
 * What was read, or `undefined` where Bitbucket says that there is none. In a repository that it does not show, nothing
 * seems to exist, so the repository is read to tell the two apart. That Cloud hides it so was observed; the documents
 * do not say it.
 */
export async function unlessAbsent<Value>(
  reading: Promise<Value>,
  isAbsence: (error: unknown) => boolean,
  readRepository: () => Promise<unknown>,
): Promise<Value | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (!isAbsence(error)) throw error;
    await readRepository();
    return undefined;
  }
}
