import type { Answer, Request } from '../server.ts';
import { failure } from './errors.ts';
import { compareValues, compileQuery, valueAt } from './query.ts';

/** Answers one page of a list, after the filter (`q`) and order (`sort`) that the request asks for. */
export function listing(request: Request, all: unknown[], longestPage = 100, usualLength = 10): Answer {
  const pageLength = wholeNumber(request.query.get('pagelen'), usualLength);
  if (pageLength === undefined || pageLength > longestPage) return failure(400, 'Invalid pagelen');
  const page = wholeNumber(request.query.get('page'), 1);
  if (page === undefined) return failure(400, 'Invalid page');
  try {
    const values = sorted(filtered(all, request.query.get('q')), request.query.get('sort'));
    return { status: 200, body: pageOf(request, values, page, pageLength) };
  } catch (error) {
    return failure(400, (error as Error).message);
  }
}

function pageOf(request: Request, values: unknown[], page: number, pageLength: number) {
  const start = (page - 1) * pageLength;
  const link = (number: number) => {
    const query = new URLSearchParams(request.query);
    query.set('page', String(number));
    return `${request.origin}${request.path}?${query.toString()}`;
  };
  return {
    size: values.length,
    page,
    pagelen: pageLength,
    ...(start + pageLength < values.length ? { next: link(page + 1) } : {}),
    ...(page > 1 ? { previous: link(page - 1) } : {}),
    values: values.slice(start, start + pageLength),
  };
}

function wholeNumber(text: string | null, otherwise: number): number | undefined {
  if (text === null) return otherwise;
  return /^[1-9]\d*$/.test(text) ? Number(text) : undefined;
}

function filtered(values: unknown[], query: string | null): unknown[] {
  return query ? values.filter(compileQuery(query)) : values;
}

function sorted(values: unknown[], sort: string | null): unknown[] {
  if (!sort) return values;
  const direction = sort.startsWith('-') ? -1 : 1;
  const field = sort.replace(/^[+-]/, '');
  return values.toSorted(
    (left, right) => direction * compareValues(valueAt(left, field), valueAt(right, field)),
  );
}
