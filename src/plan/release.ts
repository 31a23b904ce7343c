/** What deploys an older commit on purpose, or production by tags. */
import type { Action } from './actions.ts';
import { sameCommit } from './commit.ts';
import type { Reason, Rollback } from './reasons.ts';
import type { Release, Target } from './target.ts';
import type { Environment } from './world.ts';

/**
 * Why the commit `tip` of a tag is not deployed; `undefined` where it is. `commit`: the one that the run was started for.
 */
export function obstacleToRelease(
  { tag, standing }: Release,
  tip: string,
  { commit, rollback }: { commit: string | undefined; rollback?: boolean | undefined },
  existing: Environment | undefined,
): Reason | undefined {
  if (commit && !sameCommit(commit, tip)) return { code: 'tag-moved', tag, commit, tip };
  const live = existing?.headCommit;
  if (!live || sameCommit(live, tip) || rollback) return undefined;
  if (standing === 'forward' || standing === 'hotfix') return undefined;
  return { code: 'not-forward', tag, commit: tip, live };
}

/** What a run takes back, if it does; `existing` is the environment as it is. */
export function rollbackOf(target: Target, existing: Environment | undefined): Rollback | undefined {
  const live = existing?.headCommit ?? undefined;
  switch (target.kind) {
    case 'pull-request':
      return undefined;
    case 'branch': {
      const { tip, newest, name: branch } = target;
      if (!tip || newest === undefined) return undefined;
      const from = live && !sameCommit(live, tip.commit) ? live : newest;
      return { from, to: tip.commit, until: { next: 'run', branch } };
    }
    case 'release': {
      const { tip, standing } = target;
      if (!tip.commit || !live || standing !== 'elsewhere' || sameCommit(live, tip.commit)) return undefined;
      return { from: live, to: tip.commit, until: { next: 'release' } };
    }
  }
}

/** Why an environment gets the commit `to`, where that is more than a new commit of its branch. */
export function whyMoved(target: Target, to: string, existing: Environment | undefined): Reason | undefined {
  const rollback = rollbackOf(target, existing);
  if (rollback) return { code: 'rollback', rollback };
  if (target.kind !== 'release') return undefined;
  const { tag, standing } = target;
  return { code: 'release', tag, from: existing?.headCommit ?? null, to, isHotfix: standing === 'hotfix' };
}

/** Why a run that is for another commit than the present one deploys nothing; `undefined` for any other plan. */
export function whyOvertaken(actions: readonly Action[]): Overtaken | undefined {
  return actions.map(({ reason }) => reason).find(isOvertaken);
}

/** Why a release is refused; `undefined` for any other plan. */
export function whyRefused(actions: readonly Action[]): Refused | undefined {
  return actions.map(({ reason }) => reason).find((reason) => reason.code === 'not-forward');
}

type Overtaken = Extract<Reason, { code: 'superseded' | 'tag-moved' | 'tag-gone' }>;
type Refused = Extract<Reason, { code: 'not-forward' }>;

function isOvertaken(reason: Reason): reason is Overtaken {
  return reason.code === 'superseded' || reason.code === 'tag-moved' || reason.code === 'tag-gone';
}
