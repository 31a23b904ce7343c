import type { Action } from './actions.ts';
import type { DesiredEnvironment } from './desired.ts';
import { isLive } from './live.ts';
import { variableChanges } from './variables.ts';
import type { Environment, EnvironmentVariable } from './world.ts';

/**
 * The steps for an environment that exists, with its variables brought up to date before whatever deploys it. Where
 * nothing else does, Upsun deploys it for each change, and that is waited for. `present` is missing where nobody read it.
 */
export function withVariables(
  actions: readonly Action[],
  { id, variables }: Pick<DesiredEnvironment, 'id' | 'variables'>,
  existing: Environment | undefined,
  present: readonly EnvironmentVariable[] | undefined,
): readonly Action[] {
  const changes = existing && present && variableChanges(variables, existing, present);
  if (!changes || existing.status === 'deleting') return actions;
  const rest = actions.filter(({ kind }) => kind !== 'keep');
  const deploying = rest.findIndex(({ kind }) => deployingKinds.has(kind));
  const set = [...changes.create, ...changes.update].map(({ name }) => name);
  const reason = { code: 'variables', set, removed: changes.remove } as const;
  const isWaitedFor = deploying < 0 && isLive(existing) && set.length + changes.remove.length > 0;
  const step: Action = { kind: 'variables', id, changes, isWaitedFor, reason };
  return rest.toSpliced(deploying < 0 ? rest.length : deploying, 0, step);
}

const deployingKinds: ReadonlySet<Action['kind']> = new Set([
  'synchronize',
  'push',
  'activate',
  'resume',
  'redeploy',
]);
