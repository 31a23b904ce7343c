import type { Answer } from '../server.ts';

/** An error as Bitbucket answers it. */
export function failure(
  status: number,
  message: string,
  more: { detail?: unknown; fields?: Record<string, string[]> } = {},
): Answer {
  return { status, body: { type: 'error', error: { message, ...more } } };
}

/** Refuses a body for what its fields lack, naming each field. */
export function invalidFields(fields: Record<string, string[]>): Answer {
  const message = Object.entries(fields).map(([field, problems]) => `${field}: ${problems.join(' ')}`);
  return failure(400, message.join(' '), { fields });
}

/** The fields of a JSON object that was sent; none where something else was. */
export function sentFields(body: unknown): Record<string, unknown> {
  return typeof body === 'object' && body !== null ? { ...body } : {};
}
