import * as z from 'zod';
import type { Clock } from '../clock.ts';
import { PipeError } from '../errors.ts';
import type { Redactor } from '../text/redact.ts';
import { type Http, parseAnswer } from './client.ts';
import { hasStatus, HttpError } from './errors.ts';
import { unexpectedAnswer } from './unexpected.ts';

/** A token as its issuer hands it out. */
export interface IssuedToken {
  value: string;
  /** Milliseconds that it is good for. */
  lifetime: number;
}

/** A token that is exchanged for credentials when it is first needed, and again whenever it must be. */
export interface RenewingToken {
  /**
   * One that is still good. Rejects with what made the exchange fail; whoever asks next tries again. `signal` ends the
   * wait, but not the exchange, which others may wait for.
   */
  current: (signal?: AbortSignal) => Promise<string>;
  /** One in place of a token that a server refused before its time. */
  replace: (used: string) => Promise<string>;
}

/** Callers side by side share one exchange. */
export function renewingToken(
  exchange: () => Promise<IssuedToken>,
  { clock }: { clock: Clock },
): RenewingToken {
  let held: { value: string; renewAt: number } | undefined;
  let underWay: Promise<string> | undefined;

  async function renew(): Promise<string> {
    const { value, lifetime } = await exchange();
    held = { value, renewAt: clock.now() + lifetime - marginOf(lifetime) };
    return value;
  }

  async function current(signal?: AbortSignal): Promise<string> {
    if (held && clock.now() < held.renewAt) return held.value;
    underWay ??= renew().finally(() => (underWay = undefined));
    return signal ? Promise.race([underWay, abortOf(signal)]) : underWay;
  }

  return {
    current,
    replace(used) {
      // Another caller may have replaced it already.
      if (held?.value === used) held = undefined;
      return current();
    },
  };
}

/** An exchange as OAuth has it, with what differs from issuer to issuer. */
export interface TokenExchange {
  url: string;
  /** `user:password`, in Base64. */
  pair: string;
  form: Record<string, string>;
  /** Seconds that a token is good for where its issuer does not say. */
  usualLifetime: number;
  explainRefusal: (answer: HttpError) => PipeError;
}

/** Asks an issuer for a token. Rejects with a sentence of its own where the credentials are refused. */
export async function issueToken(
  { url, pair, form, usualLifetime, explainRefusal }: TokenExchange,
  { http, redactor }: { http: Http; redactor: Redactor },
): Promise<IssuedToken> {
  const headers = { authorization: `Basic ${pair}` };
  const answer = await http
    .send({ method: 'POST', url, headers, form, idempotent: true })
    .catch((error: unknown) => {
      throw failedExchange(error, explainRefusal);
    });
  const schema = z.object({
    access_token: z.string().min(1),
    expires_in: z.number().positive().catch(usualLifetime),
  });
  const issued = parseAnswer(schema, `POST ${url}`, answer);
  redactor.add(issued.access_token);
  return { value: issued.access_token, lifetime: issued.expires_in * 1000 };
}

/**
 * The sentence for an exchange that failed; `explainRefusal` words a refusal of the credentials. The answer is not its
 * cause: whoever asked for something else would take it for the answer to that, and a 404 for a thing that does not exist.
 */
function failedExchange(error: unknown, explainRefusal: (answer: HttpError) => PipeError): unknown {
  if (!(error instanceof HttpError)) return error;
  const { kind, message, remedy } = hasStatus(error, 400, 401, 403)
    ? explainRefusal(error)
    : unexpectedAnswer(error);
  return new PipeError(kind, message, remedy === undefined ? {} : { remedy });
}

/** Rejects when `signal` aborts. */
function abortOf(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
  });
}

/** Milliseconds before its end at which a token is renewed: a minute, but never so much that a short one goes to waste. */
function marginOf(lifetime: number): number {
  return Math.min(60_000, lifetime / 5);
}
