import { describe, expect, test } from 'vitest';
import { type CleanupFacts, planCleanup } from '../../src/plan/cleanup.ts';
import { idleEnvironments, idleMark, isResting } from '../../src/plan/idle.ts';
import type { Environment, PullRequest } from '../../src/plan/world.ts';
import {
  byId,
  environment,
  older,
  previewEnvironment,
  project,
  pullRequest,
  repository,
  tip,
  read,
  rowsOf,
} from './world.ts';

const lastActivities = new Map([['pr-7', 100]]);

function idle(
  changes: Partial<Environment>,
  open = pullRequest(),
  { protectedEnvironments = [] as string[], others = [] as Environment[], activities = lastActivities } = {},
) {
  const environments = byId([environment('main'), previewEnvironment(changes), ...others]);
  return idleEnvironments({ repository, environments }, [open], activities, protectedEnvironments);
}

describe('an environment is idle since', () => {
  test.each([
    { what: 'its last activity', deployed: undefined, updated: undefined, since: 100 },
    { what: 'its last deployment', deployed: 200, updated: 150, since: 200 },
    { what: 'the last change of its pull request', deployed: 200, updated: 300, since: 300 },
  ])('$what', ({ deployed, updated, since }) => {
    const [found] = idle({ lastDeploymentAt: deployed }, pullRequest({ updatedAt: updated }));
    expect(found?.since).toBe(since);
  });
});

describe('never taken for idle is', () => {
  test.each<{
    what: string;
    changes?: Partial<Environment>;
    title?: string;
    more?: Parameters<typeof idle>[2];
  }>([
    { what: 'one that is to be kept', title: 'Demo [keep env]' },
    { what: 'one that is inactive', changes: { status: 'inactive' } },
    { what: 'one that something runs on', changes: { status: 'dirty' } },
    { what: 'one that nobody marked', changes: { attributes: {} } },
    { what: 'one of type staging', changes: { type: 'staging' } },
    { what: 'the default environment', changes: { isMain: true } },
    { what: 'a protected one', more: { protectedEnvironments: ['pr-*'] } },
    { what: 'one with children', more: { others: [environment('child', { parent: 'pr-7' })] } },
    { what: 'one whose activities are unknown', more: { activities: new Map() } },
  ])('$what', ({ changes = {}, title = 'Add login', more = {} }) => {
    expect(idle(changes, pullRequest({ title }), more)).toEqual([]);
  });

  test('the environment of a branch, whatever its name', () => {
    const marks = environment('pr-7').attributes;
    expect(idle({ attributes: marks })).toEqual([]);
  });
});

test('the longest idle one comes first, and a paused one is idle too', () => {
  const attributes = { ...previewEnvironment().attributes, environment: 'pr-8', pull_request: '8' };
  const environments = byId([previewEnvironment(), environment('pr-8', { status: 'paused', attributes })]);
  const activities = new Map([
    ['pr-7', 20],
    ['pr-8', 10],
  ]);
  const open = [pullRequest(), pullRequest({ id: 8 })];
  const found = idleEnvironments({ repository, environments }, open, activities, []);
  expect(found.map((one) => one.environment.id)).toEqual(['pr-8', 'pr-7']);
});

const plan = (pullRequestTtl: number | undefined, now: number) =>
  rowsOf(
    planCleanup(
      read<CleanupFacts>({
        project,
        repository,
        environments: byId([environment('main'), previewEnvironment()]),
        branches: [{ name: 'main', commit: tip }],
        openPullRequests: [pullRequest()],
        idle: idle({}),
        now,
      }),
      {
        fetchBranches: true,
        pruneBranches: true,
        pruneUnmanaged: false,
        takeOver: [],
        protectedEnvironments: [],
        maxDeletions: 1,
        pullRequestTtl,
      },
    ),
  ).map(({ kind, id }) => `${kind} ${id}`);

describe('cleaning up', () => {
  test('deactivates what is idle for longer than PULL_REQUEST_TTL', () => {
    expect(plan(50, 151)).toEqual(['deactivate pr-7']);
    expect(plan(50, 150)).toEqual([]);
    expect(plan(undefined, 1e9)).toEqual([]);
  });
});

function rests(deactivatedFor: PullRequest, now: PullRequest): boolean {
  const attributes = idleMark(previewEnvironment(), deactivatedFor);
  return isResting(previewEnvironment({ status: 'inactive', attributes }), now);
}

describe('an environment that was deactivated for being idle rests', () => {
  const unread = pullRequest({ source: { ...pullRequest().source, commit: undefined } });

  test('until another commit is pushed', () => {
    expect(rests(pullRequest(), pullRequest())).toBe(true);
    const pushed = pullRequest({ source: { ...pullRequest().source, commit: older } });
    expect(rests(pullRequest(), pushed)).toBe(false);
  });

  test('only where Bitbucket told its commit', () => {
    expect(rests(unread, pullRequest())).toBe(false);
    expect(rests(unread, unread)).toBe(false);
  });
});
