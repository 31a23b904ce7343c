/** Faults of what may be deleted, and how. */
import type { Mutant } from './list.ts';

export const deletion: readonly Mutant[] = [
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
