import { PipeError } from '../errors.ts';
import { listEnvironments } from '../observe/project.ts';
import { heirOf } from '../plan/children.ts';
import { otherOwner, ownPurpose } from '../plan/ownership.ts';
import type { Repository } from '../plan/world.ts';
import { poll } from '../poll.ts';
import type { UpsunEnvironment, UpsunReader } from '../upsun/upsun.ts';
import { moveBack, moveChildren } from './children.ts';
import type { ConfirmedDeletion } from './confirm.ts';
import type { RemovalContext } from './context.ts';
import { follow } from './follow.ts';
import { type DeletionOutcome, whyNotDone } from './outcome.ts';

/** What a deletion is held to while it is carried out: minutes may lie between its plan and its end. */
export interface DeletionCheck {
  repository: Repository;
  defaultBranch: string;
  /** The plan was made for an environment with the mark of this pipe. */
  wasMarked: boolean;
  /** Every environment that the plan deletes. */
  doomed: ReadonlySet<string>;
  /** Asks Bitbucket once more. Resolves to what it has against the deletion now. */
  objection: () => Promise<string | undefined>;
  /** Upsun has agreed to delete it, which takes its time. May be called again. */
  onAccepted: () => Promise<void>;
}

export interface DeletionContext extends RemovalContext {
  upsun: RemovalContext['upsun'] & Pick<UpsunReader, 'environments'>;
}

/** How things stand with an environment that is to be deleted, read just now. */
type Standing =
  | Exclude<DeletionOutcome, { kind: 'not-done' }>
  | { kind: 'clear'; children: readonly UpsunEnvironment[]; heir: string };

/**
 * Deletes an environment: moves its children away, deactivates it, looks at everything once more, deletes it, and waits
 * until Upsun no longer has it. One that Upsun does not have is deleted, whenever that is found. One that stays has its
 * children back.
 */
export async function applyDelete(
  deletion: ConfirmedDeletion,
  check: DeletionCheck,
  context: DeletionContext,
): Promise<DeletionOutcome> {
  try {
    return await takeAway(deletion, check, context);
  } catch (error) {
    // It may have vanished at any moment, which whatever was asked of it then shows as an error.
    if (context.signal.aborted || (await context.upsun.environment(deletion.id))) throw error;
    return { kind: 'deleted' };
  }
}

async function takeAway(
  deletion: ConfirmedDeletion,
  check: DeletionCheck,
  context: DeletionContext,
): Promise<DeletionOutcome> {
  const { id } = deletion;
  const before = await standing(deletion, check, context);
  if (before.kind !== 'clear') return before;
  const { children, heir } = before;
  const moved: string[] = [];
  let isGoing = false;
  try {
    const stuck = await moveChildren(children, { parent: id, heir }, moved, context);
    if (stuck) return { kind: 'not-done', reason: stuck };
    const obstacle =
      (await deactivated(deletion, check, context)) ?? (await changedMeanwhile(deletion, check, context));
    if (obstacle) return obstacle;
    return await removed(id, context, async () => {
      isGoing = true;
      await check.onAccepted();
    });
  } finally {
    if (!isGoing) await moveBack(moved, { parent: id, heir }, context);
  }
}

/** What became of it in the meantime, where that is a reason not to delete it. */
async function changedMeanwhile(
  deletion: ConfirmedDeletion,
  check: DeletionCheck,
  context: DeletionContext,
): Promise<DeletionOutcome | undefined> {
  const now = await standing(deletion, check, context);
  if (now.kind !== 'clear') return now;
  const [child] = now.children;
  if (child) return kept(`${child.id} was made below it in the meantime`);
  const objection = await check.objection();
  return objection === undefined ? undefined : kept(objection);
}

/** Reads afresh whether an environment may go, and what hangs below it. */
async function standing(
  { id }: ConfirmedDeletion,
  { repository, defaultBranch, wasMarked, doomed }: DeletionCheck,
  { upsun }: DeletionContext,
): Promise<Standing> {
  const all = await listEnvironments(upsun);
  const environment = all.get(id);
  if (!environment) return { kind: 'deleted' };
  if (environment.isMain || environment.type !== 'development')
    return kept(`it is of type ${environment.type} now`);
  const owner = otherOwner(environment, repository);
  if (owner) return kept(`it belongs to the repository ${owner} now`);
  if (wasMarked && !ownPurpose(environment, repository))
    return kept('somebody took away the mark of this pipe');
  const children = [...all.values()].filter(({ parent }) => parent === id);
  const going = children.find((child) => doomed.has(child.id) || child.status === 'deleting');
  if (going) return kept(`its child ${going.id} is still there`);
  return { kind: 'clear', children, heir: heirOf(id, all, doomed) ?? defaultBranch };
}

function kept(reason: string): Extract<DeletionOutcome, { kind: 'kept' }> {
  return { kind: 'kept', reason };
}

/** Milliseconds between two looks at an environment that is about to change. */
const pauses = { first: 250, longest: 1000 };

/** Deactivates an environment. Resolves to an outcome only where there is nothing left to delete, or it failed. */
async function deactivated(
  deletion: ConfirmedDeletion,
  check: DeletionCheck,
  context: DeletionContext,
): Promise<DeletionOutcome | undefined> {
  const { id } = deletion;
  const { upsun, writer, settings } = context;
  let last: UpsunEnvironment | undefined;
  let hasWaited = false;
  const end = await poll(
    async (): Promise<DeletionOutcome | { kind: 'inactive' } | undefined> => {
      last = await upsun.environment(id);
      if (!last) return { kind: 'deleted' };
      switch (last.status) {
        case 'inactive':
          return { kind: 'inactive' };
        case 'active':
        case 'paused': {
          // What it waited for may have been a deployment that took minutes.
          const obstacle = hasWaited ? await changedMeanwhile(deletion, check, context) : undefined;
          if (obstacle) return obstacle;
          const activity = await writer.operate(id, 'deactivate');
          const reason = activity && whyNotDone(await follow(id, activity, context));
          return reason ? { kind: 'not-done', reason } : undefined;
        }
        // Whatever runs on it, its deletion included, is waited for.
        case 'dirty':
        case 'deleting':
          hasWaited = true;
          return undefined;
      }
    },
    { bound: settings.queueTimeout, pauses },
    context,
  );
  if (end === undefined) throw stillThere(id, last?.status ?? 'there');
  return end.kind === 'inactive' ? undefined : end;
}

/** Milliseconds that an environment may stay inactive although its deletion was asked for. */
const untilDeleting = 60_000;

/** Asks for the deletion, again where nothing came of it, and waits until Upsun no longer has the environment. */
async function removed(
  id: string,
  context: DeletionContext,
  onAccepted: () => Promise<void>,
): Promise<DeletionOutcome> {
  const { upsun, writer, settings } = context;
  let status: UpsunEnvironment['status'] | undefined;
  const gone = await poll(
    async (elapsed) => {
      const environment = await upsun.environment(id);
      if (!environment) return true;
      ({ status } = environment);
      if (status !== 'inactive') return undefined;
      if (elapsed > untilDeleting) throw stillThere(id, status);
      await writer.remove(environment);
      await onAccepted();
      return undefined;
    },
    { bound: settings.queueTimeout, pauses },
    context,
  );
  if (gone) return { kind: 'deleted' };
  throw stillThere(id, status ?? 'there');
}

function stillThere(id: string, status: string): PipeError {
  return new PipeError('failure', `Environment ${id} could not be deleted in time; it is ${status}.`, {
    remedy: 'Look at its activities in the console. The next run tries again.',
  });
}
