import * as z from 'zod';
import { type HttpRequest, parseAnswer } from '../../http/client.ts';
import { malformed } from '../../http/errors.ts';
import type { Send } from './send.ts';

/** Reads a list to its last page. Throws where a page cannot be read: a part is never taken for the whole. */
export async function listPages<Value>(
  send: Send,
  asked: string,
  item: z.ZodType<Value>,
  url: string,
  signal?: AbortSignal,
): Promise<Value[]> {
  const page = z.object({ values: z.array(item), next: z.string().nullish() });
  const values: Value[] = [];
  const read = new Set<string>();
  for (let next: string | null | undefined = url; next;) {
    if (read.has(next)) throw malformed(`GET ${next}`, 'a page leads back to one that was read before it');
    read.add(next);
    const request: HttpRequest = { method: 'GET', url: next, ...(signal ? { signal } : {}) };
    const answer: z.infer<typeof page> = parseAnswer(page, `GET ${next}`, await send(asked, request));
    values.push(...answer.values);
    next = answer.next;
  }
  return values;
}
