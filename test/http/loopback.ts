import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import type { Http } from '../../src/http/client.ts';
import { createHttp, type HttpOptions } from '../../src/http/undici.ts';
import { fakeClock } from './fake-clock.ts';

export interface Received {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}

/** One answer of the server; `hang`: none, and `drop`: the connection is cut without one. */
export type Reply = { status?: number; headers?: Record<string, string>; body?: string } | 'hang' | 'drop';

/** A real server on loopback that gives these answers in turn, and the last one for ever. */
export async function serve(...replies: Reply[]) {
  const received: Received[] = [];
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url: path = '', headers } = request;
    received.push({ method, path, headers, body: await text(request) });
    reply(response, replies[Math.min(received.length, replies.length) - 1] ?? {});
  }
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { received, port, origin: `http://127.0.0.1:${port}` };
}

function reply(response: ServerResponse, how: Reply): void {
  if (how === 'hang') return;
  if (how === 'drop') {
    response.socket?.destroy();
    return;
  }
  response.writeHead(how.status ?? 200, how.headers).end(how.body ?? '{}');
}

/** A proxy that answers whoever asks for a tunnel with this status. */
export async function refusingProxy(status: number) {
  const asked: (string | undefined)[] = [];
  const server = createServer();
  server.on('connect', ({ url }, socket) => {
    asked.push(url);
    socket.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { asked, origin: `http://127.0.0.1:${port}` };
}

/** The address of a server that is gone. */
export async function nobodyThere(): Promise<{ port: number; origin: string }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return { port, origin: `http://127.0.0.1:${port}` };
}

/** A client for these servers, with what it waited for and what it logs. */
export function client(allowedOrigins: readonly string[], options: Partial<HttpOptions> = {}) {
  const clock = fakeClock();
  const log: string[] = [];
  const info: string[] = [];
  const http: Http = createHttp({
    allowedOrigins,
    proxies: { http: '', https: '', none: '' },
    signal: new AbortController().signal,
    clock,
    random: () => 0.5,
    userAgent: 'upsun-environments/0.0.0',
    log: { debug: (message) => log.push(message), info: (message) => info.push(message) },
    ...options,
  });
  onTestFinished(() => http.close());
  return { http, sleeps: clock.sleeps, log, info };
}

/** What a promise is rejected with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('It was not rejected.');
}
