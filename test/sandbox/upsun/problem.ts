import type { Answer } from '../server.ts';

/** An error in the vendor's form. */
export function problem(status: number, message: string, detail: Record<string, string> = {}): Answer {
  return { status, body: { code: status, message, detail } };
}

/** The answer to a request that cannot be granted as it is. */
export function invalid(error: string): Answer {
  return problem(400, 'Bad Request', { error });
}
