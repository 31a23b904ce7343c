/** Faults that somebody could put into the pipe, each of which a random history must show. */
export interface Mutant {
  /** What the pipe then does wrong. */
  does: string;
  file: string;
  /** Stands in the file once. */
  replace: string;
  by: string;
}

const deletion: Mutant[] = [
  {
    does: 'deletes without asking Bitbucket about each environment',
    file: 'apply/confirm.ts',
    replace: 'const reason = await objectionTo(id, purpose, snapshot, asked);',
    by: 'const reason = undefined;',
  },
  {
    does: 'does not ask Bitbucket again before DELETE',
    file: 'apply/delete.ts',
    replace: 'const objection = await check.objection();',
    by: 'const objection = undefined;',
  },
  {
    does: 'takes a list that was cut off for the whole',
    file: 'bitbucket/pages.ts',
    replace: 'for await (const page of pagesFrom(first, read)) items.push(...page);',
    by: 'try { for await (const page of pagesFrom(first, read)) items.push(...page); } catch {}',
  },
  {
    does: 'forgets PROTECTED_ENVIRONMENTS',
    file: 'plan/cleanup.ts',
    replace: "if (matches(id, policy.protectedEnvironments)) return { code: 'protected-by-name' };",
    by: '',
  },
  {
    does: 'does not look at the type again',
    file: 'apply/delete.ts',
    replace: "if (environment.isMain || environment.type !== 'development')",
    by: 'if (environment.isMain)',
  },
  {
    does: 'does not look at the mark again',
    file: 'apply/delete.ts',
    replace: 'if (wasMarked && !ownPurpose(environment, repository))',
    by: 'if (false)',
  },
  {
    does: 'deletes what belongs to another repository',
    file: 'plan/ownership.ts',
    replace: 'return same ? undefined : owner;',
    by: 'return undefined;',
  },
  {
    does: 'believes marks that were copied from another environment',
    file: 'plan/ownership.ts',
    replace: 'if (managed_by !== manager || !repository || marked !== environment.id) return undefined;',
    by: 'if (managed_by !== manager || !repository) return undefined;',
  },
  {
    does: 'deletes what nobody marked',
    file: 'plan/cleanup.ts',
    replace: '(pruneUnmanaged ? purposeByName(environment.id) : undefined)',
    by: 'purposeByName(environment.id)',
  },
  {
    does: 'forgets MAX_DELETIONS',
    file: 'plan/cleanup.ts',
    replace: 'return deletions > limit ?',
    by: 'return deletions > limit + 99 ?',
  },
  {
    does: 'forgets PRUNE_BRANCHES',
    file: 'plan/cleanup.ts',
    replace: '!(policy.pruneBranches && policy.fetchBranches)',
    by: '!policy.fetchBranches',
  },
  {
    does: 'deactivates before it moves the children',
    file: 'apply/delete.ts',
    replace: 'const stuck = await moveChildren(children, { parent: id, heir }, moved, context);',
    by: 'await deactivated(deletion, check, context);\n    const stuck = await moveChildren(children, { parent: id, heir }, moved, context);',
  },
  {
    does: 'does not move the children',
    file: 'apply/delete.ts',
    replace: 'const stuck = await moveChildren(children, { parent: id, heir }, moved, context);',
    by: 'const stuck = undefined;',
  },
  {
    does: 'overlooks a child that was made in the meantime',
    file: 'apply/delete.ts',
    replace: 'const [child] = now.children;',
    by: 'const [child] = [] as UpsunEnvironment[];',
  },
  {
    does: 'moves children to production instead of to the nearest ancestor',
    file: 'apply/delete.ts',
    replace: 'heir: heirOf(id, all, doomed) ?? defaultBranch',
    by: 'heir: defaultBranch',
  },
  {
    does: 'takes a question to Bitbucket that failed for a confirmation',
    file: 'apply/confirm.ts',
    replace: "if (purpose.kind === 'branch') return (await reader.branch(id)) ? open : undefined;",
    by: "if (purpose.kind === 'branch') return (await reader.branch(id).catch(() => undefined)) ? open : undefined;",
  },
];

const data: Mutant[] = [
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
    replace: 'isProduction || isThere(snapshot.environments.get(id)) ? undefined',
    by: 'isProduction ? undefined',
  },
  {
    does: 'does not pass PULL_REQUESTS_CLONE_PARENT_DATA on',
    file: 'plan/desired.ts',
    replace: 'clonesParentData: policy.pullRequestsCloneParentData,\n    resync',
    by: 'clonesParentData: true,\n    resync',
  },
  {
    does: 'deploys pull requests before the branches whose data they take',
    file: 'commands/reconcile.ts',
    replace: "['branch', 'pull-request'] as const",
    by: "['pull-request', 'branch'] as const",
  },
  {
    does: 'builds pull requests of forks',
    file: 'plan/desired.ts',
    replace: "if (pullRequest.fork && !policy.buildForkPullRequests) return { code: 'fork' };",
    by: '',
  },
  {
    does: 'goes live before HTTP_AUTH is set',
    file: 'apply/push.ts',
    replace: "return kind === 'create' && desired.httpAuth !== undefined;",
    by: 'return false;',
  },
];

const deployment: Mutant[] = [
  {
    does: 'deploys a commit that was overtaken',
    file: 'plan/environment.ts',
    replace: 'if (commit && tip && !sameCommit(commit, tip))',
    by: 'if (commit && tip && !sameCommit(commit, tip)) desired.commit = commit;\n  if (id === "")',
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
    file: 'plan/desired.ts',
    replace: "if (hasMarker(pullRequest, 'skip env')) return { code: 'skip-marker' };",
    by: '',
  },
  {
    does: 'takes the environment of what went back to draft for unwanted',
    file: 'plan/desired.ts',
    replace: '!policy.buildDraftPullRequests && !exists)',
    by: '!policy.buildDraftPullRequests)',
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
    replace: 'attributes: isProduction ? {} : ownershipMap(snapshot.repository, id, purpose),',
    by: 'attributes: {},',
  },
];

const idleness: Mutant[] = [
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
    file: 'apply/confirm.ts',
    replace: "return now?.state === 'OPEN' && now.updatedAt === updatedAt;",
    by: 'return true;',
  },
  {
    does: 'deactivates environments that have children',
    file: 'plan/idle.ts',
    replace: '|| parents.has(id)) return [];',
    by: ') return [];',
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

const telling: Mutant[] = [
  {
    does: 'shows secrets in the log',
    file: 'log.ts',
    replace: 'write(`${redact(text)}\\n`)',
    by: 'write(`${text}\\n`)',
  },
  {
    does: 'leaves a build status in progress when an error ends the run',
    file: 'commands/apply-and-report.ts',
    replace: "await end(signal.aborted ? { kind: 'interrupted' } : { kind: 'error', error });",
    by: '',
  },
  {
    does: 'says INPROGRESS after the end',
    file: 'report/channels/build-status.ts',
    replace:
      'await Promise.race(hurry ? [begun, clock.sleep(500, clock.timeout(1000))] : [begun]);\n      ending.abort();',
    by: '',
  },
  {
    does: 'plans as if nothing had been deleted in a dry run',
    file: 'commands/cleanup.ts',
    replace: 'simulate(environments, plan.actions);',
    by: '',
  },
  {
    does: 'ends well although too much would be deleted',
    file: 'commands/cleanup.ts',
    replace: 'return { exitCode: exitCodes.refusal, environments: async () => snapshot.environments };',
    by: 'return { exitCode: exitCodes.done, environments: async () => snapshot.environments };',
  },
  {
    does: 'ends well although a deployment failed',
    file: 'commands/deployment.ts',
    replace: 'const exitCode = failed ? exitCodes.failure : exitCodes.done;',
    by: 'const exitCode = exitCodes.done;',
  },
];

export const mutants: readonly Mutant[] = [...deletion, ...data, ...deployment, ...idleness, ...telling];
