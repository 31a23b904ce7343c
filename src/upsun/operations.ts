import type { Clock } from '../clock.ts';
import { messageOf } from '../errors.ts';
import { hasStatus, HttpError, isDueTo } from '../http/errors.ts';
import { poll } from '../poll.ts';
import { environmentLimitIn } from '../text/environment-limit.ts';
import { notAllowed } from './errors.ts';
import type { UpsunActivity } from './mapping.ts';
import type { Deactivated, Operation, OperationBody, Recheck, UpsunReader } from './upsun.ts';

/** The status that makes an operation needless; redeploying, synchronizing and backing up never are. */
const needlessAt = {
  activate: 'active',
  resume: 'active',
  deactivate: 'inactive',
  redeploy: undefined,
  synchronize: undefined,
  backup: undefined,
} as const;

/** With the one that takes something away. */
type AnyOperation = Operation | 'deactivate';

interface OperationContext {
  upsun: Pick<UpsunReader, 'environment' | 'activities'>;
  clock: Clock;
  signal: AbortSignal;
  post: (asked: string, link: string, json: unknown) => Promise<UpsunActivity[]>;
}

/** Milliseconds after which a link that was absent is looked for once more: links follow the state with a delay. */
const lookAgainAfter = 1000;
/** Milliseconds that something else may keep the environment busy, which takes the links away meanwhile. */
const longestActivity = 120_000;

/**
 * Changes an environment, and tries again as long as Upsun refuses that because something else is under way there.
 * `change` must be safe to repeat after such a refusal; it is told whether it had to wait.
 */
export async function whenFree<Result>(
  change: (hasWaited: boolean) => Promise<Result>,
  { clock, signal }: Pick<OperationContext, 'clock' | 'signal'>,
): Promise<Result> {
  let refusal: unknown;
  const changed = await poll(
    async () => {
      try {
        return { result: await change(refusal !== undefined) };
      } catch (error) {
        // A project without room is no environment that is busy: waiting makes none.
        if (!isDueTo(error, 409, 423) || environmentLimitIn(messageOf(error))) throw error;
        refusal = error;
        return undefined;
      }
    },
    { bound: longestActivity, pauses: { first: lookAgainAfter, longest: 5 * lookAgainAfter } },
    { clock, signal },
  );
  if (!changed) throw refusal;
  return changed.result;
}

/**
 * Asks for an operation and returns the activity it started; `undefined` where the environment is so already. Waits for
 * what else is under way there. Throws where Upsun does not offer the operation in this state.
 */
export function operate(
  id: string,
  operation: Operation,
  body: OperationBody | undefined,
  context: OperationContext,
): Promise<UpsunActivity | undefined> {
  // Each time as from the beginning: what was under way may have done what this is for.
  return whenFree(async () => {
    const { link } = await findLink(id, operation, context);
    return link === undefined ? undefined : ask(id, { operation, link, body }, context);
  }, context);
}

/** As `operate`, but asks again whether it is still wanted after whatever it waited for. */
export function deactivate<Objection>(
  id: string,
  recheck: Recheck<Objection>,
  context: OperationContext,
): Promise<Deactivated<Objection>> {
  return whenFree(async (wasRefused) => {
    const { link, hasWaited } = await findLink(id, 'deactivate', context);
    if (link === undefined) return {};
    const objection = wasRefused || hasWaited ? await recheck() : undefined;
    if (objection !== undefined) return { objection };
    return { activity: await ask(id, { operation: 'deactivate', link, body: undefined }, context) };
  }, context);
}

async function ask(
  id: string,
  { operation, link, body }: { operation: AnyOperation; link: string; body: OperationBody | undefined },
  { upsun, post }: OperationContext,
): Promise<UpsunActivity> {
  const ofKind = () => upsun.activities(id, [`environment.${operation}`]);
  const known = new Set((await ofKind()).map((activity) => activity.id));
  const begun = async () => (await ofKind()).find((activity) => !known.has(activity.id));

  const verb = operation === 'backup' ? 'back up' : operation;
  try {
    // Only an activation always has settings, if empty ones.
    const json = body ?? (operation === 'activate' ? {} : undefined);
    const activities = await post(`${verb} environment ${id}`, link, json);
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

/** The link by which the operation is asked for, which is missing where the environment is so already. */
async function findLink(
  id: string,
  operation: AnyOperation,
  { upsun, clock, signal }: OperationContext,
): Promise<{ link: string | undefined; hasWaited: boolean }> {
  const found = await poll(
    async (elapsed) => {
      const environment = await upsun.environment(id);
      const link = environment?.links[`#${operation}`];
      // Without a link, but with the status it leads to: somebody else was faster.
      if (link || (environment && environment.status === needlessAt[operation]))
        return { link, hasWaited: elapsed > 0 };
      const patience = environment?.status === 'dirty' ? longestActivity : lookAgainAfter;
      if (elapsed >= patience) throw notAllowed(operation, id, environment?.status ?? 'gone');
      return undefined;
    },
    { bound: longestActivity, pauses: { first: lookAgainAfter, longest: lookAgainAfter } },
    { clock, signal },
  );
  if (!found) throw notAllowed(operation, id, 'dirty');
  return found;
}

function isLost(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return !(cause instanceof HttpError) || hasStatus(cause, 408, 502, 504);
}
