import type { Action } from '../plan/actions.ts';
import type { Activity } from '../plan/world.ts';
import { inWords } from '../text/duration.ts';

/** Where the data of an environment was copied from. */
export interface CopiedData {
  environment: string;
  /** Milliseconds since then. */
  age: number | undefined;
}

/** Where the data of an environment comes from, in words. */
export function copied({ environment, age }: CopiedData): string {
  return `copied from ${environment}${age === undefined ? '' : `, ${inWords(age)} ago`}`;
}

const copying: readonly string[] = ['environment.synchronize', 'environment.activate'];

/**
 * Where the data of an environment comes from and how old it is, as far as its activities tell (newest first).
 * `undefined` where it takes none of its parent's.
 */
export function copiedData(
  parent: string | undefined,
  actions: readonly Action[],
  known: { activities: readonly Activity[]; createdAt: number | undefined; now: number },
): CopiedData | undefined {
  if (parent === undefined) return undefined;
  const fresh = actions.some(
    ({ kind }) => kind === 'create' || kind === 'activate' || kind === 'synchronize',
  );
  if (fresh) return { environment: parent, age: undefined };
  const at = lastCopyAt(known.activities) ?? known.createdAt;
  return at === undefined ? undefined : { environment: parent, age: known.now - at };
}

/** The last thing that copied data: whatever made it live again after it was deactivated, or a copy of its own. */
function lastCopyAt(activities: readonly Activity[]): number | undefined {
  let next: number | undefined;
  for (const { type, result, at } of activities) {
    if (type === 'environment.deactivate') return next;
    if (result !== 'success') continue;
    if (copying.includes(type)) return at;
    next = at;
  }
  return undefined;
}
