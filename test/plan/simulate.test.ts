import { expect, test } from 'vitest';
import type { Action, CleanupAction } from '../../src/plan/actions.ts';
import type { DesiredEnvironment } from '../../src/plan/desired.ts';
import { simulate } from '../../src/plan/simulate.ts';
import {
  byId,
  desiredBy,
  environment,
  planFor,
  previewEnvironment,
  pullRequest,
  pullRequestTarget,
} from './world.ts';

function after(...actions: (Action | CleanupAction)[]) {
  const environments = byId([
    environment('main'),
    previewEnvironment({ status: 'inactive', hasDeployment: false }),
  ]);
  simulate(environments, actions);
  return environments;
}

const id = 'pr-7';
const reason = { code: 'up-to-date' } as const;
const desired: DesiredEnvironment = desiredBy(planFor(pullRequestTarget()));

test.each(['create', 'wait'] as const)('what is made is as it was desired: %s', (kind) => {
  const httpAuth = { user: 'team', password: 'secret-word' };
  const made = after({ kind, id, reason, from: null, desired: { ...desired, httpAuth } }).get(id);
  expect(made).toMatchObject({
    status: 'active',
    title: 'PR 7: Add login',
    parent: 'main',
    attributes: desired.attributes,
    httpAccess: { users: { team: 'secret-word' } },
  });
});

test('what is made without a parent, title or activity has none', () => {
  const bare = {
    ...desired,
    parent: undefined,
    title: undefined,
    clonesParentData: undefined,
    active: false,
  };
  expect(after({ kind: 'create', id, reason, from: null, desired: bare }).get(id)).toMatchObject({
    status: 'inactive',
    title: id,
    parent: null,
    clonesParentData: true,
  });
});

test.each(['activate', 'resume'] as const)('%s makes it live', (kind) => {
  expect(after({ kind, id, reason }).get(id)).toMatchObject({ status: 'active', hasDeployment: true });
});

test('a push brings its commit, and wakes what should be active', () => {
  const commit = 'd'.repeat(40);
  const push = { kind: 'push', id, reason, from: null } as const;
  expect(after({ ...push, desired: { ...desired, commit } }).get(id)).toMatchObject({
    headCommit: commit,
    status: 'active',
  });
  expect(after({ ...push, desired: { ...desired, commit, active: false } }).get(id)?.status).toBe('inactive');
});

test('an edit changes what it names, and nothing else does', () => {
  expect(after({ kind: 'edit', id, reason, changes: { parent: 'develop' } }).get(id)?.parent).toBe('develop');
  expect(after({ kind: 'keep', id, reason })).toEqual(after());
});

test('what is deactivated rests, and what is deleted is gone', () => {
  const awake = { kind: 'activate', id, reason } as const;
  const resting = after(awake, { kind: 'deactivate', id, reason, pullRequest: pullRequest(), since: 0 }).get(
    id,
  );
  expect(resting).toMatchObject({ status: 'inactive', hasDeployment: false });
  const purpose = { kind: 'pull-request', id: 7, branch: 'feature/login' } as const;
  expect(after({ kind: 'delete', id, reason, purpose }).has(id)).toBe(false);
});

test('a step for what is not there changes nothing', () => {
  expect(after({ kind: 'activate', id: 'nowhere', reason })).toEqual(after());
});
