import { expect, test } from 'vitest';
import { type Action, isUpToDate, storesOnly } from '../../src/plan/actions.ts';
import type { EnvironmentStatus } from '../../src/plan/world.ts';
import { byId, environment } from './world.ts';

const upToDate: Action = { kind: 'keep', id: 'pr-7', reason: { code: 'up-to-date' } };
const stored: Action = { kind: 'keep', id: 'x', reason: { code: 'stored', status: 'inactive' } };

test.each<[string, Action[], boolean]>([
  ['finds everything in place and live', [upToDate], true],
  ['has nothing to look at', [], false],
  ['finds the code stored in what is inactive', [stored], false],
  [
    'has something left to do',
    [{ ...upToDate, kind: 'redeploy', reason: { code: 'last-deployment-failed' } }],
    false,
  ],
])('whether a plan is up to date that %s', (_what, actions, expected) => {
  expect(isUpToDate(actions)).toBe(expected);
});

test.each<[string, Action['kind'], boolean, EnvironmentStatus | undefined, boolean]>([
  ['makes an inactive environment', 'create', false, undefined, true],
  ['makes an active one', 'create', true, undefined, false],
  ['pushes to an inactive one that stays so', 'push', false, 'inactive', true],
  ['pushes to an active one', 'push', false, 'active', false],
  ['pushes to a paused one, which wakes it', 'push', false, 'paused', false],
  ['activates one', 'activate', false, 'inactive', false],
])('whether a plan only stores code that %s', (_what, kind, active, status, expected) => {
  const action = { kind, id: 'x', desired: { active }, from: null, reason: { code: 'branch' } } as Action;
  const environments = byId(status ? [environment('x', { status })] : []);
  expect(storesOnly([action], environments)).toBe(expected);
});
