/** What each step of a deployment's plan asks Upsun for. */
import type { Action } from '../../../src/plan/actions.ts';
import * as upsun from './upsun.ts';
import type { World } from './world.ts';

/** Takes one step. `outdated`: it was made anew, and must be planned for once more. */
export function take(world: World, action: Action): 'outdated' | undefined {
  const { id } = action;
  switch (action.kind) {
    case 'create':
    case 'push': {
      const { environments } = world;
      const present = environments.get(id)?.headCommit ?? null;
      if (present !== action.from) throw new Error(`${id} is at ${present}, not at ${action.from}`);
      const { commit, attributes, ...options } = action.desired;
      upsun.push(world, id, commit, options);
      if (action.kind === 'create') upsun.edit(world, id, { attributes });
      const status = environments.get(id)?.status;
      if (action.desired.active && status !== 'active') upsun.operate(world, id, 'activate');
      return undefined;
    }
    case 'edit':
      upsun.edit(world, id, action.changes);
      return undefined;
    case 'activate':
    case 'resume':
    case 'redeploy':
      upsun.operate(world, id, action.kind);
      return undefined;
    case 'deactivate': {
      const attributes = world.environments.get(id)?.attributes;
      const mark = { deactivated_at_commit: action.pullRequest.source.commit ?? '' };
      upsun.edit(world, id, { attributes: { ...attributes, ...mark } });
      upsun.operate(world, id, 'deactivate');
      return undefined;
    }
    case 'wait':
      upsun.settle(world, id);
      return 'outdated';
    case 'follow':
      upsun.settle(world, id);
      return undefined;
    default:
      return undefined;
  }
}
