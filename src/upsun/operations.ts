import type { Clock } from '../clock.ts';
import { hasStatus, HttpError } from '../http/errors.ts';
import { notAllowed } from './errors.ts';
import type { Upsun } from './upsun.ts';
import type { UpsunActivity } from './mapping.ts';

/** Operations on an environment that only need to be asked for. */
export type Operation = 'activate' | 'resume' | 'redeploy' | 'deactivate' | 'synchronize';

/** What an operation is told, in the words of the API. */
export type OperationBody = Readonly<Record<string, unknown>>;

/** The status that makes an operation needless; redeploying and synchronizing never are. */
const needlessAt = {
  activate: 'active',
  resume: 'active',
  deactivate: 'inactive',
  redeploy: undefined,
  synchronize: undefined,
} as const;

interface OperationContext {
  upsun: Pick<Upsun, 'environment' | 'activities'>;
  clock: Clock;
  signal: AbortSignal;
  post: (asked: string, link: string, json: unknown) => Promise<UpsunActivity[]>;
}

/** Milliseconds after which a link that was absent is looked for once more: links follow the state with a delay. */
const lookAgainAfter = 1000;
/** Milliseconds that something else may keep the environment busy, which takes the links away meanwhile. */
const longestActivity = 120_000;

/**
 * Asks for an operation and returns the activity it started; `undefined` where the environment is so already.
 * Throws where Upsun does not offer it in this state.
 */
export async function operate(
  id: string,
  operation: Operation,
  body: OperationBody | undefined,
  context: OperationContext,
): Promise<UpsunActivity | undefined> {
  const { upsun, post } = context;
  const link = await findLink(id, operation, context);
  if (!link) return undefined;
  const known = new Set((await upsun.activities(id)).map((activity) => activity.id));
  const begun = async () =>
    (await upsun.activities(id)).find(
      ({ type, ...activity }) => type === `environment.${operation}` && !known.has(activity.id),
    );

  try {
    // Only an activation always has settings, if empty ones.
    const json = body ?? (operation === 'activate' ? {} : undefined);
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
  context: OperationContext,
): Promise<string | undefined> {
  const { upsun, clock, signal } = context;
  for (const started = clock.now(); ; await clock.sleep(lookAgainAfter, signal)) {
    const environment = await upsun.environment(id);
    const link = environment?.links[`#${operation}`];
    if (link) return link;
    // Somebody else was faster.
    if (environment && environment.status === needlessAt[operation]) return undefined;
    const patience = environment?.status === 'dirty' ? longestActivity : lookAgainAfter;
    if (clock.now() - started >= patience) throw notAllowed(operation, id, environment?.status ?? 'gone');
  }
}

function isLost(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return !(cause instanceof HttpError) || hasStatus(cause, 408, 502, 504);
}
