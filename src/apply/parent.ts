import { isLive, isThere } from '../plan/live.ts';
import type { ApplyContext } from './context.ts';
import type { DeploymentOutcome } from './outcome.ts';

/** A step that copies data into an environment. */
interface Copying {
  id: string;
  /** The one environment whose data it may be; `undefined` where any parent will do. */
  onlyFrom?: string | undefined;
  /** Data is copied whatever the environment is set to. */
  kind?: string;
}

/**
 * Whether an environment would now get the data of another one than it is to, or of none: somebody moved it, or deleted
 * or stopped its parent, since that was planned. `undefined` where all is as it was.
 */
export async function movedAway(
  { id, onlyFrom, kind }: Copying,
  { upsun }: Pick<ApplyContext, 'upsun'>,
): Promise<DeploymentOutcome | undefined> {
  if (onlyFrom === undefined) return undefined;
  const [environment, parent] = await Promise.all([upsun.environment(id), upsun.environment(onlyFrom)]);
  const copies = kind === 'synchronize' || environment?.clonesParentData;
  const hangsThere = !environment || environment.parent === onlyFrom;
  const isSame = hangsThere && isThere(parent) && (!copies || isLive(parent));
  return isSame
    ? undefined
    : { kind: 'outdated', reason: `${id} cannot get the data of ${onlyFrom} any more` };
}
