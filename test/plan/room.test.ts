import { describe, expect, test } from 'vitest';
import { desireTarget } from '../../src/plan/environment.ts';
import { isBlocked, roomLackedBy } from '../../src/plan/room.ts';
import type { Environment } from '../../src/plan/world.ts';
import {
  branchTarget,
  byId,
  defaults,
  environment,
  kindsOf,
  older,
  onlyAction,
  planFor,
  previewEnvironment,
  project,
  pullRequest,
  pullRequestTarget,
  repository,
} from './world.ts';

function blocked(id: string, environments: Environment[], environmentLimit?: number): boolean {
  const snapshot = {
    project: { ...project, environmentLimit },
    repository,
    environments: byId(environments),
  };
  return isBlocked(id, snapshot);
}

const main = environment('main');

describe('an environment must wait for another to go', () => {
  test.each<{ what: string; others: Environment[]; limit?: number }>([
    { what: 'where there is no room', others: [environment('a')], limit: 1 },
    { what: 'where the subscription allows none', others: [], limit: 0 },
    {
      what: 'where a paused one has the last room',
      others: [environment('a', { status: 'paused' })],
      limit: 1,
    },
    { what: 'where its name lies below that of another branch', others: [environment('feature')] },
    { what: "where another branch's name lies below its own", others: [environment('feature/x/y')] },
  ])('$what', ({ others, limit }) => {
    expect(blocked('feature/x', [main, ...others], limit)).toBe(true);
  });

  test.each<{ what: string; others: Environment[]; limit?: number }>([
    { what: 'where nothing limits their number', others: [environment('a')] },
    { what: 'where there is room', others: [environment('a')], limit: 2 },
    { what: 'where the others are inactive', others: [environment('a', { status: 'inactive' })], limit: 1 },
    { what: 'where it has room already', others: [environment('feature/x')], limit: 1 },
    {
      what: 'for a name that only resembles its own',
      others: [environment('feature/xy'), environment('feat')],
    },
  ])('but not $what', ({ others, limit }) => {
    expect(blocked('feature/x', [main, ...others], limit)).toBe(false);
  });

  test('but production never does', () => {
    expect(blocked('main', [environment('main', { status: 'inactive' }), environment('a')], 1)).toBe(false);
  });
});

test('nothing is desired for a branch that is gone', () => {
  const snapshot = { project, repository, environments: byId([main]) };
  expect(desireTarget({ kind: 'branch', name: 'gone', tip: undefined }, snapshot, defaults).kind).toBe(
    'unwanted',
  );
});

describe('what Upsun refused for want of room is planned as in a project that is seen to be full', () => {
  const refusal = 'Environment limit reached';
  const asleep = { status: 'inactive', hasDeployment: false } as const;
  const said = 'no room: Upsun says "Environment limit reached"';
  const idle = {
    environment: environment('pr-3'),
    pullRequest: pullRequest({ id: 3 }),
    since: 1,
  };

  test.each([
    { onLimit: 'warn', kind: 'skip' },
    { onLimit: 'fail', kind: 'fail' },
    { onLimit: 'evict', kind: 'skip' },
  ] as const)('a pull request, with ON_LIMIT=$onLimit', ({ onLimit, kind }) => {
    const plan = planFor(pullRequestTarget(), { environments: [main], refusal }, { onLimit });
    expect(onlyAction(plan)).toMatchObject({ kind, reason: expect.stringContaining(said) });
  });

  test('another one makes way, where there is one', () => {
    const environments = [main, previewEnvironment(asleep), idle.environment];
    const facts = { environments, refusal, evictable: [idle] };
    const plan = planFor(pullRequestTarget(), facts, { onLimit: 'evict' });
    expect(kindsOf(plan)).toEqual(['deactivate', 'activate']);
  });

  const inactive = { activateBranches: ['develop'], onLimit: 'fail' } as const;

  test('a branch is stored, and the plan says why', () => {
    const facts = { environments: [main], refusal };
    expect(onlyAction(planFor(branchTarget('develop'), facts, inactive))).toMatchObject({
      kind: 'create',
      desired: { active: false },
      reason: expect.stringContaining(said),
    });
  });

  test('a branch that the refused push has stored stays so, and the plan says why', () => {
    const facts = { environments: [main, environment('develop', asleep)], refusal };
    expect(onlyAction(planFor(branchTarget('develop'), facts, inactive))).toMatchObject({
      kind: 'keep',
      reason: expect.stringContaining(said),
    });
  });

  test('a branch with a new commit is stored once more', () => {
    const stored = environment('develop', { ...asleep, headCommit: older });
    const facts = { environments: [main, stored], refusal };
    expect(onlyAction(planFor(branchTarget('develop'), facts, inactive))).toMatchObject({
      kind: 'push',
      desired: { active: false },
    });
  });

  test('what somebody has made active since is left as it is', () => {
    const plan = planFor(pullRequestTarget(), { environments: [main, previewEnvironment()], refusal });
    expect(onlyAction(plan)).toMatchObject({ kind: 'keep', reason: 'up to date' });
  });
});

function lacksRoom(environments: Environment[], taken: number): boolean {
  const limited = { ...project, environmentLimit: 2 };
  const allotted = { taken, limit: 2 };
  const snapshot = { project: limited, repository, environments: byId([main, ...environments]), allotted };
  return roomLackedBy('feature/x', snapshot) !== undefined;
}

describe('the room that a plan for the whole project left for an environment', () => {
  test('is there still while others of the same plan are being deployed', () => {
    const dirty = { status: 'dirty', hasDeployment: false } as const;
    expect(lacksRoom([environment('a', dirty), environment('b', dirty)], 1)).toBe(false);
  });

  test('is not there because those that it was given to have not begun', () => {
    expect(lacksRoom([], 2)).toBe(true);
  });

  test('is gone where somebody else took it in the meantime', () => {
    expect(lacksRoom([environment('a'), environment('b')], 0)).toBe(true);
  });
});

test.each(['release', 'release/1.0/hotfix'])(
  'a branch that git cannot have beside %s fails in the plan',
  (other) => {
    const plan = planFor(branchTarget('release/1.0'), { environments: [main, environment(other)] });
    expect(onlyAction(plan)).toMatchObject({
      kind: 'fail',
      reason: expect.stringContaining(`Git cannot have a branch release/1.0 beside the branch ${other}`),
    });
  },
);
