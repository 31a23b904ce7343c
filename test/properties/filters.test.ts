/** What must be true of every plan, whatever the filters, markers and parents are. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Action } from '../../src/plan/actions.ts';
import { planDeployment } from '../../src/plan/deployment.ts';
import type { Target } from '../../src/plan/target.ts';
import type { Policy } from '../../src/plan/policy.ts';
import type { ChangedFiles, Environment } from '../../src/plan/world.ts';
import {
  byId,
  defaults,
  environment,
  older,
  previewEnvironment,
  project,
  pullRequest,
  repository,
  tip,
} from '../plan/world.ts';

const status = fc.constantFrom<Environment['status']>('active', 'inactive', 'paused', 'dirty', 'deleting');
const parent = fc.constantFrom('main', 'develop', 'sanitised', 'pr-7', 'gone', null);
const other = (id: string) =>
  fc.record({ status, parent, hasDeployment: fc.boolean() }).map((changes) => environment(id, changes));
const preview = fc
  .record({
    status,
    parent,
    hasDeployment: fc.boolean(),
    clonesParentData: fc.boolean(),
    headCommit: fc.constantFrom(older, tip),
  })
  .map(previewEnvironment);
const glob = fc.constantFrom('**', 'feature/**', '!feature/**', 'main', 'apps/**', '!docs/**');
const globs = fc.array(glob, { minLength: 1, maxLength: 3 });
const files = fc.constantFrom<ChangedFiles>(
  { kind: 'listed', paths: ['apps/a', 'docs/b'] },
  { kind: 'listed', paths: ['docs/b'] },
  { kind: 'listed', paths: [] },
  { kind: 'cut' },
);
const policy = fc.record({
  buildPullRequests: fc.constantFrom<Policy['buildPullRequests']>(true, false, 'on-request'),
  pullRequestTargets: globs,
  pullRequestSources: globs,
  pullRequestPaths: globs,
  pullRequestParent: fc.constantFrom(undefined, 'sanitised', 'sanitised', 'pr-7', 'develop'),
  pullRequestsCloneParentData: fc.boolean(),
  resyncPullRequests: fc.boolean(),
  wakesIdle: fc.boolean(),
});
const world = fc.record({
  environments: fc
    .tuple(
      ...[other('develop'), other('sanitised'), preview].map((one) => fc.option(one, { nil: undefined })),
    )
    .map((found) => [environment('main'), ...found.filter((one) => one !== undefined)]),
  title: fc.constantFrom('Log in', 'Log in [env]', 'Log in [skip env]', '[env] [skip env]'),
  target: fc.constantFrom('main', 'develop'),
  files: fc.option(files, { nil: undefined }),
  policy,
});

type World = typeof world extends fc.Arbitrary<infer Value> ? Value : never;

function planOf(given: World, changes: Partial<Policy> = {}): readonly Action[] {
  const { environments, title, target: into, files: changed } = given;
  const target: Target = {
    kind: 'pull-request',
    pullRequest: pullRequest({ title, target: into }),
    ...(changed ? { files: changed } : {}),
  };
  const facts = { target, commit: undefined, activities: [], evictable: [] };
  return planDeployment(
    { project, repository, environments: byId(environments), ...facts },
    { ...defaults, ...given.policy, ...changes },
  ).actions;
}

const assured = { numRuns: 3000 };
const takesAway = ['deactivate', 'wait'];

function isThere({ environments }: World): boolean {
  return environments.some(({ id, status: now }) => id === 'pr-7' && now !== 'deleting');
}

/** The steps of a plan that would copy data that is not to be had, or of another environment than the one that is set. */
function wrongCopies(given: World): Action[] {
  const { pullRequestParent: set } = given.policy;
  const environments = byId(given.environments);
  const above = environments.get(set ?? '');
  const isLive = above?.status === 'active' || (above?.status === 'dirty' && above.hasDeployment);
  let { parent: now, clonesParentData: clones } = { clonesParentData: true, ...environments.get('pr-7') };
  return planOf(given).filter((action) => {
    switch (action.kind) {
      case 'edit':
        now = action.changes.parent ?? now;
        clones = action.changes.clonesParentData ?? clones;
        return false;
      case 'create': {
        const { parent: below, dataOnlyFrom, clonesParentData } = action.desired;
        return below !== set || dataOnlyFrom?.parent !== set || (clonesParentData === true && !isLive);
      }
      case 'synchronize':
        return now !== set || action.onlyFrom !== set || !isLive;
      case 'activate':
        return now !== set || action.onlyFrom !== set || (clones && !isLive);
      default:
        return false;
    }
  });
}

test('no filter, marker or parent takes anything away from an environment that is there', () => {
  fc.assert(
    fc.property(world.filter(isThere), (given) => {
      expect(planOf(given).filter(({ kind }) => takesAway.includes(kind))).toEqual([]);
    }),
    assured,
  );
});

test('what decides about creation alone makes no difference to an environment that is there', () => {
  const built = world.filter((given) => isThere(given) && given.policy.buildPullRequests !== false);
  fc.assert(
    fc.property(built, (given) => {
      const open = { buildPullRequests: true, pullRequestPaths: ['**'] } as const;
      expect(planOf(given)).toEqual(planOf(given, open));
    }),
    assured,
  );
});

test('[skip env] creates nothing, whatever else is asked for', () => {
  fc.assert(
    fc.property(
      world.filter(({ title }) => title.includes('[skip env]')),
      (given) => {
        expect(planOf(given).map(({ kind }) => kind)).toEqual(['skip']);
      },
    ),
    assured,
  );
});

test('where a parent is set, data comes from that one while it is live, and from no other', () => {
  fc.assert(
    fc.property(
      world.filter(({ policy: { pullRequestParent } }) => pullRequestParent !== undefined),
      (given) => {
        expect(wrongCopies(given)).toEqual([]);
      },
    ),
    assured,
  );
});
