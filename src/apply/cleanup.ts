import { PipeError } from '../errors.ts';
import { type Log, withLabel } from '../log.ts';
import { inParallel } from '../parallel.ts';
import type { CleanupAction, DeactivateStep } from '../plan/actions.ts';
import type { CleanupPlan } from '../plan/cleanup.ts';
import type { Snapshot } from '../plan/desired.ts';
import { wordReason } from '../text/reasons.ts';
import { type Asked, openQuestions, type Questions, wasMarked } from './confirm.ts';
import type { ApplyContext } from './context.ts';
import { applyDeactivate } from './deactivate.ts';
import { applyDelete, type DeletionCheck, type DeletionContext } from './delete.ts';
import { recordStep, type StepEnd } from './record.ts';

/** What cleaning up needs of the world. */
export interface CleanupContext
  extends DeletionContext, Asked, Pick<ApplyContext, 'onDeactivated' | 'objectionToRest'> {
  /** Tells whoever still has the address of a pull request's environment that it was deleted. */
  onDeleted: (environment: string, pullRequest: number) => Promise<void>;
  /** A step failed; the others are taken all the same. */
  onFailure: (error: unknown) => void;
}

/** What was observed before the plan was made. */
export interface CleanupSnapshot extends Snapshot {
  /** How many activities Upsun runs at once. */
  concurrency: number;
}

type Step = Extract<CleanupAction, { kind: 'delete' | 'deactivate' }>;
type DeleteStep = Extract<Step, { kind: 'delete' }>;

/** What the steps of one plan share. */
interface Cleanup {
  snapshot: CleanupSnapshot;
  /** Every environment that the plan deletes. */
  doomed: ReadonlySet<string>;
  questions: Questions;
}

/**
 * Takes the steps side by side, as many as Upsun runs at once, and returns how many failed. A parent waits for its
 * children. A step that fails leaves the others to be taken, but a question to Bitbucket that gets no answer ends them
 * all: nothing is deleted on a guess.
 */
export async function applyCleanup(
  { actions }: Extract<CleanupPlan, { kind: 'applicable' }>,
  snapshot: CleanupSnapshot,
  context: CleanupContext,
): Promise<number> {
  const { environments, concurrency } = snapshot;
  const steps = actions.filter(takesAway);
  const doomed = new Set(steps.filter(({ kind }) => kind === 'delete').map(({ id }) => id));
  const questions = openQuestions(snapshot, context);
  const { unanswered } = questions;
  const isChild = (child: Step, parent: Step) => environments.get(child.id)?.parent === parent.id;
  let failures = 0;
  const take = async (step: Step) => {
    if (unanswered.size > 0) return;
    try {
      const labelled = { ...context, log: withLabel(context.log, step.id) };
      const cleanup = { snapshot, doomed, questions };
      await recordStep(
        step,
        context,
        () => takeStep(step, cleanup, labelled),
        (end) => end,
      );
    } catch (error) {
      if (context.signal.aborted) throw error;
      if (unanswered.has(error)) return;
      context.onFailure(error);
      failures += 1;
    }
  };
  await inParallel(steps, concurrency, take, (step, earlier) => isChild(earlier, step));
  for (const error of unanswered) throw error;
  return failures;
}

/** A child that stays is moved when its parent is about to go, and not before: the parent may stay. */
function takesAway(action: CleanupAction): action is Step {
  return action.kind === 'delete' || action.kind === 'deactivate';
}

function takeStep(step: Step, cleanup: Cleanup, context: CleanupContext): Promise<StepEnd> {
  switch (step.kind) {
    case 'delete':
      return deleteOne(step, cleanup, context);
    case 'deactivate':
      return deactivateOne(step, cleanup, context);
  }
}

async function deleteOne(step: DeleteStep, cleanup: Cleanup, context: CleanupContext): Promise<StepEnd> {
  const { log } = context;
  const { id, reason } = step;
  const asked = await cleanup.questions.confirm(step);
  if (asked.kind === 'objection') return stays(id, asked.reason, log);
  log.info(`${id}: ${wordReason(reason)}`);
  const tell = tellOnce(step, context);
  const check = { ...checkOf(step, cleanup), onAccepted: tell };
  const outcome = await applyDelete(asked.deletion, check, context);
  switch (outcome.kind) {
    case 'kept':
      return stays(id, outcome.reason, log);
    case 'not-done':
      throw new PipeError('failure', `${id} was not deleted: ${outcome.reason}`);
    case 'deleted':
      log.success(`${id} is deleted`);
      await tell();
      return { result: 'done' };
  }
}

function stays(id: string, reason: string, log: Pick<Log, 'info'>): StepEnd {
  log.info(`${id} stays: ${reason}.`);
  return { result: 'kept', detail: reason };
}

/**
 * Reports a deletion as soon as Upsun accepts it. If this run is killed after that, no later run can find out that the
 * deletion was never reported.
 */
function tellOnce({ id, purpose }: DeleteStep, { onDeleted }: CleanupContext): () => Promise<void> {
  let isTold = false;
  return async () => {
    if (isTold || purpose.kind !== 'pull-request') return;
    isTold = true;
    await onDeleted(id, purpose.id);
  };
}

function checkOf(
  step: DeleteStep,
  { snapshot, doomed, questions }: Cleanup,
): Omit<DeletionCheck, 'onAccepted'> {
  const { repository, project } = snapshot;
  return {
    repository,
    defaultBranch: project.defaultBranch,
    wasMarked: wasMarked(step.id, snapshot),
    doomed,
    async objection() {
      const asked = await questions.confirm(step);
      return asked.kind === 'objection' ? asked.reason : undefined;
    },
  };
}

async function deactivateOne(
  step: DeactivateStep,
  { questions }: Cleanup,
  context: CleanupContext,
): Promise<StepEnd> {
  const { log } = context;
  const { id, reason } = step;
  log.info(`${id}: ${wordReason(reason)}`);
  const outcome = await applyDeactivate(step, () => questions.objectionToRest(step), context);
  switch (outcome.kind) {
    case 'kept':
      return stays(id, outcome.reason, log);
    case 'unchanged':
      return stays(id, 'it is not active', log);
    case 'not-done':
      throw new PipeError('failure', `${id} was not deactivated: ${outcome.reason}`);
    case 'deactivated':
      log.success(`${id} is deactivated`);
      return { result: 'done' };
  }
}
