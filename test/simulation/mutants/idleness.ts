/** Faults of what is deactivated for being idle. */
import type { Mutant } from './list.ts';

export const idleness: readonly Mutant[] = [
  {
    does: 'deactivates what is marked [keep env]',
    file: 'plan/idle.ts',
    replace: "lastActivity === undefined || hasMarker(pullRequest, 'keep env')",
    by: 'lastActivity === undefined',
  },
  {
    does: 'counts cron runs and pauses as use',
    file: 'plan/activities.ts',
    replace: "  'environment.access.add',",
    by: "  'environment.access.add',\n  'environment.cron',\n  'environment.pause',",
  },
  {
    does: 'counts neither pushes nor changes of the pull request as use',
    file: 'plan/idle.ts',
    replace: 'Math.max(lastActivity, environment.lastDeploymentAt ?? 0, pullRequest.updatedAt ?? 0)',
    by: '(environment.lastDeploymentAt ?? 0)',
  },
  {
    does: 'does not ask again before it deactivates',
    file: 'apply/deactivate.ts',
    replace: 'const [now, environments, activities] =',
    by: 'if (id) return undefined;\n  const [now, environments, activities] =',
  },
  {
    does: 'deactivates environments that have children',
    file: 'plan/idle.ts',
    replace: '|| parents.has(id)) return [];',
    by: ') return [];',
  },
  {
    does: 'has one make way although there is room',
    file: 'plan/room.ts',
    replace: 'if (!desired.active || !lacked) return',
    by: 'if (!desired.active || (!lacked && onLimit !== "evict")) return',
  },
  {
    does: 'wakes what is idle again and again',
    file: 'plan/idle.ts',
    replace: "return environment?.status === 'inactive' && sameCommit",
    by: "return environment?.status === 'deleting' && sameCommit",
  },
  {
    does: 'wakes what Upsun paused',
    file: 'plan/differences.ts',
    replace: "if (existing.status === 'paused' && !wakesIdle) return undefined;",
    by: '',
  },
];
