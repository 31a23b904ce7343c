import type { Answer } from '../server.ts';
import { allActivities } from './crons.ts';
import { problem } from './problem.ts';
import { activityResource } from './resources.ts';
import type { UpsunState } from './state.ts';

const defaultCount = 25;

/** Lists activities of the project or of one environment, newest first, as the query filters them. */
export function listActivities(upsun: UpsunState, query: URLSearchParams, environmentId?: string): Answer {
  const types = query.getAll('type');
  const states = query.getAll('state');
  const results = query.getAll('result');
  const startsAt = query.has('starts_at') ? Date.parse(query.get('starts_at') ?? '') : Infinity;
  const count = Number(query.get('count') ?? defaultCount);
  if (Number.isNaN(startsAt)) return problem(400, 'Bad Request', { starts_at: 'Not a date.' });
  if (!Number.isInteger(count) || count < 1) return problem(400, 'Bad Request', { count: 'Not a number.' });

  const matching = allActivities(upsun, environmentId).filter(
    ({ type, state, result, createdAt }) =>
      (types.length === 0 || types.includes(type)) &&
      (states.length === 0 || states.includes(state)) &&
      (results.length === 0 || results.includes(String(result))) &&
      Date.parse(createdAt) <= startsAt,
  );
  const newestFirst = matching
    .toReversed()
    .toSorted((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt));
  const page = newestFirst.slice(0, count);
  return { status: 200, body: page.map((activity) => activityResource(upsun, activity, query.toString())) };
}
