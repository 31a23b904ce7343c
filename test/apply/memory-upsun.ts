import type { Clock } from '../../src/clock.ts';
import type { EnvironmentChanges } from '../../src/plan/world.ts';
import type { UpsunActivity, UpsunEnvironment } from '../../src/upsun/upsun.ts';
import { environmentAtTip, pushActivity } from './context.ts';

interface Running {
  id: string;
  kind: 'deactivate' | 'delete';
  began: number;
}

/** What a test may decide, by the environment. */
export interface Wishes {
  /** Milliseconds that an activity takes. */
  duration?: (id: string) => number;
  /** An activity is not over before this is so. */
  endsWhen?: (id: string, kind: Running['kind']) => boolean;
  /** Called before anything is changed, and refuses it by throwing. */
  onChange?: (what: string) => void;
}

/**
 * Upsun in memory. Deactivations and deletions take time on the clock; `happened` tells what was asked for and what came
 * of it, in order. Like the real one, it deletes a parent and leaves its children without any.
 */
export function memoryUpsun(clock: Clock, environments: readonly UpsunEnvironment[], wishes: Wishes = {}) {
  const { duration = () => 2000, endsWhen = () => true, onChange } = wishes;
  const all = new Map(environments.map((one) => [one.id, one]));
  const activities = new Map<string, UpsunActivity>();
  const running = new Map<string, Running>();
  const happened: string[] = [];
  let mostAtOnce = 0;

  function change(id: string, changes: Partial<UpsunEnvironment>): void {
    const known = all.get(id);
    if (!known) throw new Error(`There is no environment ${id}`);
    all.set(id, { ...known, ...changes });
  }
  function asked(what: string): void {
    settle();
    onChange?.(what);
    happened.push(what);
  }
  function begin(id: string, kind: Running['kind'], status: UpsunEnvironment['status']): UpsunActivity {
    const activity = pushActivity({
      id: `${kind}-${id}`,
      type: `environment.${kind}`,
      state: 'in_progress',
      result: null,
    });
    change(id, { status });
    activities.set(activity.id, activity);
    running.set(activity.id, { id, kind, began: clock.now() });
    mostAtOnce = Math.max(mostAtOnce, running.size);
    return activity;
  }
  function settle(): void {
    for (const [activity, { id, kind, began }] of running) {
      if (clock.now() - began < duration(id) || !endsWhen(id, kind)) continue;
      running.delete(activity);
      activities.set(activity, pushActivity({ id: activity, type: `environment.${kind}` }));
      if (kind === 'deactivate') change(id, { status: 'inactive', hasDeployment: false });
      else leaveOrphans(id);
      happened.push(kind === 'deactivate' ? `${id} is inactive` : `${id} is gone`);
    }
  }
  function leaveOrphans(id: string): void {
    all.delete(id);
    for (const child of all.values()) if (child.parent === id) change(child.id, { parent: null });
  }

  return {
    all,
    happened,
    change,
    /** The most activities that ran at the same time. */
    mostAtOnce: () => mostAtOnce,
    reader: {
      async environments() {
        settle();
        return [...all.values()];
      },
      async environment(id: string) {
        settle();
        return all.get(id);
      },
      activities: async () => [],
      async activity(id: string) {
        settle();
        return activities.get(id);
      },
      async *log({ id }: UpsunActivity) {
        yield `Log of ${id}`;
      },
    },
    writer: {
      async edit(id: string, { parent, attributes }: EnvironmentChanges) {
        asked(parent ? `move ${id} to ${parent}` : `mark ${id}`);
        change(id, { ...(parent ? { parent } : {}), ...(attributes ? { attributes } : {}) });
      },
      operate: () => Promise.reject(new Error('Nothing else is asked for.')),
      async deactivate(id: string) {
        asked(`deactivate ${id}`);
        return { activity: begin(id, 'deactivate', 'dirty') };
      },
      async remove({ id }: UpsunEnvironment) {
        asked(`delete ${id}`);
        begin(id, 'delete', 'deleting');
        return undefined;
      },
    },
  };
}

/** An environment in memory, active and below the default one. */
export function memoryEnvironment(id: string, changes: Partial<UpsunEnvironment> = {}): UpsunEnvironment {
  return environmentAtTip({ id, title: id, ...changes });
}
