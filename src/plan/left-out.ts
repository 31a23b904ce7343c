import { sameCommit } from './commit.ts';
import { environmentId } from './target.ts';
import type { Reason } from './reasons.ts';
import type { TargetPlan } from './reconciliation.ts';
import type { Environment } from './world.ts';

/**
 * Why nothing is deployed for a pull request, where nobody who looks at it would know: what is said in the pull request
 * itself, that it comes from a fork, is a draft or asks for no environment, needs no explanation, nor does a project that
 * builds no pull requests at all. `undefined` also where its commit is deployed already.
 */
export function whyLeftOut(
  { target, actions }: TargetPlan,
  environments: ReadonlyMap<string, Environment>,
): Reason | undefined {
  if (target.kind !== 'pull-request') return undefined;
  const reason = actions.find(({ kind }) => kind === 'skip')?.reason;
  switch (reason?.code) {
    case 'no-room':
    case 'owned-by-other':
    case 'paths-not-included':
      return reason;
    case 'source-not-included':
    case 'target-not-included': {
      const existing = environments.get(environmentId(target));
      const { commit } = target.pullRequest.source;
      return existing?.hasDeployment && sameCommit(existing.headCommit, commit) ? undefined : reason;
    }
    default:
      return undefined;
  }
}
