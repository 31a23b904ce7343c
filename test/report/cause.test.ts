import { expect, test } from 'vitest';
import { withCause } from '../../src/report/cause.ts';

const place = { project: 'abc123', environment: 'pr-7' };
const failure = { kind: 'failed', reason: 'the deployment failed' } as const;
const sizes = [
  'Redeploying environment pr-7\n',
  '  E: Invalid deployment: Resources must',
  ' be configured\n',
];

test('a deployment that fails for want of resources says which command and which setting give it some', () => {
  expect(withCause(failure, sizes.join(''), place)).toEqual({
    kind: 'failed',
    reason:
      'the deployment failed: its resources must be configured. Run `upsun resources:set --project abc123 --environment pr-7`, or set RESOURCES_INIT for new environments',
  });
});

test.each([
  ['one that fails for another reason', failure, ['E: Error building project\n']],
  ['one that succeeds', { kind: 'unchanged' } as const, sizes],
  ['one whose log said so long before its end', failure, [...sizes, 'next\n'.repeat(200)]],
])('%s is told as it was', (_what, outcome, log) => {
  expect(withCause(outcome, log.join(''), place)).toBe(outcome);
});
