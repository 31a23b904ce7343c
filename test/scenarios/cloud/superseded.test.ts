import { expect, test } from 'vitest';
import { openPullRequest } from '../failure.ts';
import { scenario } from '../scenario.ts';

test('a pull request that was superseded loses its environment', async () => {
  const world = await scenario();
  const { id } = await openPullRequest(world);
  await world.deploy({ pullRequest: id });
  await world.cloud.supersedePullRequest(id);

  const run = await world.deploy({ branch: 'main' }, { COMMAND: 'cleanup' }, { clone: false });

  expect(run.exitCode).toBe(0);
  expect(run.output).toMatch(/pr-1\s+delete\s+pull request 1 is no longer open/);
  expect(world.upsun.environment('pr-1')).toBeUndefined();
});
