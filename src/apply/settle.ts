import { deployingTypes } from '../plan/activities.ts';
import { changesNeeded } from '../plan/differences.ts';
import type { DesiredEnvironment } from '../plan/desired.ts';
import { isLive } from '../plan/live.ts';
import { PipeError } from '../errors.ts';
import type { UpsunEnvironment } from '../upsun/upsun.ts';
import type { ApplyContext } from './context.ts';
import type { DeploymentOutcome } from './outcome.ts';
import { waitForDeployment } from './deploying.ts';
import { everySecond, poll } from '../poll.ts';
import { movedAway } from './parent.ts';
import { prepareVariables } from './variables.ts';
import { applyOperation } from './operate.ts';

/** Reads the environment back, changes what differs from what was asked for, and returns it as it was read. */
export async function editWhatDiffers(
  desired: DesiredEnvironment,
  context: ApplyContext,
): Promise<UpsunEnvironment> {
  const environment = await readBack(desired.id, context);
  const changes = changesNeeded(desired, environment);
  if (changes) {
    await untilEditable(environment, context);
    context.log.debug(`${desired.id}: editing ${Object.keys(changes).join(', ')}`);
    await context.writer.edit(desired.id, changes);
  }
  return environment;
}

/**
 * Brings an environment that was pushed to in line with what was asked for: changes what differs, waits for what else
 * deploys it, and wakes it where it should be active and is not. Returns `outcome` where nothing was left to do.
 */
export async function settle(
  desired: DesiredEnvironment,
  outcome: DeploymentOutcome,
  context: ApplyContext,
): Promise<DeploymentOutcome> {
  const environment = await editWhatDiffers(desired, context);
  if (environment.status === 'dirty') {
    const activities = await context.upsun.activities(desired.id, deployingTypes);
    const unfinished = activities.find(({ result }) => result === null);
    if (unfinished) {
      const next = await waitForDeployment(desired.id, unfinished, context);
      return next.kind === 'deployed' ? settle(desired, next, context) : next;
    }
  }
  if (isLive(environment)) return outcome;
  if (!desired.active) return { kind: 'stored' };
  if (environment.status === 'paused') return applyOperation(desired.id, 'resume', context);
  await prepareVariables(desired, context);
  const moved = await movedAway({ id: desired.id, onlyFrom: desired.dataOnlyFrom?.parent }, context);
  return moved ?? applyOperation(desired.id, 'activate', context);
}

/** While something runs, Upsun does not always let an environment be edited. Whether it does shows in its links. */
async function untilEditable(environment: UpsunEnvironment, context: ApplyContext): Promise<void> {
  if (isEditable(environment)) return;
  await poll(
    async () => isEditable(await readBack(environment.id, context)) || undefined,
    { bound: context.settings.deployTimeout, pauses: everySecond },
    context,
  );
}

function isEditable({ status, links }: UpsunEnvironment): boolean {
  return status !== 'dirty' || links['#edit'] !== undefined;
}

/** Milliseconds that an environment may be unknown for after its first push. */
const untilKnown = 4000;

async function readBack(id: string, context: ApplyContext): Promise<UpsunEnvironment> {
  const environment = await poll(
    () => context.upsun.environment(id),
    { bound: untilKnown, pauses: everySecond },
    context,
  );
  if (environment) return environment;
  throw new PipeError('failure', `Environment ${id} is gone from Upsun, where it was a moment ago.`, {
    remedy: 'Somebody may have deleted it. Run the step again to have it made anew.',
  });
}
