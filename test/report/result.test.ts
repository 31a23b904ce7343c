import { expect, test } from 'vitest';
import type { Result } from '../../src/report/deployment.ts';
import { resultOf } from '../../src/report/result.ts';

test.each<[end: Parameters<typeof resultOf>[0], status: string | undefined, result: Result]>([
  ['deployed', 'active', 'deployed'],
  ['deployed', 'dirty', 'deployed'],
  ['deployed', undefined, 'deployed'],
  ['deployed', 'inactive', 'stored'],
  ['deployed', 'paused', 'stored'],
  ['unchanged', 'active', 'unchanged'],
  ['unchanged', 'inactive', 'stored'],
  ['unchanged', 'paused', 'stored'],
  ['stored', 'inactive', 'stored'],
  ['queued', undefined, 'queued'],
  ['staged', undefined, 'queued'],
  ['closed', undefined, 'skipped'],
  ['cancelled', undefined, 'failed'],
  ['no-backup', undefined, 'failed'],
  ['unready', 'active', 'failed'],
  ['failed', undefined, 'failed'],
  ['interrupted', undefined, 'failed'],
  ['error', undefined, 'failed'],
])('a run that ended as %s, with an environment that is %s, tells later steps %s', (end, status, result) => {
  expect(resultOf(end, status)).toBe(result);
});
