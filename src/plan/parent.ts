import { isLive } from './live.ts';
import { isPreviewId } from './preview.ts';
import type { Environment } from './world.ts';

/** Where a pull request environment hangs, and why there. */
export interface Parent {
  id: string;
  target: string;
  because:
    | 'target has data'
    | 'target has no environment'
    | 'target has no data'
    | 'target descends from it'
    | 'it is set'
    | 'it is set and has no data';
}

/** Why the environment that PULL_REQUEST_PARENT names cannot be the parent. */
export interface NoParent {
  code: 'parent-missing' | 'parent-descends';
  parent: string;
}

/** Where `id` hangs if a setting names its parent. Nobody else's data stands in for that of this one. */
export function setParent(
  id: string,
  parent: string,
  target: string,
  environments: ReadonlyMap<string, Environment>,
  defaultBranch: string,
): Parent | NoParent {
  const environment = environments.get(parent);
  if (parent === id || lineageOf(parent, environments, defaultBranch).includes(id))
    return { code: 'parent-descends', parent };
  if (!environment || environment.status === 'deleting') return { code: 'parent-missing', parent };
  return { id: parent, target, because: isLive(environment) ? 'it is set' : 'it is set and has no data' };
}

/**
 * Where `id` hangs: the target branch's environment, or its nearest ancestor that has data to copy. A paused environment
 * keeps its data but cannot give it, so it stays the parent only of a child that it already has.
 */
export function chooseParent(
  id: string,
  target: string,
  environments: ReadonlyMap<string, Environment>,
  defaultBranch: string,
): Parent {
  // An environment of such a name is that of a pull request, not of the target branch.
  if (isPreviewId(target) || !environments.has(target))
    return { id: defaultBranch, target, because: 'target has no environment' };

  const lineage = lineageOf(target, environments, defaultBranch);
  // Nothing can hang below itself. Only a parent that somebody else chose leads here.
  if (lineage.includes(id)) return { id: defaultBranch, target, because: 'target descends from it' };
  const present = environments.get(id)?.parent;
  const parent = lineage.find((name) => {
    const environment = environments.get(name);
    return name === defaultBranch || (environment && givesData(environment, present));
  });
  const because = parent === target ? 'target has data' : 'target has no data';
  return { id: parent ?? defaultBranch, target, because };
}

/** An environment and what it descends from, nearest first. */
function lineageOf(
  id: string,
  environments: ReadonlyMap<string, Environment>,
  defaultBranch: string,
): string[] {
  const visited = new Set<string>();
  for (let at = id; environments.has(at) && !visited.has(at);) {
    visited.add(at);
    at = environments.get(at)?.parent ?? defaultBranch;
  }
  return [...visited];
}

function givesData(environment: Environment, present: string | null | undefined): boolean {
  if (environment.status === 'paused') return environment.id === present;
  return isLive(environment);
}
