import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openPullRequest } from '../failure.ts';
import { scenario } from '../scenario.ts';

test('later steps of Pipelines find the outputs wherever they look', async () => {
  const world = await scenario();
  const { id, commit } = await openPullRequest(world);
  const file = join(world.directory, 'upsun.env');

  const run = await world.deploy({ pullRequest: id }, { OUTPUT_FILE: file });

  const { url = '' } = world.upsun.environment('pr-1') ?? {};
  const lines = run.outputVariables.split('\n');
  expect(lines).toContain(`ENVIRONMENT_URL=${url}`);
  expect(lines).toContain('ENVIRONMENT_ID=pr-1');
  expect(lines).toContain('ENVIRONMENT_STATUS=active');
  expect(lines).toContain(`ENVIRONMENT_COMMIT=${commit}`);
  const routes = lines.find((line) => line.startsWith('ENVIRONMENT_ROUTES='))?.split('=')[1] ?? '';
  expect(JSON.parse(routes)).toContainEqual({ url, primary: true, type: 'upstream' });
  const shared = join(
    run.variables.BITBUCKET_PIPE_SHARED_STORAGE_DIR ?? '',
    'upsun-environments/upsun-environments/outputs.env',
  );
  expect(await readFile(shared, 'utf8')).toContain(`ENVIRONMENT_URL=${url}`);
  expect(await readFile(file, 'utf8')).toBe(await readFile(shared, 'utf8'));
});

test('a run that made no environment writes no outputs, and one that cannot write them only warns', async () => {
  const world = await scenario();
  const { id } = await openPullRequest(world, { 'build-fails': 'npm error' });
  expect((await world.deploy({ pullRequest: id })).outputVariables).toBe('');
  expect((await world.deploy({ branch: 'main' }, { EXCLUDE_BRANCHES: 'main' })).outputVariables).toBe('');

  const run = await world.deploy({ branch: 'main' }, { OUTPUT_FILE: '/dev/null/upsun.env' });

  expect(run.exitCode).toBe(0);
  expect(run.output).toContain('could not be written to /dev/null/upsun.env');
});

test('no place that Pipelines offers for outputs can keep a deployment from its end', async () => {
  const world = await scenario();
  const { id, commit } = await openPullRequest(world);
  const pipe = join(world.directory, 'pipe');
  execFileSync('mkfifo', [pipe]);

  const run = await world.deploy(
    { pullRequest: id },
    {
      BITBUCKET_PIPE_STORAGE_DIR: '/proc/nonexistent',
      BITBUCKET_PIPE_SHARED_STORAGE_DIR: '/dev/null',
      BITBUCKET_PIPELINES_VARIABLES_PATH: '/dev/full',
      OUTPUT_FILE: pipe,
    },
  );

  expect(run.exitCode).toBe(0);
  const places = ['/proc/nonexistent/outputs.env', '/dev/null/', '/dev/full: ', `${pipe}: `];
  for (const place of places) expect(run.output).toContain(`The outputs could not be written to ${place}`);
  expect(world.states(commit)).toEqual(['INPROGRESS', 'SUCCESSFUL']);
});
