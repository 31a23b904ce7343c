import { listEnvironments } from '../observe/project.ts';
import type { DeactivateStep } from '../plan/actions.ts';
import { usingTypes } from '../plan/activities.ts';
import { idleEnvironments, idleMark } from '../plan/idle.ts';
import type { Repository } from '../plan/world.ts';
import type { UpsunReader } from '../upsun/upsun.ts';
import type { Asked } from './confirm.ts';
import type { ApplyContext, RemovalContext } from './context.ts';
import { follow } from './follow.ts';
import { type DeactivationOutcome, whyNotDone } from './outcome.ts';

/**
 * Takes the containers and data of an idle environment away, unless somebody uses it again by then. It is marked first,
 * so that a run that is killed in between leaves nothing that the next one would bring back. `objection` asks again, also
 * after every wait.
 */
export async function applyDeactivate(
  { id, pullRequest }: DeactivateStep,
  objection: () => Promise<string | undefined>,
  context: RemovalContext & Pick<ApplyContext, 'onDeactivated'>,
): Promise<DeactivationOutcome> {
  const { upsun, writer } = context;
  const environment = await upsun.environment(id);
  const { status } = environment ?? {};
  if (!environment || (status !== 'active' && status !== 'paused')) return { kind: 'unchanged' };
  const before = await objection();
  if (before !== undefined) return { kind: 'kept', reason: before };
  await writer.edit(id, { attributes: idleMark(environment, pullRequest) });
  const asked = (await objection()) ?? (await writer.deactivate(id, objection));
  if (typeof asked === 'string') return { kind: 'kept', reason: asked };
  const { activity, objection: after } = asked;
  if (after !== undefined) return { kind: 'kept', reason: after };
  const reason = activity && whyNotDone(await follow(id, activity, { ...context, observer: {} }));
  if (reason) return { kind: 'not-done', reason };
  await context.onDeactivated(id, pullRequest);
  return { kind: 'deactivated' };
}

/** Reads afresh why an environment that was found to be idle is not, or is not to rest; `undefined` where it is. */
export async function objectionToRest(
  { id, pullRequest, since }: DeactivateStep,
  { repository, protectedEnvironments }: { repository: Repository; protectedEnvironments: readonly string[] },
  {
    upsun,
    bitbucket,
  }: Pick<Asked, 'bitbucket'> & { upsun: Pick<UpsunReader, 'environments' | 'activities'> },
): Promise<string | undefined> {
  const [now, environments, activities] = await Promise.all([
    bitbucket?.pullRequest(pullRequest.id),
    listEnvironments(upsun),
    upsun.activities(id, usingTypes),
  ]);
  if (now?.state !== 'OPEN' || now.updatedAt !== pullRequest.updatedAt)
    return 'its pull request was changed just now';
  // What is under way is told by its activity, and may be no more than the mark.
  const environment = environments.get(id);
  if (environment?.status === 'dirty') environments.set(id, { ...environment, status: 'active' });
  const last = Math.max(0, ...activities.map(({ at }) => at ?? 0));
  const facts = { environments, repository };
  const [idle] = idleEnvironments(facts, [now], new Map([[id, last]]), protectedEnvironments);
  return idle && idle.since <= since ? undefined : 'it is in use again, or was changed just now';
}
