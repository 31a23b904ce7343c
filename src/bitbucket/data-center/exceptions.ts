import * as z from 'zod';
import { answerBehind, type HttpError } from '../../http/errors.ts';

export type Exception = string | null | undefined;

const errorBody = z.object({ errors: z.array(z.object({ exceptionName: z.string().nullish() })) });

/**
 * The class of the exception that Bitbucket names, without its package, which changed between releases. `null`: it is
 * Bitbucket's own error and names none. `undefined`: somebody else answered. Observed in
 * https://github.com/vriesdemichael/bitbucket-data-center-cli (read 2026-11-21).
 */
export function exceptionOf(error: HttpError): Exception {
  const { data } = errorBody.safeParse(error.json);
  if (!data) return undefined;
  const names = data.errors.flatMap(({ exceptionName }) => exceptionName ?? []);
  return names[0]?.split('.').at(-1) ?? null;
}

/** Whether what answered is not Bitbucket's API: a proxy, or another part of the server. */
export function isPage(error: HttpError): boolean {
  return error.json === undefined;
}

/** Whether Bitbucket says by this error that the very thing asked for is not there, and not the repository around it. */
export function isAbsence(error: unknown, exception: string): boolean {
  const answer = answerBehind(error, 404);
  if (!answer) return false;
  const named = exceptionOf(answer);
  return named === null || named === exception;
}

/**
 * Whether what was asked for has no place on this server, because a feature is switched off or not there yet.
 * https://dac-static.atlassian.com/server/bitbucket/10.4.swagger.v3.json (read 2026-11-21)
 */
export function isUnsupported(error: unknown): boolean {
  const answer = answerBehind(error, 404);
  return answer !== undefined && !exceptionOf(answer)?.startsWith('NoSuch');
}
