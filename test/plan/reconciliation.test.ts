import { describe, expect, test } from 'vitest';
import type { Policy } from '../../src/plan/policy.ts';
import type { CommitHash } from '../../src/plan/commit.ts';
import { afterEdits, planReconciliation, type ReconciliationFacts } from '../../src/plan/reconciliation.ts';
import type { Environment, PullRequest } from '../../src/plan/world.ts';
import {
  byId,
  defaults,
  environment,
  type Given,
  older,
  previewEnvironment,
  project,
  pullRequest,
  read,
  repository,
  tip,
} from './world.ts';

function rows(given: Given<ReconciliationFacts> = {}, policy: Partial<Policy> = {}): string[] {
  const { environments = [environment('main')], ...facts } = given;
  const nothing = { openPullRequests: [], activities: new Map(), merges: new Map(), evictable: [] };
  const branches = [{ name: 'main', commit: tip }];
  const plans = planReconciliation(
    read<ReconciliationFacts>({
      project,
      repository,
      environments: byId(environments),
      branches,
      ...nothing,
      ...facts,
    }),
    { ...defaults, wakesIdle: false, ...policy },
  );
  return plans.flatMap(({ actions }) => actions.map(({ kind, id }) => `${kind} ${id}`));
}

const merged = 'c'.repeat(40) as CommitHash;
const branch = (name: string, commit = tip) => ({ name, commit });
const open = (id: number, changes: Partial<PullRequest> = {}) =>
  pullRequest({ id, source: branch('feature/login'), ...changes });
const live = (id: number, changes: Partial<Environment> = {}) => {
  const attributes = {
    ...previewEnvironment().attributes,
    environment: `pr-${id}`,
    pull_request: String(id),
  };
  return environment(`pr-${id}`, { title: `PR ${id}: Add login`, attributes, ...changes });
};

describe('every branch and open pull request', () => {
  test('is planned, production first and pull requests last', () => {
    const branches = [branch('a'), branch('main', older), branch('feature/login')];
    expect(rows({ branches, openPullRequests: [open(2), open(1)] })).toEqual([
      'push main',
      'create a',
      'create feature/login',
      'create pr-1',
      'create pr-2',
    ]);
  });

  test.each(['active', 'paused'] as const)('that is %s with its commit is left so', (status) => {
    const facts = { branches: [branch('main'), branch('feature/login')], openPullRequests: [open(1)] };
    const policy = { fetchBranches: false };
    expect(rows({ ...facts, environments: [environment('main'), live(1, { status })] }, policy)).toEqual([
      'skip main',
      'skip feature/login',
      'keep pr-1',
    ]);
  });

  test('finds the parent that an earlier step makes', () => {
    const branches = [branch('main'), branch('develop'), branch('feature/login')];
    const facts = { branches, openPullRequests: [open(1, { target: 'develop' })] };
    const policy = { ...defaults, activateBranches: ['develop'] };
    const environments = byId([environment('main')]);
    const nothing = { activities: new Map(), merges: new Map(), evictable: [] };
    const plans = planReconciliation(
      read<ReconciliationFacts>({ project, repository, environments, ...nothing, ...facts }),
      policy,
    );
    expect(plans.at(-1)?.actions).toMatchObject([{ kind: 'create', desired: { parent: 'develop' } }]);
  });

  test('hangs below what a parent will be that is made anew when it is gone', () => {
    const branches = [branch('main'), branch('develop'), branch('feature/login')];
    const environments = byId([
      environment('main'),
      environment('next'),
      environment('develop', { status: 'deleting', parent: 'next' }),
    ]);
    const nothing = { activities: new Map(), merges: new Map(), evictable: [] };
    const openPullRequests = [open(1, { target: 'develop' })];
    const facts = { project, repository, environments, branches, openPullRequests, ...nothing };
    const plans = planReconciliation(read<ReconciliationFacts>(facts), defaults);
    expect(plans.at(-1)?.actions).toMatchObject([{ kind: 'create', desired: { parent: 'main' } }]);
  });

  test('is left alone where nothing is known of pull requests', () => {
    expect(rows({ openPullRequests: undefined, environments: [environment('main'), live(7)] })).toEqual([
      'keep main',
    ]);
  });
});

describe('a pull request whose branch is gone', () => {
  const branches = [branch('main')];

  test('keeps its environment as it is', () => {
    const environments = [environment('main'), live(7, { headCommit: older })];
    expect(rows({ branches, environments, openPullRequests: [open(7)] })).toEqual(['keep main', 'keep pr-7']);
  });

  test('gets none', () => {
    expect(rows({ branches, openPullRequests: [open(7)] })).toEqual(['keep main', 'skip pr-7']);
  });

  test('is another matter in a fork', () => {
    expect(
      rows({ branches, openPullRequests: [open(7, { fork: true })] }, { buildForkPullRequests: true }),
    ).toEqual(['keep main', 'create pr-7']);
  });
});

test('a pull request that changes no file of interest is left out, and the others go on', () => {
  const branches = [branch('main'), branch('feature/login')];
  const files = new Map([[7, { kind: 'listed', paths: ['docs/index.md'] } as const]]);
  const policy = { fetchBranches: false, pullRequestPaths: ['apps/**'] };
  const all = rows({ branches, files, openPullRequests: [open(7), open(8)] }, policy);
  expect(all).toContain('skip pr-7');
  expect(all).toContain('create pr-8');
});

describe('the result of a merge', () => {
  const branches = [branch('main'), branch('feature/login')];
  const facts = { branches, openPullRequests: [open(7)], environments: [environment('main'), live(7)] };

  test('takes the place of the source commit', () => {
    const merges = new Map([[7, { kind: 'merged', commit: merged } as const]]);
    expect(rows({ ...facts, merges }, { fetchBranches: false })).toContain('push pr-7');
  });

  test('that cannot be had fails alone', () => {
    const problem = 'The target branch old no longer exists.';
    const merges = new Map([[7, { kind: 'impossible', problem } as const]]);
    const all = rows({ ...facts, merges, openPullRequests: [open(7), open(8)] }, { fetchBranches: false });
    expect(all).toContain('fail pr-7');
    expect(all).toContain('create pr-8');
  });

  test('that is a conflict fails', () => {
    const merges = new Map([[7, { kind: 'conflict', files: ['a.txt'] } as const]]);
    expect(rows({ ...facts, merges }, { fetchBranches: false })).toContain('fail pr-7');
  });
});

describe('where the plan has room for one environment', () => {
  const limited = { project: { ...project, environmentLimit: 1 } };
  const branches = [branch('main'), branch('feature/login')];
  const quiet = { fetchBranches: false };
  const only = (kind: string, given: Given<ReconciliationFacts>, policy: Partial<Policy> = {}) =>
    rows({ ...limited, branches, ...given }, { ...quiet, ...policy }).filter((row) => row.startsWith(kind));

  test('the first takes it, and the second is left out', () => {
    const openPullRequests = [open(1), open(2)];
    expect(only('create', { openPullRequests })).toEqual(['create pr-1']);
    expect(only('fail', { openPullRequests }, { onLimit: 'fail' })).toEqual(['fail pr-2']);
  });

  test('one that is live already keeps it', () => {
    const environments = [environment('main'), live(1, { headCommit: older })];
    expect(only('push', { environments, openPullRequests: [open(1)] })).toEqual(['push pr-1']);
  });

  test('the longest idle one gives it up once, and what was just made does not', () => {
    const environments = [environment('main'), live(9)];
    const evictable = [{ environment: live(9), pullRequest: open(9), since: 1 }];
    const openPullRequests = [open(1, { updatedAt: 2 }), open(2, { updatedAt: 2 })];
    const evict = { onLimit: 'evict' } as const;
    const facts = { environments, evictable, openPullRequests };
    expect(only('deactivate', facts, evict)).toEqual(['deactivate pr-9']);
    expect(only('skip pr', facts, evict)).toEqual(['skip pr-2']);
  });

  test.each([
    { wakesIdle: false, updatedAt: 4, rows: ['skip pr-1'] },
    { wakesIdle: false, updatedAt: 6, rows: ['deactivate pr-9', 'create pr-1'] },
    { wakesIdle: true, updatedAt: 4, rows: ['deactivate pr-9', 'create pr-1'] },
  ])('what was used at 5 makes room at $updatedAt, asked for: $wakesIdle', ({ updatedAt, ...given }) => {
    const environments = [environment('main'), live(9)];
    const evictable = [{ environment: live(9), pullRequest: open(9), since: 5 }];
    const facts = { environments, evictable, openPullRequests: [open(1, { updatedAt })], branches };
    const policy = { ...quiet, onLimit: 'evict', wakesIdle: given.wakesIdle } as const;
    expect(rows({ ...limited, ...facts }, policy).filter((row) => !/(main|login)$/.test(row))).toEqual(
      given.rows,
    );
  });

  test('what is only edited by the plan may make room, and is edited first', () => {
    const environments = [environment('main'), live(9, { title: 'Old' })];
    const evictable = [{ environment: live(9), pullRequest: open(9), since: 1 }];
    const openPullRequests = [open(1, { updatedAt: 2 }), open(9)];
    const facts = { ...limited, environments, evictable, branches, openPullRequests };
    expect(rows(facts, { ...quiet, onLimit: 'evict' }).filter((row) => row.includes('pr-'))).toEqual([
      'edit pr-9',
      'deactivate pr-9',
      'create pr-1',
    ]);
  });

  test('a branch that should be active is stored, and production does not count', () => {
    const environments = [environment('main'), live(1)];
    const plan = rows(
      { ...limited, environments, branches: [branch('main', older), branch('develop')] },
      { activateBranches: ['develop'] },
    );
    expect(plan).toEqual(['push main', 'create develop']);
  });
});

const resting = (commit: string) => {
  const { attributes } = live(7);
  return live(7, { status: 'inactive', attributes: { ...attributes, deactivated_at_commit: commit } });
};

describe('an environment that was deactivated because it was idle', () => {
  const facts = { branches: [branch('main'), branch('feature/login')], openPullRequests: [open(7)] };
  const kinds = (existing: Environment, policy: Partial<Policy> = {}) =>
    rows(
      { ...facts, environments: [environment('main'), existing] },
      { fetchBranches: false, ...policy },
    ).filter((row) => row.endsWith('pr-7'));

  test('rests until something is pushed', () => {
    expect(kinds(resting(tip))).toEqual(['keep pr-7']);
    expect(kinds(resting(tip.slice(0, 12)))).toEqual(['keep pr-7']);
    expect(kinds(resting(older))).toEqual(['activate pr-7']);
    expect(kinds({ ...resting(older), headCommit: older })).toEqual(['push pr-7']);
  });

  test('comes back where a run was asked for', () => {
    expect(kinds(resting(tip), { wakesIdle: true })).toEqual(['activate pr-7']);
  });
});

test('the edits of a plan, and nothing else of it, tell what is idle', () => {
  const before = byId([environment('main'), environment('pr-1'), environment('pr-2')]);
  const target = { kind: 'branch', name: 'a', tip: undefined } as const;
  const reason = { code: 'up-to-date' } as const;
  const after = afterEdits(before, [
    { target, actions: [{ kind: 'edit', id: 'pr-1', changes: { parent: 'main' }, reason }] },
    { target, actions: [{ kind: 'activate', id: 'pr-2', reason }] },
  ]);
  expect(after.get('pr-1')).toEqual({ ...before.get('pr-1'), parent: 'main' });
  expect(after.get('pr-2')).toEqual(before.get('pr-2'));
});
