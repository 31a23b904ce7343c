import { listEnvironments } from '../observe/project.ts';
import { heirOf } from '../plan/children.ts';
import { otherOwner, ownPurpose } from '../plan/ownership.ts';
import type { Repository } from '../plan/world.ts';
import type { UpsunEnvironment, UpsunReader } from '../upsun/upsun.ts';
import { moveBack, moveChildren } from './children.ts';
import type { ConfirmedDeletion } from './confirm.ts';
import type { RemovalContext } from './context.ts';
import type { DeletionOutcome } from './outcome.ts';
import { deactivated, removed } from './removal.ts';

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
    const recheck = () => changedMeanwhile(deletion, check, context);
    const obstacle = (await deactivated(id, recheck, context)) ?? (await recheck());
    if (obstacle) return obstacle;
    const onAccepted = async () => {
      isGoing = true;
      await check.onAccepted();
    };
    const end = await removed(id, { onAccepted, recheck }, context);
    if (end.kind === 'kept') isGoing = false;
    return end;
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
