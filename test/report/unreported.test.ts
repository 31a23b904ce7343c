import { describe, expect, test } from 'vitest';
import type { Bitbucket, BuildStatus } from '../../src/bitbucket/bitbucket.ts';
import type { Action } from '../../src/plan/actions.ts';
import { environmentId, type Target } from '../../src/plan/target.ts';
import { idleMark } from '../../src/plan/idle.ts';
import type { Environment, PullRequest } from '../../src/plan/world.ts';
import { findUnreported, retractResting } from '../../src/report/unreported.ts';
import { openJournal } from '../../src/journal.ts';
import { fakeClock } from '../http/fake-clock.ts';
import {
  branchTarget,
  byId,
  environment,
  older,
  previewEnvironment,
  project,
  pullRequest,
  pullRequestTarget,
  repository,
  tip,
} from '../plan/world.ts';
import { writtenLog } from './written.ts';

type State = BuildStatus['state'];

/** What the functions need, with the status that every commit has, and what Bitbucket is asked and told. */
function ports(
  state: State | Error | undefined,
  settings: { buildStatus?: boolean; comments?: boolean } = {},
) {
  const asked: string[] = [];
  const told: string[] = [];
  const bitbucket = {
    longestText: 31_000,
    async commit(name) {
      asked.push(`commit ${name}`);
      return tip;
    },
    async buildState(commit, key) {
      asked.push(`${commit.slice(0, 4)} ${key}`);
      if (state instanceof Error) throw state;
      return state;
    },
    setBuildStatus: async (commit, status) => void told.push(`${commit.slice(0, 4)} ${status.state}`),
    comments: async () => [{ id: 1, text: 'Live\n\n[//]: # (upsun-environments abc123)' }],
    async updateComment(_pullRequest, comment) {
      told.push('comment');
      return comment;
    },
  } as Partial<Bitbucket> as Bitbucket;
  return {
    asked,
    told,
    settings: {
      wait: true,
      buildStatus: settings.buildStatus ?? true,
      codeInsights: true,
      pullRequestComment: settings.comments ?? false,
    },
    bitbucket,
    insights: undefined,
    outputs: undefined,
    hosts: { console: 'https://console.upsun.com' },
    log: writtenLog(),
    clock: fakeClock(),
    journal: openJournal(),
  };
}

function snapshotOf(...environments: Environment[]) {
  return { project, repository, environments: byId([environment('main'), ...environments]) };
}

function kept(target: Target, code: 'up-to-date' | 'resting' = 'up-to-date') {
  const actions: Action[] = [{ kind: 'keep', id: environmentId(target), reason: { code } }];
  return { target, actions };
}

const main = kept(branchTarget('main'));
const preview = kept(pullRequestTarget());
const snapshot = snapshotOf(previewEnvironment());

describe('what is up to date', () => {
  test.each<State | undefined>(['INPROGRESS', 'FAILED', 'STOPPED', undefined])(
    'is unreported where its commit has the status %s',
    async (state) => {
      const world = ports(state);
      expect(await findUnreported([main, preview], snapshot, world)).toEqual([main, preview]);
      expect(world.asked).toEqual(['bbbb upsun/abc123/main', 'bbbb upsun/abc123/pr-7']);
    },
  );

  test('is reported where its status is successful', async () => {
    expect(await findUnreported([main, preview], snapshot, ports('SUCCESSFUL'))).toEqual([]);
  });

  test('is left alone where the status cannot be read, with one warning for all', async () => {
    const world = ports(new Error('Bitbucket is away'));
    expect(await findUnreported([main, preview], snapshot, world)).toEqual([]);
    expect(world.log.lines()).toEqual([
      expect.stringMatching(/WARNING: 2 of 2 build statuses could not be read: Bitbucket is away/),
    ]);
  });

  test.each([
    ['statuses are switched off', { settings: { buildStatus: false } }],
    ['there are no credentials', { bitbucket: undefined }],
  ])('is not looked into where %s', async (_why, changes) => {
    const world = ports('INPROGRESS');
    expect(await findUnreported([main], snapshot, { ...world, ...changes })).toEqual([]);
    expect(world.asked).toEqual([]);
  });

  test('is read by the whole hash, which Upsun knows where Bitbucket abbreviates it', async () => {
    const world = ports('SUCCESSFUL');
    const target = pullRequestTarget({ source: { name: 'x', commit: tip.slice(0, 12) } });
    await findUnreported([kept(target)], snapshot, world);
    expect(world.asked).toEqual(['bbbb upsun/abc123/pr-7']);
  });

  test('is asked for its whole hash where a merge of it is deployed', async () => {
    const world = ports('SUCCESSFUL');
    const merged = snapshotOf(previewEnvironment({ headCommit: older }));
    const target = pullRequestTarget({ source: { name: 'x', commit: tip.slice(0, 12) } });
    await findUnreported([kept(target)], merged, world);
    expect(world.asked).toEqual(['commit bbbbbbbbbbbb', 'bbbb upsun/abc123/pr-7']);
  });
});

test('what is not live, or is about to change, is not asked for', async () => {
  const world = ports('INPROGRESS');
  const pushed: Action = { kind: 'edit', id: 'pr-7', changes: {}, reason: { code: 'changed', changes: {} } };
  const plans = [
    kept(pullRequestTarget(), 'resting'),
    { target: pullRequestTarget(), actions: [pushed] },
    { target: pullRequestTarget(), actions: [] },
  ];
  expect(await findUnreported(plans, snapshot, world)).toEqual([]);
  expect(world.asked).toEqual([]);
});

describe('an environment that was deactivated by a run that was killed then', () => {
  const open = pullRequest();
  const resting = (changes: Partial<Environment> = {}) => {
    const attributes = idleMark(previewEnvironment(), open);
    return snapshotOf(previewEnvironment({ status: 'inactive', attributes, ...changes }));
  };
  const retract = async (
    world: ReturnType<typeof ports>,
    of = resting(),
    pullRequests: readonly PullRequest[] | undefined = [open],
  ) => {
    await retractResting(of, pullRequests, world);
    return world.told;
  };

  test.each<State>(['SUCCESSFUL', 'INPROGRESS'])(
    'has its status %s and its comment taken back',
    async (state) => {
      expect(await retract(ports(state, { comments: true }))).toEqual(['comment', 'bbbb STOPPED']);
    },
  );

  test.each<State | undefined>(['STOPPED', 'FAILED', undefined])(
    'has nothing taken back where its status is %s',
    async (state) => {
      expect(await retract(ports(state, { comments: true }))).toEqual([]);
    },
  );

  test('has its comment taken back where there are no statuses', async () => {
    expect(await retract(ports(undefined, { buildStatus: false, comments: true }))).toEqual(['comment']);
  });

  test.each<[string, Partial<Environment>]>([
    ['is active again', { status: 'active' }],
    ['belongs to nobody', { attributes: { deactivated_at_commit: tip } }],
    [
      'was deactivated at another commit',
      { attributes: { ...previewEnvironment().attributes, deactivated_at_commit: older } },
    ],
  ])('is none where it %s', async (_where, changes) => {
    const world = ports('SUCCESSFUL');
    expect(await retract(world, resting(changes))).toEqual([]);
    expect(world.asked).toEqual([]);
  });

  test('is left alone where nobody tells which pull requests are open', async () => {
    const world = ports('SUCCESSFUL');
    await retractResting(resting(), undefined, world);
    expect(world.told).toEqual([]);
  });
});
