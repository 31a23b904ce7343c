import type { Random } from '../random.ts';
import type { HttpAnswer, HttpRequest } from './client.ts';
import { isTlsProblem, networkCode, proxyStatus } from './errors.ts';

/** What came of sending a request once. */
export type Sent = { kind: 'answered'; answer: HttpAnswer } | { kind: 'unanswered'; error: unknown };

/** Milliseconds after which a call is not tried again. */
export const retryBudget = 30_000;

/** The server did not take the request, so that sending it again cannot do anything twice. */
const notTaken: readonly number[] = [429, 503];
const passing: readonly number[] = [408, 429, 502, 503, 504];
const neverSent: readonly string[] = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
];

/** Milliseconds to wait before the next try, or `undefined` where there shall be none. */
export function retryDelay(
  request: HttpRequest,
  sent: Sent,
  { tries, elapsed, now, random }: { tries: number; elapsed: number; now: number; random: Random },
): number | undefined {
  if (!mayRepeat(request, sent)) return undefined;
  const asked = sent.kind === 'answered' ? retryAfter(sent.answer.headers['retry-after'], now) : 0;
  const delay = Math.max(asked, Math.round(500 * 2 ** (tries - 1) * (0.75 + random() / 2)));
  return elapsed + delay > retryBudget ? undefined : delay;
}

function mayRepeat(request: HttpRequest, sent: Sent): boolean {
  const idempotent = request.idempotent ?? request.method === 'GET';
  if (sent.kind === 'answered') return (idempotent ? passing : notTaken).includes(sent.answer.status);
  const fromProxy = proxyStatus(sent.error);
  if (fromProxy) return passing.includes(fromProxy);
  const code = networkCode(sent.error);
  return !isTlsProblem(code) && (idempotent || neverSent.includes(code));
}

/** Milliseconds that a `Retry-After` header asks for, which is in seconds or a date. */
function retryAfter(header: string | undefined, now: number): number {
  if (!header) return 0;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? 0 : Math.max(0, date - now);
}
