import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { PipeError } from '../../src/errors.ts';
import type { Http, HttpRequest } from '../../src/http/client.ts';
import { HttpError } from '../../src/http/errors.ts';
import { streamLog } from '../../src/upsun/activity-log.ts';
import { fakeClock } from '../http/fake-clock.ts';

const url = 'https://api.example.com/projects/abc123/activities/a1/log';

function line(id: number, message: string, seal = false): string {
  return `${JSON.stringify({ _id: String(id), data: { timestamp: '2026-01-01', message }, ...(seal ? { seal } : {}) })}\n`;
}

/** A connection that breaks after these pieces. */
function broken(...pieces: string[]): Readable {
  return Readable.from(
    (function* () {
      yield* pieces;
      throw new Error('other side closed');
    })(),
  );
}

/** Reads a log whose connections, one after another, carry these pieces; after the last one there is none to be had. */
async function read(connections: (string[] | Readable)[], signal = new AbortController().signal) {
  const requests: HttpRequest[] = [];
  const stream: Http['stream'] = async (request) => {
    requests.push(request);
    const next = connections[requests.length - 1];
    if (!next)
      throw new HttpError('https://api.example.com/log', 'GET log', { status: 503, body: '', headers: {} });
    return Array.isArray(next) ? Readable.from(next) : next;
  };
  const session = { authorization: async () => ({ authorization: 'Bearer x' }) };
  const http = { stream } as Http;
  const messages: string[] = [];
  let error: unknown;
  try {
    for await (const message of streamLog({ http, session, clock: fakeClock(), url, signal }))
      messages.push(message);
  } catch (thrown) {
    error = thrown;
  }
  return { messages, requests, error };
}

describe("an activity's log", () => {
  test('is read to its seal, and not asked for again', async () => {
    const { messages, requests, error } = await read([[line(0, 'Building'), line(1, 'Done', true)]]);
    expect(messages).toEqual(['Building', 'Done']);
    expect(error).toBeUndefined();
    expect(requests).toMatchObject([{ method: 'GET', url, headers: { authorization: 'Bearer x' } }]);
  });

  test('may come in any pieces', async () => {
    const whole = line(0, 'Größe 😀') + line(1, 'Done', true);
    const bytes = [...Buffer.from(whole)].map((byte) => Buffer.from([byte]));
    expect((await read([Readable.from(bytes)])).messages).toEqual(['Größe 😀', 'Done']);
  });

  test('may end with a seal that says nothing', async () => {
    const { messages, requests } = await read([[line(0, 'Building'), '{"seal":true}\n']]);
    expect(messages).toEqual(['Building']);
    expect(requests).toHaveLength(1);
  });

  test('is shown once, though it is read from its beginning again', async () => {
    const { messages } = await read([
      [line(0, 'one'), line(1, 'two')],
      broken(line(0, 'one'), line(1, 'two'), line(2, 'three')),
      [line(0, 'one'), line(1, 'two'), line(2, 'three'), line(3, 'four', true)],
    ]);
    expect(messages).toEqual(['one', 'two', 'three', 'four']);
  });

  test('shows a line each time it is said', async () => {
    const { messages } = await read([[line(0, '.'), line(1, '.'), line(2, '.', true)]]);
    expect(messages).toEqual(['.', '.', '.']);
  });

  test('is shown once where lines in it bear no name', async () => {
    const dot = '{"data":{"message":"."}}\n';
    const { messages } = await read([
      [dot, dot],
      [dot, dot, dot, line(3, 'two', true)],
    ]);
    expect(messages).toEqual(['.', '.', '.', 'two']);
  });

  test('shows one line in place of a line that is too long, and goes on after it', async () => {
    const piece = 'x'.repeat(64 * 1024);
    const endless = function* () {
      yield line(0, 'one') + '{"_id":"1","data":{"message":"';
      for (let pieces = 0; pieces < 100; pieces += 1) yield piece;
      yield `"}}\n${line(2, 'two', true)}`;
    };
    const { messages } = await read([Readable.from(endless())]);
    expect(messages).toEqual(['one', expect.stringContaining('longer than 256 KiB'), 'two']);
  });

  test('goes on after what nobody understands', async () => {
    const odd = ['not json\n', '\n', '{"data":7}\n', '{"_id":"8","news":1}\n'];
    const { messages } = await read([[line(0, 'one'), ...odd, line(9, 'two', true)]]);
    expect(messages).toEqual(['one', 'two']);
  });

  test('that can never be had ends, and it is known that it was not whole', async () => {
    const { messages, requests, error } = await read([]);
    expect(messages).toEqual([]);
    expect(error).toBeInstanceOf(PipeError);
    expect(requests.length).toBeGreaterThan(1);
    expect(requests.length).toBeLessThan(100);
  });

  test('that breaks off ends with what there was, and it is known that it was not whole', async () => {
    const { messages, error } = await read([broken(line(0, 'one'))]);
    expect(messages).toEqual(['one']);
    expect(error).toBeInstanceOf(PipeError);
  });

  test('that is late is waited for', async () => {
    const late: (string[] | Readable)[] = [[], [], broken(), [line(0, 'at last', true)]];
    expect((await read(late)).messages).toEqual(['at last']);
  });

  test('is not read any more when the run is over', async () => {
    const { messages, requests, error } = await read([[line(0, 'one', true)]], AbortSignal.abort());
    expect(messages).toEqual([]);
    expect(requests).toEqual([]);
    expect(error).toBeUndefined();
  });
});
