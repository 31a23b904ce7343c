import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { readBody } from '../../src/http/body.ts';
import { fakeClock } from './fake-clock.ts';
import { client, rejection } from './loopback.ts';

async function* chunks(...parts: string[]) {
  for (const part of parts) yield Buffer.from(part, 'latin1');
}

test('an answer is read whole, wherever its characters are split', async () => {
  const bytes = Buffer.from('größe 😀').toString('latin1');
  expect(await readBody(chunks(bytes.slice(0, 3), bytes.slice(3, 9), bytes.slice(9)), 'GET x/')).toBe(
    'größe 😀',
  );
});

test('a server that does not stop sending is left, and is not asked again', async () => {
  let requests = 0;
  const server = createServer((_request, response) => {
    requests += 1;
    const send = () => {
      while (!response.destroyed && response.write('x'.repeat(1024 * 1024)));
    };
    response.on('drain', send);
    send();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  const error = await rejection(client([origin]).http.send({ method: 'GET', url: `${origin}/x` }));
  expect(error).toMatchObject({
    name: 'PipeError',
    message: `GET 127.0.0.1:${port}/x was answered with more than 32 MiB.`,
  });
  expect(requests).toBe(1);
});

test('a server that sends its answer in drops is left when the time of the request is over', async () => {
  const server = createServer((_request, response) => {
    const drops = setInterval(() => response.write(' '), 5);
    response.on('close', () => clearInterval(drops));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  const bounds: number[] = [];
  const timeout = (milliseconds: number) => {
    bounds.push(milliseconds);
    return AbortSignal.timeout(50);
  };
  const { http } = client([origin], { clock: { ...fakeClock(), timeout } });
  const error = await rejection(http.send({ method: 'POST', url: `${origin}/x`, timeout: 60_000 }));
  expect(error).toMatchObject({ name: 'PipeError', kind: 'failure' });
  expect(bounds).toEqual([60_000]);
});
