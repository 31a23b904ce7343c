import type { Clock } from '../clock.ts';
import { hasStatus, HttpError } from '../http/errors.ts';
import { notAllowed } from './errors.ts';
import type { Upsun } from './index.ts';
import type { UpsunActivity, UpsunEnvironment } from './mapping.ts';

/** Operations on an environment that only need to be asked for. */
export type Operation = 'activate' | 'resume' | 'redeploy';

interface OperationContext {
  upsun: Pick<Upsun, 'environment' | 'activities'>;
  clock: Clock;
  post: (asked: string, link: string, json: unknown) => Promise<UpsunActivity[]>;
}

/** Milliseconds after which a link that was absent is looked for once more: links follow the state with a delay. */
const secondLookAfter = 1000;

/** Asks for an operation and returns the activity it started. Throws where Upsun does not offer it in this state. */
export async function operate(
  id: string,
  operation: Operation,
  context: OperationContext,
): Promise<UpsunActivity> {
  const { upsun, post } = context;
  const link = await findLink(id, operation, context);
  const known = new Set((await upsun.activities(id)).map((activity) => activity.id));
  const begun = async () =>
    (await upsun.activities(id)).find(
      ({ type, ...activity }) => type === `environment.${operation}` && !known.has(activity.id),
    );

  // Only an activation takes settings, and has none to give here.
  const json = operation === 'activate' ? {} : undefined;
  try {
    const activities = await post(`${operation} environment ${id}`, link, json);
    const activity = activities.find(({ type }) => type === `environment.${operation}`) ?? (await begun());
    if (activity) return activity;
  } catch (error) {
    // The answer was lost, not necessarily the request: asking again blindly could do it twice.
    const activity = isLost(error) ? await begun() : undefined;
    if (activity) return activity;
    throw error;
  }
  throw notAllowed(operation, id, 'changing');
}

async function findLink(
  id: string,
  operation: Operation,
  { upsun, clock }: OperationContext,
): Promise<string> {
  const link = (environment: UpsunEnvironment | undefined) => environment?.links[`#${operation}`];
  const first = link(await upsun.environment(id));
  if (first) return first;
  await clock.sleep(secondLookAfter, AbortSignal.timeout(secondLookAfter * 2));
  const environment = await upsun.environment(id);
  const second = link(environment);
  if (!second) throw notAllowed(operation, id, environment?.status ?? 'gone');
  return second;
}

function isLost(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return !(cause instanceof HttpError) || hasStatus(cause, 408, 502, 504);
}
