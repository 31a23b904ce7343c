import type { Answer } from '../server.ts';
import type { Activity } from './activity.ts';
import { invalid, problem } from './problem.ts';
import { activityResource } from './resources.ts';
import type { Refusal } from './rules.ts';
import type { UpsunState } from './state.ts';

/** The answer to an operation that is not available. */
export function refused({ because, reason }: Refusal): Answer {
  return because === 'permission' ? problem(403, 'Forbidden', { error: reason }) : invalid(reason);
}

/** The envelope of every change: what was queued for it, and the changed entity where it is still there. */
export function accepted(upsun: UpsunState, activities: Activity[], entity?: object): Answer {
  const embedded = {
    activities: activities.map((activity) => activityResource(upsun, activity)),
    ...(entity ? { entity } : {}),
  };
  return { status: 202, body: { status: 'Accepted', code: 202, _embedded: embedded } };
}
