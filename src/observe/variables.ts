import { inParallel } from '../parallel.ts';
import type { Snapshot } from '../plan/desired.ts';
import { isAt } from '../plan/differences.ts';
import { desireTarget } from '../plan/environment.ts';
import { environmentId, type Target } from '../plan/target.ts';
import type { Policy } from '../plan/policy.ts';
import { recordedNames } from '../plan/variables.ts';
import type { EnvironmentVariable } from '../plan/world.ts';
import type { UpsunReader } from '../upsun/upsun.ts';

/** Requests to Upsun that are under way at once. */
const requestsAtOnce = 8;

type VariablesReader = Pick<UpsunReader, 'variables'>;

/** The variables of the environment of a pull request; `undefined` where none are set or were set by the pipe. */
export async function observeVariables(
  target: Target,
  { environments }: Snapshot,
  { previewVariables }: Pick<Policy, 'previewVariables'>,
  upsun: VariablesReader,
): Promise<EnvironmentVariable[] | undefined> {
  const existing = environments.get(environmentId(target));
  if (target.kind === 'branch' || !existing || existing.status === 'deleting') return undefined;
  const hasAny = previewVariables.length > 0 || recordedNames(existing).length > 0;
  return hasAny ? upsun.variables(existing.id) : undefined;
}

/** Those of all environments whose code is right already, by environment: the others are deployed anyway. */
export async function observeAllVariables(
  targets: readonly Target[],
  snapshot: Snapshot,
  policy: Policy,
  upsun: VariablesReader,
): Promise<Map<string, EnvironmentVariable[]>> {
  const settled = targets.filter((target) => {
    const existing = snapshot.environments.get(environmentId(target));
    const desire = desireTarget(target, snapshot, policy);
    return existing && desire.kind === 'wanted' && isAt(existing, desire.environment.commit);
  });
  const all = new Map<string, EnvironmentVariable[]>();
  await inParallel(settled, requestsAtOnce, async (target) => {
    const variables = await observeVariables(target, snapshot, policy, upsun);
    if (variables) all.set(environmentId(target), variables);
  });
  return all;
}
