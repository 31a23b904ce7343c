import type { Environment } from './world.ts';

/** Where a pull request environment hangs, and what it asked for where that is another one. */
export interface Parent {
  id: string;
  target: string;
  /** Why the target's own environment cannot be the parent. */
  because: 'target has data' | 'target has no environment' | 'target has no data';
}

/**
 * The target branch's environment, or its nearest ancestor that has data to copy. A paused environment keeps its data
 * but cannot give it, so it stays the parent only of a child that it already has.
 */
export function chooseParent(
  target: string,
  present: string | null | undefined,
  environments: ReadonlyMap<string, Environment>,
  defaultBranch: string,
): Parent {
  if (!environments.has(target)) return { id: defaultBranch, target, because: 'target has no environment' };

  const visited = new Set<string>();
  for (let id: string = target; !visited.has(id);) {
    const environment = environments.get(id);
    if (!environment) break;
    if (id === defaultBranch || givesData(environment, present)) {
      return { id, target, because: id === target ? 'target has data' : 'target has no data' };
    }
    visited.add(id);
    id = environment.parent ?? defaultBranch;
  }
  return { id: defaultBranch, target, because: 'target has no data' };
}

function givesData(environment: Environment, present: string | null | undefined): boolean {
  if (environment.status === 'paused') return environment.id === present;
  return environment.status === 'active' || (environment.status === 'dirty' && environment.hasDeployment);
}
