import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, Fault } from '../../sandbox/server.ts';
import { speed } from '../kill/world.ts';

type Stream = NonNullable<Answer['stream']>;

const json = { 'content-type': 'application/json' };

function streamed(stream: Stream): Answer {
  return { status: 200, headers: json, stream };
}

const started = '{"items": [{"id": "';

const resetInBody = streamed(async (response) => {
  response.write(started);
  await sleep(50);
  response.destroy();
});

/** Never silent for long, and never at its end. */
const slowBody = streamed(async (response) => {
  response.write(started);
  while (!response.destroyed) {
    response.write(' ');
    await sleep(3000 / speed, undefined, { ref: false });
  }
});

const endlessBody = streamed(async (response) => {
  const lump = 'x'.repeat(1 << 16);
  while (!response.destroyed) {
    if (!response.write(lump)) await sleep(5, undefined, { ref: false });
  }
});

const page = '<html><body><h1>Bad Gateway</h1></body></html>';
const refusal = (status: number, headers?: Record<string, string>): Answer => ({
  status,
  ...(headers ? { headers } : {}),
  body: { code: status, message: 'No', type: 'error', error: { message: 'No' }, errors: [{ message: 'No' }] },
});

/** What a server may do to a call instead of what it should. `once`: it does so only the first time. */
export const faults = {
  refused: { drop: true },
  'reset in mid-body': { answer: resetInBody },
  'answer lost once': { drop: true, afterEffect: true, times: 1 },
  '401 once': { answer: refusal(401), times: 1 },
  401: { answer: refusal(401) },
  403: { answer: refusal(403) },
  404: { answer: refusal(404) },
  '409 once': { answer: refusal(409), times: 1 },
  409: { answer: refusal(409) },
  '423 once': { answer: refusal(423), times: 1 },
  423: { answer: refusal(423) },
  '429 once': { answer: refusal(429), times: 1 },
  '429 with Retry-After once': { answer: refusal(429, { 'retry-after': '1' }), times: 1 },
  429: { answer: refusal(429) },
  '500 once': { answer: refusal(500), times: 1 },
  500: { answer: refusal(500) },
  '502 with HTML': { answer: { status: 502, headers: { 'content-type': 'text/html' }, body: page } },
  '503 once': { answer: refusal(503), times: 1 },
  503: { answer: refusal(503) },
  'cut JSON': { answer: streamed((response) => void response.end(started)) },
  'wrong types': { answer: { status: 200, body: [{ id: { of: [1, null] } }, 'text', 7] } },
  'empty body': { answer: streamed((response) => void response.end()) },
  'slow body': { answer: slowBody },
  'endless body': { answer: endlessBody },
  'redirect to another host': {
    answer: { status: 302, headers: { location: 'https://elsewhere.example/' }, body: '' },
  },
} as const satisfies Record<string, Omit<Fault, 'server' | 'method' | 'path'>>;

export type FaultName = `${keyof typeof faults}`;

export const faultNames = Object.keys(faults) as FaultName[];

/** One of each kind, for a call that was tried with all of them before. */
export const tellingFaults: readonly FaultName[] = [
  'answer lost once',
  '401 once',
  'refused',
  '403',
  '404',
  'wrong types',
];
