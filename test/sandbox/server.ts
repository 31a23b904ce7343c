import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export type ServerName =
  | 'upsun-api'
  | 'upsun-auth'
  | 'bitbucket-api'
  | 'bitbucket-git'
  | 'pipelines-proxy'
  | 'data-center';

/** One request that a sandbox server received, with what it answered. */
export interface Exchange {
  server: ServerName;
  method: string;
  path: string;
  query: string;
  headers: IncomingMessage['headers'];
  body: unknown;
  status: number;
  answer: unknown;
  /** A fault answered in place of the server. */
  faulted: boolean;
  /** When it arrived and when the last of its answer was sent, in milliseconds on the clock of `performance`. */
  began: number;
  ended: number;
}

/** Makes matching requests go wrong. Without `times` it lasts until it is removed. */
export interface Fault {
  server?: ServerName;
  method?: string;
  path?: RegExp;
  query?: RegExp;
  times?: number;
  /** What the client gets: an answer (which may echo the request), a reset connection, or the real one after a delay. */
  answer?: Answer | ((request: Request) => Answer);
  drop?: boolean;
  delay?: number;
  /** The request waits for this. */
  until?: Promise<unknown>;
  /** The request takes effect, but its answer is lost: what makes a POST ambiguous. */
  afterEffect?: boolean;
}

/** What every server of one sandbox shares. */
export interface World {
  requests: Exchange[];
  faults: Fault[];
  /** Milliseconds before every answer. */
  latency: number;
  /** Sees each request before it takes effect and before it is answered; both wait for what this returns. */
  watch?: (moment: 'before' | 'after', server: ServerName, request: Request) => Promise<void> | void;
}

export interface Request {
  method: string;
  path: string;
  query: URLSearchParams;
  params: Record<string, string>;
  headers: IncomingMessage['headers'];
  /** Parsed JSON or form fields; a string for other content. */
  body: unknown;
  raw: Buffer;
  /** Base URL of this server as the client addressed it. */
  origin: string;
}

export interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
  /** Writes the body itself, for logs that stream and for git. */
  stream?: (response: ServerResponse) => void | Promise<void>;
}

export type Handler = (request: Request) => Answer | Promise<Answer>;

/** Handlers by "METHOD /path/:parameter"; the first match in the order written answers. */
export type Routes = Record<string, Handler>;

export interface RunningServer {
  url: string;
  port: number;
  close: () => Promise<void>;
}

/**
 * Starts a server on a free loopback port that answers by `routes`, or by `otherwise` where none matches, recording
 * each exchange in `world` and applying its faults.
 */
export async function serve(
  name: ServerName,
  world: World,
  routes: Routes,
  otherwise: Handler = () => ({ status: 404, body: { code: 404, message: 'No such resource' } }),
): Promise<RunningServer> {
  const table = Object.entries(routes).map(([key, handler]) => ({ ...compile(key), handler }));
  const server = createServer((message, response) => {
    answerRequest(message, response).catch((error: unknown) => response.destroy(error as Error));
  });

  async function answerRequest(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const began = performance.now();
    const request = await read(message);
    const found = table
      .filter((route) => route.method === request.method)
      .map((route) => ({ route, match: route.pattern.exec(request.path) }))
      .find((candidate) => candidate.match);
    request.params = mapValues(found?.match?.groups ?? {}, decodeURIComponent);
    const handler = found?.route.handler ?? otherwise;

    await world.watch?.('before', name, request);
    const fault = takeFault(world, name, request);
    const delay = world.latency + (fault?.delay ?? 0);
    if (delay > 0) await sleep(delay, undefined, { ref: false });
    await fault?.until;
    const real =
      fault && !fault.afterEffect && (fault.answer || fault.drop) ? undefined : await handler(request);
    const faulty = typeof fault?.answer === 'function' ? fault.answer(request) : fault?.answer;
    const answer = faulty ?? real ?? { status: 0 };
    const told = fault?.drop ? { status: 0 } : answer;
    const exchange = record(world, name, request, told, { faulted: fault?.answer !== undefined, began });
    await world.watch?.('after', name, request);
    if (fault?.drop) response.destroy();
    else await send(response, answer);
    exchange.ended = performance.now();
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function compile(key: string): { method: string; pattern: RegExp } {
  const [method = '', path = ''] = key.split(' ');
  const source = path.replaceAll(/[.+*?^$()|[\]{}]/g, String.raw`\$&`).replaceAll(/:(\w+)/g, '(?<$1>[^/]+)');
  return { method, pattern: new RegExp(`^${source}$`) };
}

async function read(message: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  const raw = Buffer.concat(chunks);
  // A forward proxy gets the absolute form; everybody else gets a path.
  const url = new URL(message.url ?? '/', `http://${message.headers.host ?? '127.0.0.1'}`);
  return {
    method: message.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    params: {},
    headers: message.headers,
    body: parseBody(message.headers['content-type'] ?? '', raw),
    raw,
    origin: url.origin,
  };
}

function parseBody(type: string, raw: Buffer): unknown {
  if (raw.length === 0) return undefined;
  if (type.includes('json')) return JSON.parse(raw.toString()) as unknown;
  if (type.includes('x-www-form-urlencoded')) return Object.fromEntries(new URLSearchParams(raw.toString()));
  return raw.toString('latin1');
}

function takeFault(world: World, server: ServerName, request: Request): Fault | undefined {
  const fault = world.faults.find(
    (candidate) =>
      (candidate.server ?? server) === server &&
      (candidate.method ?? request.method) === request.method &&
      (candidate.path ?? /^/).test(request.path) &&
      (candidate.query ?? /^/).test(request.query.toString()) &&
      (candidate.times ?? 1) > 0,
  );
  if (fault?.times !== undefined) fault.times -= 1;
  return fault;
}

function record(
  world: World,
  server: ServerName,
  request: Request,
  answer: Answer,
  { faulted, began }: Pick<Exchange, 'faulted' | 'began'>,
): Exchange {
  const exchange: Exchange = {
    server,
    method: request.method,
    path: request.path,
    query: request.query.toString(),
    headers: request.headers,
    body: request.body,
    status: answer.status,
    answer: answer.body,
    faulted,
    began,
    ended: performance.now(),
  };
  world.requests.push(exchange);
  return exchange;
}

async function send(response: ServerResponse, answer: Answer): Promise<void> {
  const { body } = answer;
  const type = typeof body === 'string' ? 'text/plain' : 'application/json';
  response.writeHead(answer.status, { 'content-type': type, ...answer.headers });
  if (answer.stream) await answer.stream(response);
  else response.end(body === undefined || typeof body === 'string' ? body : JSON.stringify(body));
}

function mapValues(values: Record<string, string>, map: (value: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, map(value)]));
}
