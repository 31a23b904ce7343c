/** Answers that are about their server, and not about what it was asked for. */
import { PipeError } from '../errors.ts';
import type { HttpError } from './errors.ts';

/**
 * The sentence for an answer that has nothing to do with what was asked for: the server is overloaded or broken, or
 * something in front of it answered. `undefined` for any other error.
 */
export function unavailable(error: HttpError): PipeError | undefined {
  if (error.status >= 300 && error.status < 400) return redirected(error);
  if (error.status < 500 && error.status !== 429 && error.status !== 408) return undefined;
  const { server, status, said, requestedWait } = error;
  if (requestedWait === 0) {
    return new PipeError('failure', `${server} answers ${status}: ${said}`, {
      cause: error,
      remedy: 'Look at the status page of the service, and run the step again later.',
    });
  }
  const wait = roughly(requestedWait);
  return new PipeError('failure', `${server} answers ${status} and asks to wait ${wait}: ${said}`, {
    cause: error,
    remedy: `Run the step again in ${wait}.`,
  });
}

/** The sentence for an answer that nobody expected, whatever was asked for. */
export function unexpectedAnswer(error: HttpError): PipeError {
  const remedy =
    'Run the step again. If the answer stays the same, check the configured address of this server and any proxy in front of it.';
  return unavailable(error) ?? new PipeError('failure', error.message, { cause: error, remedy });
}

/** A redirection is not followed: it could take a token to another server. */
function redirected(error: HttpError): PipeError {
  const { location } = error.headers;
  const target = location ? `, which leads to ${location.replace(/[?#].*/, '')}` : '';
  return new PipeError('failure', `${error.server} answered ${error.status}${target}.`, {
    cause: error,
    remedy:
      'The pipe follows no redirects. Check the configured address of this server, and whether a proxy or a sign-in page stands in front of it.',
  });
}

/** Milliseconds as a person would say them, never less than they are. */
function roughly(milliseconds: number): string {
  return milliseconds <= 120_000
    ? `${Math.ceil(milliseconds / 1000)} s`
    : `${Math.ceil(milliseconds / 60_000)} min`;
}
