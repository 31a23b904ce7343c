/** Faults of whose data an environment gets, and who may see it. */
import type { Mutant } from './list.ts';

export const data: readonly Mutant[] = [
  {
    does: "gives every pull request production's data",
    file: 'plan/parent.ts',
    replace: 'return name === defaultBranch || (environment && givesData(environment, present));',
    by: 'return name === defaultBranch;',
  },
  {
    does: 'hangs pull requests below environments without data',
    file: 'plan/parent.ts',
    replace: 'return name === defaultBranch || (environment && givesData(environment, present));',
    by: 'return environment !== undefined;',
  },
  {
    does: 'moves a branch back below production',
    file: 'plan/desired.ts',
    replace: 'parent: isThere(snapshot.environments.get(id)) ? undefined : defaultBranch',
    by: 'parent: defaultBranch',
  },
  {
    does: 'does not pass PULL_REQUESTS_CLONE_PARENT_DATA on',
    file: 'plan/placement.ts',
    replace: 'return { parent: parent.id, clonesParentData, reason: below(parent) };',
    by: 'return { parent: parent.id, clonesParentData: true, reason: below(parent) };',
  },
  {
    does: 'deploys pull requests before the branches whose data they take',
    file: 'commands/reconcile.ts',
    replace: "['branch', 'pull-request'] as const",
    by: "['pull-request', 'branch'] as const",
  },
  {
    does: 'builds pull requests of forks',
    file: 'plan/eligibility.ts',
    replace: "if (pullRequest.fork && !policy.buildForkPullRequests) return { code: 'fork' };",
    by: '',
  },
  {
    does: 'goes live before HTTP_AUTH is set',
    file: 'apply/push.ts',
    replace: 'return httpAuth !== undefined || dataOnlyFrom !== undefined || variables.length > 0;',
    by: 'return dataOnlyFrom !== undefined || variables.length > 0;',
  },
];
