import { expect, test } from 'vitest';
import { type Action, isUpToDate } from '../../src/plan/actions.ts';

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
