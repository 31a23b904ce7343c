/** Faults of what is deployed, and when that succeeded. */
import type { Mutant } from './list.ts';

export const deployment: readonly Mutant[] = [
  {
    does: 'deploys a commit that was overtaken',
    file: 'plan/environment.ts',
    replace: 'const obstacle = obstacleTo(facts, commit, existing);',
    by: 'const obstacle = undefined;\n  Object.assign(desire.environment, { commit: facts.commit ?? commit });',
  },
  {
    does: 'releases a tag that does not descend from what is live',
    file: 'plan/release.ts',
    replace: "if (standing === 'forward' || standing === 'hotfix') return undefined;",
    by: 'if (standing) return undefined;',
  },
  {
    does: 'lets a push change production that follows the tags of releases',
    file: 'plan/desired.ts',
    replace: 'if (isProduction && policy.releaseTags.length > 0)',
    by: 'if (isProduction && policy.releaseTags.length > 1)',
  },
  {
    does: 'takes a push that somebody else overtook for its own',
    file: 'apply/push.ts',
    replace: "if (result.kind !== 'unclear') return result.kind === 'lease-lost';",
    by: "if (result.kind !== 'unclear') return false;",
  },
  {
    does: 'takes a failed deployment for a success',
    file: 'apply/outcome.ts',
    replace: 'if (!failed(activity, failOnHookError))',
    by: 'if (activity.result !== null)',
  },
  {
    does: 'forgets FAIL_ON_HOOK_ERROR',
    file: 'plan/activities.ts',
    replace: 'if (hookFailed(activity)) return failOnHookError;',
    by: 'if (hookFailed(activity)) return false;',
  },
  {
    does: 'calls up to date what failed before',
    file: 'plan/differences.ts',
    replace: 'return stands ?',
    by: 'return stands && !stands ?',
  },
  {
    does: 'believes a redeployment that ran no build',
    file: 'apply/deploying.ts',
    replace: 'if (!failure && !(environment && saysFailed(environment, failOnHookError))) return outcome;',
    by: 'return outcome;',
  },
  {
    does: 'leaves what was closed during its deployment',
    file: 'commands/apply-and-report.ts',
    replace: "if (!pullRequest || pullRequest.state === 'OPEN') return outcome;",
    by: 'return outcome;',
  },
  {
    does: 'builds what is marked [skip env]',
    file: 'plan/eligibility.ts',
    replace: "if (hasMarker(pullRequest, 'skip env')) return { code: 'skip-marker' };",
    by: '',
  },
  {
    does: 'takes the environment of what went back to draft for unwanted',
    file: 'plan/desired.ts',
    replace: '(exists ? undefined : refuseCreation(pullRequest, files, policy))',
    by: 'refuseCreation(pullRequest, files, policy)',
  },
  {
    does: 'does not wait for what is being deleted before it makes it anew',
    file: 'plan/differences.ts',
    replace: "if (existing.status === 'deleting')",
    by: "if (existing.status === 'deleting' && desired.id === '')",
  },
  {
    does: 'takes away what people wrote into the attributes',
    file: 'plan/differences.ts',
    replace: 'const attributes = { ...existing.attributes, ...desired.attributes };',
    by: 'const attributes = { ...desired.attributes };',
  },
  {
    does: 'overlooks the limit of the project',
    file: 'plan/room.ts',
    replace: 'return !counts && room.taken >= room.limit ? room : undefined;',
    by: 'return !counts && room.taken > room.limit ? room : undefined;',
  },
  {
    does: 'does not mark what it made',
    file: 'plan/desired.ts',
    replace: 'attributes: ownershipMap(snapshot.repository, id, purpose),',
    by: 'attributes: {},',
  },
];
