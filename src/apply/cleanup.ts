import { PipeError } from '../errors.ts';
import type { CleanupAction } from '../plan/actions.ts';
import type { CleanupPlan } from '../plan/cleanup.ts';
import type { Snapshot } from '../plan/desired.ts';
import { wordReason } from '../text/reasons.ts';
import { type Asked, confirmDeletion, isUntouched, wasMarked } from './confirm.ts';
import type { ApplyContext } from './context.ts';
import { applyDeactivate } from './deactivate.ts';
import { applyDelete, type DeletionCheck, type DeletionContext } from './delete.ts';

/** What cleaning up needs of the world. */
export interface CleanupContext extends DeletionContext, Asked, Pick<ApplyContext, 'onDeactivated'> {
  /** Tells whoever still has the address of a pull request's environment that it was deleted. */
  onDeleted: (environment: string, pullRequest: number) => Promise<void>;
  /** A step failed; the others are taken all the same. */
  onFailure: (error: unknown) => void;
}

/**
 * Takes the steps one after another and returns how many failed. A step that fails leaves the others to be taken, but
 * a question to Bitbucket that gets no answer ends them all: nothing is deleted on a guess.
 */
export async function applyCleanup(
  { actions }: Extract<CleanupPlan, { kind: 'applicable' }>,
  snapshot: Snapshot,
  context: CleanupContext,
): Promise<number> {
  const doomed = new Set(actions.filter(({ kind }) => kind === 'delete').map(({ id }) => id));
  let failures = 0;
  for (const action of actions) {
    const step = await prepare(action, snapshot, doomed, context);
    try {
      await step();
    } catch (error) {
      if (context.signal.aborted) throw error;
      context.onFailure(error);
      failures += 1;
    }
  }
  return failures;
}

/** Asks Bitbucket about a step that takes something away, and returns what is then to be done. */
async function prepare(
  action: CleanupAction,
  snapshot: Snapshot,
  doomed: ReadonlySet<string>,
  context: CleanupContext,
): Promise<() => Promise<void>> {
  const { log } = context;
  const { id } = action;
  const stays = (why: string) => () => Promise.resolve(log.info(`${id} stays: ${why}.`));
  switch (action.kind) {
    case 'keep':
    // A child is moved when its parent is about to go, and not before: the parent may stay.
    case 'edit':
      return () => Promise.resolve();
    case 'deactivate':
      return (await isUntouched(action.pullRequest, context))
        ? () => deactivate(action, context)
        : stays('its pull request was changed just now');
    case 'delete': {
      const asked = await confirmDeletion(action, snapshot, context);
      if (asked.kind === 'objection') return stays(asked.reason);
      return async () => {
        log.info(`${id}: ${wordReason(action.reason)}`);
        const tell = tellOnce(action, context);
        const check = { ...checkOf(action, snapshot, doomed, context), onAccepted: tell };
        const outcome = await applyDelete(asked.deletion, check, context);
        switch (outcome.kind) {
          case 'kept':
            return log.info(`${id} stays: ${outcome.reason}.`);
          case 'not-done':
            throw new PipeError('failure', `${id} was not deleted: ${outcome.reason}`);
          case 'deleted':
            log.success(`${id} is deleted`);
            await tell();
        }
      };
    }
  }
}

/**
 * Tells of a deletion when Upsun has agreed to it, or is found to have carried it out: once it is gone, no later run would
 * find out that a run which was killed meanwhile has not told of it.
 */
function tellOnce(
  { id, purpose }: Extract<CleanupAction, { kind: 'delete' }>,
  { onDeleted }: CleanupContext,
): () => Promise<void> {
  let isTold = false;
  return async () => {
    if (isTold || purpose.kind !== 'pull-request') return;
    isTold = true;
    await onDeleted(id, purpose.id);
  };
}

function checkOf(
  action: Extract<CleanupAction, { kind: 'delete' }>,
  snapshot: Snapshot,
  doomed: ReadonlySet<string>,
  context: CleanupContext,
): Omit<DeletionCheck, 'onAccepted'> {
  const { repository, project } = snapshot;
  return {
    repository,
    defaultBranch: project.defaultBranch,
    wasMarked: wasMarked(action.id, snapshot),
    doomed,
    async objection() {
      const asked = await confirmDeletion(action, snapshot, context);
      return asked.kind === 'objection' ? asked.reason : undefined;
    },
  };
}

async function deactivate(
  action: Extract<CleanupAction, { kind: 'deactivate' }>,
  context: CleanupContext,
): Promise<void> {
  const { log } = context;
  const { id } = action;
  log.info(`${id}: ${wordReason(action.reason)}`);
  const outcome = await applyDeactivate(action, context);
  switch (outcome.kind) {
    case 'unchanged':
      return log.info(`${id} stays: it is not active.`);
    case 'not-done':
      throw new PipeError('failure', `${id} was not deactivated: ${outcome.reason}`);
    case 'deactivated':
      return log.success(`${id} is deactivated`);
  }
}
