import { EventEmitter, once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Answer } from '../server.ts';
import { invalid } from './problem.ts';
import { timestamp, type LogBehaviour } from './state.ts';

export interface LogItem {
  _id: string;
  data?: { timestamp: string; message: string };
  seal?: true;
}

/** The log of one activity: it grows while the activity runs and ends with a seal. */
export interface Log {
  items: LogItem[];
  grown: EventEmitter;
}

export function openLog(): Log {
  return { items: [], grown: new EventEmitter().setMaxListeners(0) };
}

/** Adds one line. */
export function writeLog(log: Log, message: string): void {
  add(log, { data: { timestamp: timestamp(), message: `${message}\n` } });
}

/** Ends the log, with a last line or with a bare seal. */
export function sealLog(log: Log, message?: string): void {
  add(log, {
    ...(message === undefined ? {} : { data: { timestamp: timestamp(), message: `${message}\n` } }),
    seal: true,
  });
}

function add(log: Log, item: Omit<LogItem, '_id'>): void {
  if (log.items.at(-1)?.seal) return;
  log.items.push({ _id: String(log.items.length), ...item });
  log.grown.emit('item');
}

/** The items of a log from its first on, until it is sealed or the signal ends it. */
async function* followLog(log: Log, signal: AbortSignal): AsyncGenerator<LogItem> {
  for (let next = 0; ; next += 1) {
    while (log.items.length <= next) {
      try {
        await once(log.grown, 'item', { signal });
      } catch {
        return;
      }
    }
    const item = log.items[next];
    if (item) yield item;
    if (item?.seal) return;
  }
}

/** The messages of a log as plain lines. */
export async function* logLines(log: Log, signal: AbortSignal): AsyncGenerator<string> {
  for await (const { data } of followLog(log, signal)) {
    if (data) yield data.message.trimEnd();
  }
}

/** Answers a request for a log the way `behaviour` says; `dropped` tells whether it was cut off before. */
export function answerLog(log: Log, behaviour: LogBehaviour, dropped: boolean, closing: AbortSignal): Answer {
  switch (behaviour) {
    case 'error':
      return { status: 502, body: 'Bad Gateway' };
    case 'bad-request':
      return invalid('The log cannot be read this way.');
    case 'hang':
      return stream(async (response) => {
        response.flushHeaders();
        await ended(response, closing);
      });
    case 'drop':
      return dropped ? live(log, closing) : stream((response) => sendHalf(log, response, closing));
    case 'normal':
      return live(log, closing);
    default:
      return behaviour satisfies never;
  }
}

function stream(write: (response: ServerResponse) => Promise<void>): Answer {
  return {
    status: 200,
    headers: { 'content-type': 'application/x-ndjson' },
    stream: async (response) => {
      await write(response);
      response.end();
    },
  };
}

function live(log: Log, closing: AbortSignal): Answer {
  return stream(async (response) => {
    response.flushHeaders();
    for await (const item of followLog(log, untilClosed(response, closing))) send(response, item);
  });
}

async function sendHalf(log: Log, response: ServerResponse, closing: AbortSignal): Promise<void> {
  let left = Math.max(2, Math.floor(log.items.length / 2));
  for await (const item of followLog(log, untilClosed(response, closing))) {
    if (item.seal || left === 0) return;
    send(response, item);
    left -= 1;
  }
}

function send(response: ServerResponse, item: LogItem): void {
  response.write(`${JSON.stringify(item)}\n`);
}

function untilClosed(response: ServerResponse, closing: AbortSignal): AbortSignal {
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  return AbortSignal.any([gone.signal, closing]);
}

function ended(response: ServerResponse, closing: AbortSignal): Promise<void> {
  const signal = untilClosed(response, closing);
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
}
