/** Where the children of what goes are moved. */
import type { CleanupAction } from './actions.ts';
import type { Snapshot } from './desired.ts';
import type { Environment } from './world.ts';

/** Children that stay are moved to the nearest ancestor that stays. */
export function movedChildren(
  { environments, project }: Pick<Snapshot, 'environments' | 'project'>,
  doomed: ReadonlySet<string>,
): CleanupAction[] {
  return [...environments.values()].flatMap(({ id, parent }): CleanupAction[] => {
    if (!parent || !doomed.has(parent) || doomed.has(id)) return [];
    const nearest = heirOf(parent, environments, doomed) ?? project.defaultBranch;
    const staying = nearest === id ? project.defaultBranch : nearest;
    return [
      { kind: 'edit', id, changes: { parent: staying }, reason: { code: 'orphaned', parent, heir: staying } },
    ];
  });
}

/**
 * The nearest ancestor of an environment that stays, itself included; `undefined` where none is known. What somebody else
 * is deleting does not stay.
 */
export function heirOf(
  id: string,
  environments: ReadonlyMap<string, Pick<Environment, 'parent' | 'status'>>,
  doomed: ReadonlySet<string>,
): string | undefined {
  const seen = new Set<string>();
  for (let at: string | null = id; at && !seen.has(at);) {
    const environment = environments.get(at);
    if (!environment) return undefined;
    if (!doomed.has(at) && environment.status !== 'deleting') return at;
    seen.add(at);
    at = environment.parent;
  }
  return undefined;
}
