import type { Answer, Request } from '../server.ts';
import { failure } from './errors.ts';
import type { State } from './state.ts';

const defaultLimit = 25;

/** Answers one page of a list. The server may give less than was asked for, and tells where the next page begins. */
export function page({ settings }: State, { query }: Request, all: readonly unknown[]): Answer {
  const start = wholeNumber(query.get('start'), 0);
  const asked = wholeNumber(query.get('limit'), defaultLimit);
  if (start === undefined || asked === undefined) return failure(400, 'start and limit are whole numbers');
  const limit = Math.min(asked, settings.longestPage);
  const values = all.slice(start, start + limit);
  const next = start + values.length;
  const isLastPage = next >= all.length;
  const nextPageStart = isLastPage ? null : next;
  return { status: 200, body: { size: values.length, limit, isLastPage, values, start, nextPageStart } };
}

function wholeNumber(text: string | null, otherwise: number): number | undefined {
  if (text === null) return otherwise;
  return /^\d+$/.test(text) ? Number(text) : undefined;
}
