import type { Action, CleanupAction } from './actions.ts';
import type { DesiredEnvironment } from './desired.ts';
import { idleMark } from './idle.ts';
import type { Environment } from './world.ts';

/** The environments as they will be when the steps have been taken. Changes the map that it is given. */
export function simulate(
  environments: Map<string, Environment>,
  actions: readonly (Action | CleanupAction)[],
): void {
  for (const action of actions) {
    const existing = environments.get(action.id);
    if (action.kind === 'delete') environments.delete(action.id);
    else if (action.kind === 'create' || action.kind === 'wait') environments.set(action.id, created(action));
    else if (existing) environments.set(action.id, changed(existing, action));
  }
}

function created({ id, desired }: Pick<Action, 'id'> & { desired: DesiredEnvironment }): Environment {
  const users = desired.httpAuth ? { [desired.httpAuth.user]: desired.httpAuth.password } : {};
  return {
    id,
    title: desired.title ?? id,
    type: 'development',
    isMain: false,
    status: desired.active ? 'active' : 'inactive',
    parent: desired.parent ?? null,
    headCommit: desired.commit,
    hasDeployment: desired.active,
    clonesParentData: desired.clonesParentData ?? true,
    attributes: desired.attributes,
    httpAccess: { isEnabled: true, users, addresses: [] },
    lastDeploymentAt: undefined,
    lastDeploymentFailure: undefined,
  };
}

function changed(environment: Environment, action: Action | CleanupAction): Environment {
  switch (action.kind) {
    case 'edit':
      return { ...environment, ...action.changes };
    case 'push': {
      const { commit, active } = action.desired;
      const wakes = active || environment.status === 'paused';
      return { ...environment, headCommit: commit, ...(wakes ? live : {}) };
    }
    case 'activate':
    case 'resume':
      return { ...environment, ...live };
    case 'deactivate': {
      const attributes = idleMark(environment, action.pullRequest);
      return { ...environment, attributes, status: 'inactive', hasDeployment: false };
    }
    default:
      return environment;
  }
}

const live = { status: 'active', hasDeployment: true } as const;
