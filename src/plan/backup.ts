import type { Action } from './actions.ts';
import type { Policy } from './policy.ts';
import type { Environment, Project } from './world.ts';

/** The steps for an environment, with a backup before the push where that is to production and data could be lost. */
export function withBackup(
  actions: readonly Action[],
  existing: Environment | undefined,
  { defaultBranch }: Pick<Project, 'defaultBranch'>,
  { backup }: Pick<Policy, 'backup'>,
): readonly Action[] {
  if (!backup || existing?.id !== defaultBranch || !existing.hasDeployment) return actions;
  return actions.flatMap((action): Action[] => {
    if (action.kind !== 'push') return [action];
    const { id, from } = action;
    return [{ kind: 'backup', id, from, reason: { code: 'backup' } }, action];
  });
}
