import type { Answer, Fault } from '../server.ts';
import { stepUpRequired } from './auth.ts';
import { problem } from './problem.ts';
import type { Operation } from './rules.ts';

/** Makes an operation go wrong, on one environment or on every one. Without `times` it lasts. */
export function operationFault(operation: Operation, answer: Answer, environmentId?: string): Fault {
  const id = environmentId === undefined ? '[^/]+' : escape(encodeURIComponent(environmentId));
  const onItself = operation === 'edit' || operation === 'delete';
  return {
    server: 'upsun-api',
    method: { edit: 'PATCH', delete: 'DELETE' }[operation as string] ?? 'POST',
    path: new RegExp(`/environments/${id}${onItself ? '' : `/${operation}`}$`),
    answer,
  };
}

/** What an operation gets while something else is under way in its environment. */
export function busy(status: 409 | 423): Answer {
  const message = status === 409 ? 'Conflict' : 'Locked';
  return problem(status, message, { error: 'Another activity of this environment is under way.' });
}

/** What a request gets that needs a second factor. */
export const stepUp: Answer = stepUpRequired;

function escape(text: string): string {
  return text.replaceAll(/[.*+?^$()|[\]{}\\]/g, String.raw`\$&`);
}
