import { describe, expect, test } from 'vitest';
import { environmentLimitIn } from '../../src/text/environment-limit.ts';

describe('is taken for the limit of environments', () => {
  test.each([
    'Environment limit reached',
    'Environment limit reached: The plan allows 3 preview environments, active and paused ones together.',
    'The environment limit of this project has been reached.',
    'environments quota exceeded',
    'Active environments limit of 3 reached',
    'You have reached the maximum number of active environments allowed by your plan.',
    'Maximum number of environments reached',
    'The maximum number of environments per project was reached',
    'This project has reached its environment limit.',
    "You have exceeded your plan's environment quota",
    'You have reached the limit of 3 active environments.',
    'Quota of environments exceeded.',
    'The subscription only includes 3 development environments.',
    'This plan is limited to 3 active environments',
    'Your plan allows no more environments',
    'You have exceeded the number of environments allowed by your plan.',
    'Too many active environments.',
    'E: Environment creation failed: pr-7\n  The plan allows 1 preview environments, and all are in use.',
  ])('%s', (said) => {
    expect(environmentLimitIn(said)).toBeDefined();
  });
});

describe('is not taken for the limit of environments', () => {
  test.each([
    'Resources exceeding plan limit; cpu: 2.3 of 2',
    'The disk quota of environment pr-7 is exceeded',
    'Environment memory limit exceeded',
    'Environment variable limit reached',
    'The maximum number of environment variables is 100',
    'The environment name exceeds the limit of 32 characters',
    'Too many requests for environment pr-7: rate limit reached',
    'The maximum number of activities of environment pr-7 was reached',
    'The limit of 2 concurrent deployments of environments was reached',
    'Environment pr-7 exceeded its storage limit',
    'The limit of environment sizes was reached',
    'The role contributor does not allow this.',
    'Environment creation failed: environment-limit-reached',
    'Environment creation failed: out of memory, the limit was reached',
    'Invalid deployment: Resources must be configured for environment pr-7',
    'The environment is active; to activate it, it must be inactive.',
    'Another activity of this environment is under way.',
    'Upstream not found (this may be temporary)',
    'The build of environment pr-7 reached the limit of 60 minutes',
    '',
  ])('%s', (said) => {
    expect(environmentLimitIn(said)).toBeUndefined();
  });
});

test('the sentence that says it is told, without what stands around it', () => {
  const said =
    'E: Environment creation failed: pr-7\n  The plan allows 1 preview environments. Ask the owner.';
  expect(environmentLimitIn(said)).toBe('The plan allows 1 preview environments');
});
