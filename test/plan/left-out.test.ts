import { describe, expect, test } from 'vitest';
import { planDeployment } from '../../src/plan/deployment.ts';
import type { Target } from '../../src/plan/target.ts';
import { whyLeftOut } from '../../src/plan/left-out.ts';
import type { Policy } from '../../src/plan/policy.ts';
import type { Environment } from '../../src/plan/world.ts';
import {
  branchTarget,
  byId,
  defaults,
  environment,
  older,
  previewEnvironment,
  project,
  pullRequestTarget,
  repository,
} from './world.ts';

const main = environment('main');
const elsewhere = { pullRequestTargets: ['release/*'] };

interface Given {
  target?: Target;
  others?: Environment[];
  limit?: number;
  commit?: string;
  policy?: Partial<Policy>;
}

/** Why the target of a run is left out, as far as somebody has to be told. */
function told({ target = pullRequestTarget(), others = [], limit, commit, policy }: Given) {
  const environments = byId([main, ...others]);
  const snapshot = { project: { ...project, environmentLimit: limit }, repository, environments };
  const facts = { ...snapshot, target, commit, activities: [], evictable: [] };
  const { actions } = planDeployment(facts, { ...defaults, ...policy });
  return whyLeftOut({ target, actions }, environments)?.code;
}

describe('a pull request for which nothing is deployed is told why', () => {
  const foreign = { ...previewEnvironment().attributes, repository: 'acme/other', repository_uuid: '{2}' };

  test.each<Given & { what: string; code: string }>([
    { what: 'where there is no room', limit: 0, code: 'no-room' },
    {
      what: 'where there is no room to bring back what was deactivated',
      others: [previewEnvironment({ status: 'inactive', hasDeployment: false })],
      limit: 0,
      code: 'no-room',
    },
    {
      what: 'where nothing can make room',
      limit: 0,
      policy: { onLimit: 'evict' },
      code: 'no-room',
    },
    { what: 'where its target is not included', policy: elsewhere, code: 'target-not-included' },
    {
      what: 'where its target is no longer included, and an older commit is live',
      others: [previewEnvironment({ headCommit: older })],
      policy: elsewhere,
      code: 'target-not-included',
    },
    {
      what: 'where its source is not included',
      policy: { pullRequestSources: ['!feature/**'] },
      code: 'source-not-included',
    },
    {
      what: 'where it changes none of the files that are included',
      target: { ...pullRequestTarget(), files: { kind: 'listed', paths: ['docs/index.md'] } } as Target,
      policy: { pullRequestPaths: ['apps/**'] },
      code: 'paths-not-included',
    },
    {
      what: 'where another repository has an environment of that name',
      others: [previewEnvironment({ attributes: foreign })],
      code: 'owned-by-other',
    },
  ])('$what', ({ code, ...given }) => {
    expect(told(given)).toBe(code);
  });
});

describe('nobody is told', () => {
  test.each<Given & { what: string }>([
    { what: 'of what is deployed' },
    { what: 'of what is up to date', others: [previewEnvironment()] },
    {
      what: 'of a commit that is live although its target is no longer included',
      others: [previewEnvironment()],
      policy: elsewhere,
    },
    {
      what: 'of a commit that is live although its source is no longer included',
      others: [previewEnvironment()],
      policy: { pullRequestSources: ['!feature/**'] },
    },
    { what: 'of a pull request that asked for nothing', policy: { buildPullRequests: 'on-request' } },
    { what: 'of a failure, which is told by itself', limit: 0, policy: { onLimit: 'fail' } },
    { what: 'of a fork', target: pullRequestTarget({ fork: true }) },
    { what: 'of [skip env]', target: pullRequestTarget({ title: 'Typo [skip env]' }) },
    {
      what: 'of a draft',
      target: pullRequestTarget({ draft: true }),
      policy: { buildDraftPullRequests: false },
    },
    { what: 'where no pull requests are built at all', policy: { buildPullRequests: false } },
    { what: 'of a pull request that is closed', target: pullRequestTarget({ state: 'MERGED' }) },
    { what: 'of a commit that was overtaken, which is told by itself', commit: older },
    { what: 'of a branch', target: branchTarget('feature/a'), policy: { branches: ['main'] } },
    {
      what: 'of a pull request whose source branch is gone',
      target: pullRequestTarget({ source: { name: 'feature/login', commit: undefined } }),
      policy: elsewhere,
    },
  ])('$what', (given) => {
    expect(told(given)).toBeUndefined();
  });
});
