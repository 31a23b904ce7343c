import type { HttpRequest, Outcome } from './client.ts';
import { isTlsProblem, networkCode, proxyStatus } from './errors.ts';

/** Milliseconds after which a call is not tried again. */
export const retryBudget = 30_000;

/** The server did not take the request, so that sending it again cannot do anything twice. */
const refusedStatuses: readonly number[] = [429, 503];
const passingStatuses: readonly number[] = [408, 429, 502, 503, 504];
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
  outcome: Outcome,
  { tries, elapsed, now }: { tries: number; elapsed: number; now: number },
): number | undefined {
  if (!mayRepeat(request, outcome)) return undefined;
  const asked = 'answer' in outcome ? retryAfter(outcome.answer.headers['retry-after'], now) : 0;
  const delay = Math.max(asked, Math.round(500 * 2 ** (tries - 1) * (0.75 + Math.random() / 2)));
  return elapsed + delay > retryBudget ? undefined : delay;
}

function mayRepeat(request: HttpRequest, outcome: Outcome): boolean {
  const idempotent = request.idempotent ?? request.method === 'GET';
  if ('answer' in outcome)
    return (idempotent ? passingStatuses : refusedStatuses).includes(outcome.answer.status);
  const refusedByProxy = proxyStatus(outcome.error);
  if (refusedByProxy) return passingStatuses.includes(refusedByProxy);
  const code = networkCode(outcome.error);
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
