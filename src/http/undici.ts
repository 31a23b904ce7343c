import type { Readable } from 'node:stream';
import { type Dispatcher, request as open } from 'undici';
import type { Clock } from '../clock.ts';
import { PipeError } from '../errors.ts';
import type { Random } from '../random.ts';
import { readBody } from './body.ts';
import { describe, type Http, type HttpAnswer, type HttpRequest } from './client.ts';
import { type Network, openDispatcher } from './dispatcher.ts';
import type { Log } from '../log.ts';
import { noticeable } from '../text/duration.ts';
import { HttpError, unreachable } from './errors.ts';
import { pauseBeforeNext, requestedWait, retryBudget, type Sent } from './retry.ts';

export interface HttpOptions extends Network {
  /** Requests go nowhere else, whatever a link in an answer says: they carry tokens. */
  allowedOrigins: readonly string[];
  signal: AbortSignal;
  clock: Clock;
  random: Random;
  userAgent: string;
  log: Pick<Log, 'info' | 'debug'>;
  /** The setting that takes a private authority, by the origin of a server; NODE_EXTRA_CA_CERTS for the others. */
  authoritySettings?: Readonly<Record<string, string>>;
}

interface Transport extends HttpOptions {
  dispatcher: Dispatcher;
}

/** Milliseconds until one try is given up. */
const tryTimeout = 30_000;

/** The one way to the network for everything but git. */
export function createHttp(options: HttpOptions): Http {
  const dispatcher = openDispatcher(options);
  const transport = { ...options, dispatcher };
  return {
    send: (request) => sendUntilAnswered(request, transport),
    stream: (request) => openStream(request, transport),
    close: () => dispatcher.close(),
  };
}

async function sendUntilAnswered(request: HttpRequest, transport: Transport): Promise<HttpAnswer> {
  const { clock, random, log } = transport;
  const started = clock.now();
  const signal = request.signal ?? transport.signal;
  let askedFor = 0;
  for (let tries = 1; ; tries += 1) {
    const sent = await sendOnce(request, transport);
    signal.throwIfAborted();
    if (sent.kind === 'answered' && sent.answer.status >= 200 && sent.answer.status < 300) return sent.answer;
    if (sent.kind === 'unanswered' && sent.error instanceof PipeError) throw sent.error;
    const now = clock.now();
    const elapsed = now - started;
    const failure = failureOf(request, sent, { now, elapsed }, transport.authoritySettings);
    const pause = pauseBeforeNext(request, sent, { tries, elapsed, askedFor }, { now, random });
    if (!pause) throw failure;
    const { delay } = pause;
    log.debug(`${describe(request)} is tried again in ${delay} ms: ${String(failure)}`);
    if (askedFor === 0 && pause.askedFor > noticeable)
      log.info(
        `${new URL(request.url).host} asks to wait ${Math.ceil(delay / 1000)} s; the run continues then`,
      );
    ({ askedFor } = pause);
    await clock.sleep(delay, signal);
  }
}

async function sendOnce(request: HttpRequest, transport: Transport): Promise<Sent> {
  const { clock, log } = transport;
  const started = clock.now();
  // Its own bounds begin anew with each byte that arrives.
  const bound = clock.timeout(request.timeout ?? tryTimeout);
  const signal = AbortSignal.any([request.signal ?? transport.signal, bound]);
  try {
    const response = await openResponse({ ...request, signal }, transport);
    const answer = await answerOf(response, request);
    log.debug(`${describe(request)} ${answer.status} ${clock.now() - started} ms`);
    return { kind: 'answered', answer };
  } catch (error) {
    return { kind: 'unanswered', error };
  }
}

async function openStream(request: HttpRequest, transport: Transport): Promise<Readable> {
  const response = await openResponse({ ...request, timeout: 0 }, transport);
  if (response.statusCode === 200) return response.body;
  throw new HttpError(request.url, describe(request), await answerOf(response, request));
}

async function answerOf(response: Dispatcher.ResponseData, request: HttpRequest): Promise<HttpAnswer> {
  const body = await readBody(response.body, describe(request));
  return { status: response.statusCode, headers: flat(response.headers), body };
}

async function openResponse(request: HttpRequest, transport: Transport): Promise<Dispatcher.ResponseData> {
  const { allowedOrigins, userAgent, dispatcher } = transport;
  const url = new URL(request.url);
  if (!allowedOrigins.includes(url.origin)) {
    throw new PipeError(
      'failure',
      `An answer led to ${url.origin}, which is none of the configured servers.`,
    );
  }
  return open(url, {
    dispatcher,
    method: request.method,
    headers: {
      'user-agent': userAgent,
      accept: 'application/json',
      ...contentType(request),
      ...request.headers,
    },
    body: bodyOf(request),
    headersTimeout: request.timeout ?? tryTimeout,
    bodyTimeout: request.timeout ?? tryTimeout,
    signal: request.signal ?? transport.signal,
  });
}

function failureOf(
  request: HttpRequest,
  sent: Sent,
  { now, elapsed }: { now: number; elapsed: number },
  authoritySettings: HttpOptions['authoritySettings'] = {},
): Error {
  if (sent.kind === 'answered') {
    const { answer } = sent;
    return new HttpError(request.url, describe(request), answer, requestedWait(answer, now));
  }
  const seconds = Math.min(Math.round(elapsed / 1000), retryBudget / 1000);
  const url = new URL(request.url);
  return unreachable(url, sent.error, seconds, authoritySettings[url.origin]);
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
