import type { Random } from '../random.ts';
import type { HttpAnswer, HttpRequest } from './client.ts';
import { isTlsProblem, networkCode, proxyStatus } from './errors.ts';

/** What came of sending a request once. */
export type Sent = { kind: 'answered'; answer: HttpAnswer } | { kind: 'unanswered'; error: unknown };

/** Milliseconds after which a call is not tried again, unless the server itself asks for patience. */
export const retryBudget = 30_000;
/** Milliseconds that one call may take where servers ask to wait, all its tries and pauses together. */
const longestCall = 300_000;

/** What a call has cost so far, in milliseconds. */
export interface Spent {
  tries: number;
  elapsed: number;
  /** The part of `elapsed` in which a server had asked to wait. */
  askedFor: number;
}

/** A pause before the next try, in milliseconds, and what servers will have asked for when it is over. */
export interface Pause {
  delay: number;
  askedFor: number;
}

/** The server did not take the request, so that sending it again cannot do anything twice. */
const notTaken: readonly number[] = [429, 503];
const passing: readonly number[] = [408, 429, 502, 503, 504];
/** A server error is often gone a moment later; one that stays would only make the run wait. */
const triesOfServerError = 3;
const neverSent: readonly string[] = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
];

/** The pause before the next try, or `undefined` where there shall be none. */
export function pauseBeforeNext(
  request: HttpRequest,
  sent: Sent,
  spent: Spent,
  { now, random }: { now: number; random: Random },
): Pause | undefined {
  if (!isRepeatable(request, sent, spent.tries)) return undefined;
  const asked = sent.kind === 'answered' ? requestedWait(sent.answer, now) : 0;
  const own = Math.round(500 * 2 ** (spent.tries - 1) * (0.75 + random() / 2));
  const delay = Math.max(asked, own);
  // A request with a signal of its own is a report, and no step waits that long for one.
  const isPatient = asked > own && request.signal === undefined;
  const askedFor = isPatient ? spent.askedFor + delay : spent.askedFor;
  const total = spent.elapsed + delay;
  if (total > longestCall || total - askedFor > retryBudget) return undefined;
  return { delay, askedFor };
}

/** Milliseconds that an answer asks to wait for in its `Retry-After` header, which is in seconds or a date. */
export function requestedWait({ headers }: Pick<HttpAnswer, 'headers'>, now: number): number {
  const header = headers['retry-after'];
  if (!header) return 0;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? 0 : Math.max(0, date - now);
}

function isRepeatable(request: HttpRequest, sent: Sent, tries: number): boolean {
  const idempotent = request.idempotent ?? request.method === 'GET';
  if (sent.kind === 'answered') {
    const { status } = sent.answer;
    if (status === 500) return idempotent && tries < triesOfServerError;
    return (idempotent ? passing : notTaken).includes(status);
  }
  const fromProxy = proxyStatus(sent.error);
  if (fromProxy) return passing.includes(fromProxy);
  const code = networkCode(sent.error);
  return !isTlsProblem(code) && (idempotent || neverSent.includes(code));
}
