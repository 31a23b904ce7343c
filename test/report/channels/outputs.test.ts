import { describe, expect, test } from 'vitest';
import { outputsOf, outputsWithout } from '../../../src/report/channels/outputs.ts';
import { failedWith, reported } from '../reported.ts';

describe('what later steps are told', () => {
  test.each([
    ['failed', failedWith('', { environment: 'pr-7' })],
    ['skipped', reported({ result: 'skipped', state: 'stopped' })],
  ] as const)('of an environment where the run %s is nothing but its name', (result, report) => {
    expect(outputsOf(report)).toEqual(outputsWithout(result, 'pr-7'));
  });

  test('of a deployment that goes on without the run is its commit, and no address', () => {
    const report = reported({ result: 'queued', url: undefined, routes: [], status: undefined });
    expect(outputsOf(report)).toEqual({
      ...outputsWithout('queued', 'pr-7'),
      ENVIRONMENT_COMMIT: report.commit,
    });
  });
});
