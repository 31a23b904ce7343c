import { messageOf } from '../errors.ts';
import { deployingTypes } from '../plan/activities.ts';
import type { Operation, OperationBody } from '../upsun/upsun.ts';
import type { ApplyContext, ApplySettings } from './context.ts';
import type { DeploymentOutcome } from './outcome.ts';
import { followDeployment } from './deploying.ts';

/** Asks for an operation and follows what it begins. Where somebody else was faster, follows that instead. */
export async function applyOperation(
  id: string,
  operation: Operation,
  context: ApplyContext,
): Promise<DeploymentOutcome> {
  const { upsun, writer, settings } = context;
  const body = operation === 'activate' ? activation(settings) : undefined;
  const begun = await writer.operate(id, operation, body);
  const [latest] = begun ? [begun] : await upsun.activities(id, deployingTypes);
  if (!latest) return { kind: 'unchanged' };
  return followDeployment(id, latest, context);
}

/** An activation does not know `manual`: sizes that were never chosen stay so by themselves. */
function activation({ resourcesInit }: ApplySettings): OperationBody | undefined {
  return resourcesInit && resourcesInit !== 'manual' ? { resources: { init: resourcesInit } } : undefined;
}

/**
 * Has the parent's data copied again. Nobody waits for it: Upsun takes the push that follows after it. Code that comes
 * without new data is better than none, so what goes wrong is only a warning.
 */
export async function synchronize(
  id: string,
  { writer, log, signal }: ApplyContext,
): Promise<DeploymentOutcome> {
  const data = { synchronize_data: true, synchronize_code: false, rebase: false };
  try {
    await writer.operate(id, 'synchronize', data);
    log.info(`${id}: the parent's data is copied again`);
  } catch (error) {
    if (signal.aborted) throw error;
    log.warning(`The parent's data was not copied to ${id} again: ${messageOf(error)}`);
  }
  return { kind: 'unchanged' };
}
