import type { Readable } from 'node:stream';
import type * as z from 'zod';
import { malformed } from './errors.ts';

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: string;
  headers?: Readonly<Record<string, string>>;
  json?: unknown;
  form?: Readonly<Record<string, string>>;
  /** Sending it twice does no harm, so a lost answer may be repeated. Only GET is so by default. */
  idempotent?: boolean;
  /** Milliseconds until one try is given up. */
  timeout?: number;
  /** Ends the request instead of the run's own signal: for what must still be said after that. */
  signal?: AbortSignal;
}

export interface HttpAnswer {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string;
}

export interface Http {
  /** Throws HttpError for any status but 2xx, and a PipeError where there was no answer for 30 s. */
  send: (request: HttpRequest) => Promise<HttpAnswer>;
  /** Like `send`, for an answer that is read while it arrives. Never retried. */
  stream: (request: HttpRequest) => Promise<Readable>;
  close: () => Promise<void>;
}

/** Reads an answer by its schema. Throws a PipeError that says where it differs. */
export function parseAnswer<Value>(schema: z.ZodType<Value>, what: string, answer: HttpAnswer): Value {
  let data: unknown;
  try {
    data = JSON.parse(answer.body);
  } catch (cause) {
    throw malformed(what, `it is ${kindOf(answer.body)}not JSON`, cause);
  }
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw malformed(
    what,
    `${issue?.path.join('.') || 'the answer'}: ${issue?.message ?? 'not valid'}`,
    result.error,
  );
}

function kindOf(body: string): string {
  if (body.trim() === '') return 'empty, ';
  return /^\s*</.test(body) ? 'an HTML page, ' : '';
}

/** A request as the log shows it: without its query, which may be long, and without its body, which may be secret. */
export function describe(request: Pick<HttpRequest, 'method' | 'url'>): string {
  const { host, pathname } = new URL(request.url);
  return `${request.method} ${host}${pathname}`;
}
