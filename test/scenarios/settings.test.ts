import { expect, test } from 'vitest';
import { expectFailure } from './failure.ts';
import { scenario } from './scenario.ts';

test('everything that is wrong with the settings is said at once, before any request', async () => {
  const world = await scenario();

  const run = await world.deploy(
    { branch: 'main' },
    {
      PROJECT_ID: '',
      WAIT: 'maybe',
      DEPLOY_TIMEOUT: '0m',
      PRUNE_BRANCH: 'false',
      UPSUN_API_URL: 'http://api.example.com',
    },
  );

  expectFailure(
    run,
    2,
    'PROJECT_ID is required',
    'WAIT takes true or false',
    'DEPLOY_TIMEOUT takes a duration',
  );
  expectFailure(
    run,
    2,
    'did you mean PRUNE_BRANCHES',
    'UPSUN_API_URL takes an https:// address',
    'bitbucket-pipelines.yml',
  );
  expect(world.requests).toEqual([]);
});

test('a misspelt safety switch ends the run before any request', async () => {
  const world = await scenario();

  const run = await world.deploy({ branch: 'main' }, { DRYRUN: 'true' });

  expectFailure(run, 2, 'DRYRUN is not a setting of this pipe; did you mean DRY_RUN?');
  expect(world.requests).toEqual([]);
});

test('a variable that is no setting is named once, and the run goes on', async () => {
  const world = await scenario();

  const run = await world.deploy({ branch: 'main' }, { DATABASE_URL: 'x', REGION: 'eu', DRY_RUN: 'true' });

  expect(run.exitCode).toBe(0);
  expect(run.output.match(/not among its settings: DATABASE_URL, REGION/g)).toHaveLength(1);
});

test('a run that names nothing to deploy says what to set', async () => {
  const world = await scenario();
  const commit = (await world.repository.tip('main')) ?? '';

  const run = await world.deploy({ custom: { commit } });

  expectFailure(run, 2, 'neither a branch nor a pull request', 'BRANCH', 'PULL_REQUEST_ID');
});

test('a directory for temporary files that cannot be used is named', async () => {
  const world = await scenario();

  const run = await world.deploy({ branch: 'main' }, { TMPDIR: '/proc/nonexistent' });

  expectFailure(run, 2, 'No temporary directory could be created', '/proc/nonexistent', 'Set TMPDIR');
  expect(world.requests).toEqual([]);
});

test('DEBUG shows each request and, with an error, its stack', async () => {
  const world = await scenario();

  const run = await world.deploy({ branch: 'main' }, { DEBUG: 'true', PROJECT_ID: 'nosuchproject' });

  expect(run.exitCode).toBe(2);
  expect(run.output).toMatch(/GET 127\.0\.0\.1:\d+\/projects\/nosuchproject 404 \d+ ms/);
  expect(run.output).toMatch(/^\s+at /m);
});
