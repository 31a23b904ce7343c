import type { Readable } from 'node:stream';
import { EnvHttpProxyAgent, request as send } from 'undici';
import type * as z from 'zod';
import type { Clock } from '../clock.ts';
import { PipeError } from '../errors.ts';
import { readBody } from './body.ts';
import { HttpError, malformed, unreachable } from './errors.ts';
import { retryDelay, retryBudget } from './retry.ts';

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: string;
  headers?: Readonly<Record<string, string>>;
  json?: unknown;
  form?: Readonly<Record<string, string>>;
  /** Sending it twice does no harm, so a lost answer may be repeated. Only GET is so by default. */
  idempotent?: boolean;
  /** Milliseconds until one attempt is given up. */
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

export interface HttpOptions {
  /** Requests go nowhere else, whatever a link in an answer says: they carry tokens. */
  allowedOrigins: readonly string[];
  proxies: { http: string; https: string; none: string };
  signal: AbortSignal;
  clock: Clock;
  userAgent: string;
  debug: (message: string) => void;
  /** Certificate authorities to trust instead of the usual ones. */
  ca?: string[] | undefined;
  /** The setting that takes a private authority, by the origin of a server; NODE_EXTRA_CA_CERTS for the others. */
  authoritySettings?: Readonly<Record<string, string>>;
}

const attemptTimeout = 30_000;

/** The one way to the network for everything but git. */
export function createHttp(options: HttpOptions): Http {
  const { proxies, clock, ca } = options;
  const tls = ca ? { ca } : {};
  const dispatcher = new EnvHttpProxyAgent({
    httpProxy: proxies.http,
    httpsProxy: proxies.https,
    noProxy: proxies.none,
    connect: { timeout: 10_000, ...tls },
    requestTls: tls,
  });

  async function attempt(request: HttpRequest) {
    const url = new URL(request.url);
    if (!options.allowedOrigins.includes(url.origin)) {
      throw new PipeError(
        'failure',
        `An answer led to ${url.origin}, which is none of the configured servers.`,
      );
    }
    return send(url, {
      dispatcher,
      method: request.method,
      headers: {
        'user-agent': options.userAgent,
        accept: 'application/json',
        ...contentType(request),
        ...request.headers,
      },
      body: bodyOf(request),
      headersTimeout: request.timeout ?? attemptTimeout,
      bodyTimeout: request.timeout ?? attemptTimeout,
      signal: request.signal ?? options.signal,
    });
  }

  async function once(request: HttpRequest): Promise<HttpAnswer> {
    const started = clock.now();
    const response = await attempt(request);
    const answer = {
      status: response.statusCode,
      headers: flat(response.headers),
      body: await readBody(response.body, describe(request)),
    };
    options.debug(`${describe(request)} ${answer.status} ${clock.now() - started} ms`);
    return answer;
  }

  return {
    async send(request) {
      const started = clock.now();
      const signal = request.signal ?? options.signal;
      for (let tries = 1; ; tries += 1) {
        const outcome = await settle(once(request));
        signal.throwIfAborted();
        if ('answer' in outcome && outcome.answer.status >= 200 && outcome.answer.status < 300)
          return outcome.answer;
        if ('error' in outcome && outcome.error instanceof PipeError) throw outcome.error;
        const elapsed = clock.now() - started;
        const delay = retryDelay(request, outcome, { tries, elapsed, now: clock.now() });
        const failure = failureOf(request, outcome, elapsed, options.authoritySettings);
        if (delay === undefined) throw failure;
        options.debug(`${describe(request)} is tried again in ${delay} ms: ${String(failure)}`);
        await clock.sleep(delay, signal);
      }
    },
    async stream(request) {
      const response = await attempt({ ...request, timeout: 0 });
      if (response.statusCode === 200) return response.body;
      const answer = {
        status: response.statusCode,
        headers: flat(response.headers),
        body: await response.body.text(),
      };
      throw new HttpError(request.url, describe(request), answer);
    },
    close: () => dispatcher.close(),
  };
}

export type Outcome = { answer: HttpAnswer } | { error: unknown };

/** Reads an answer by its schema. Throws a PipeError that says where it differs. */
export function parseAnswer<Value>(schema: z.ZodType<Value>, what: string, answer: HttpAnswer): Value {
  let data: unknown;
  try {
    data = JSON.parse(answer.body);
  } catch (cause) {
    throw malformed(what, 'it is not JSON', cause);
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

/** A request as the log shows it: without its query, which may be long, and without its body, which may be secret. */
export function describe(request: Pick<HttpRequest, 'method' | 'url'>): string {
  const { host, pathname } = new URL(request.url);
  return `${request.method} ${host}${pathname}`;
}

function failureOf(
  request: HttpRequest,
  outcome: Outcome,
  elapsed: number,
  authoritySettings: HttpOptions['authoritySettings'] = {},
): Error {
  if ('answer' in outcome) return new HttpError(request.url, describe(request), outcome.answer);
  const seconds = Math.min(Math.round(elapsed / 1000), retryBudget / 1000);
  const url = new URL(request.url);
  return unreachable(url, outcome.error, seconds, authoritySettings[url.origin]);
}

async function settle(answer: Promise<HttpAnswer>): Promise<Outcome> {
  try {
    return { answer: await answer };
  } catch (error) {
    return { error };
  }
}

function contentType(request: HttpRequest): Record<string, string> {
  if (request.json !== undefined) return { 'content-type': 'application/json' };
  return request.form ? { 'content-type': 'application/x-www-form-urlencoded' } : {};
}

function bodyOf(request: HttpRequest): string | null {
  if (request.json !== undefined) return JSON.stringify(request.json);
  return request.form ? new URLSearchParams(request.form).toString() : null;
}

function flat(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]),
  );
}
