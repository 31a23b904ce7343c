import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import type { PipeRun } from '../../sandbox/ci/pipe.ts';
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
  expect(lines).toContain('ENVIRONMENT_RESULT=deployed');
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

test('a run that cannot write its outputs says so once for each place, and goes on', async () => {
  const world = await scenario();

  const run = await world.deploy({ branch: 'main' }, { OUTPUT_FILE: '/dev/null/upsun.env' });

  expect(run.exitCode).toBe(0);
  expect(run.output.split('could not be written to /dev/null/upsun.env')).toHaveLength(2);
});

test('three projects in one step keep three sets of outputs, in files too', async () => {
  const world = await scenario();
  const file = join(world.directory, 'upsun.env');
  const variables = join(world.directory, 'variables');
  const storage = join(world.directory, 'pipes');

  for (const prefix of ['SHOP_', 'BLOG_', '']) {
    await world.deploy(
      { branch: 'main' },
      {
        OUTPUT_FILE: file,
        OUTPUT_PREFIX: prefix,
        BITBUCKET_PIPELINES_VARIABLES_PATH: variables,
        BITBUCKET_PIPE_SHARED_STORAGE_DIR: storage,
      },
    );
  }

  const shared = join(storage, 'upsun-environments/upsun-environments/outputs.env');
  for (const path of [file, variables, shared]) {
    const outputs = parseEnv(await readFile(path, 'utf8'));
    const names = Object.keys(outputs).filter((name) => name.endsWith('ENVIRONMENT_ID'));
    expect(names.toSorted()).toEqual(['BLOG_ENVIRONMENT_ID', 'ENVIRONMENT_ID', 'SHOP_ENVIRONMENT_ID']);
    expect(Object.keys(outputs)).toHaveLength(18);
  }
});

test('one step that deploys twice hands on what the second run says, and what else it wrote', async () => {
  const world = await scenario();
  const { id } = await openPullRequest(world);
  const file = join(world.directory, 'variables');
  await writeFile(file, 'VERSION=1.2.3\n');
  const variables = { BITBUCKET_PIPELINES_VARIABLES_PATH: file };
  await world.deploy({ pullRequest: id }, variables);
  expect(await readFile(file, 'utf8')).toMatch(/^VERSION=1.2.3\nENVIRONMENT_RESULT=deployed\n/);

  await world.deploy({ pullRequest: id }, { ...variables, PULL_REQUEST_TARGETS: 'release/*' });

  expect((await readFile(file, 'utf8')).split('\n')).toEqual([
    'VERSION=1.2.3',
    'ENVIRONMENT_RESULT=skipped',
    'ENVIRONMENT_ID=pr-1',
    'ENVIRONMENT_URL=',
    'ENVIRONMENT_STATUS=',
    'ENVIRONMENT_COMMIT=',
    'ENVIRONMENT_ROUTES=[]',
    '',
  ]);
});

test("the README's smoke test passes for what is live, and where there is nothing to test", async () => {
  const world = await scenario();
  const { id } = await openPullRequest(world);
  const script = await smokeTest();
  const testAfter = async ({ outputVariables }: Pick<PipeRun, 'outputVariables'>) => {
    const env = { PATH: process.env.PATH, ...parseEnv(outputVariables) };
    // It fails without an address, as the real one does.
    const curl = 'curl() { for last; do :; done; echo "GET $last"; [ -n "$last" ]; }';
    const options = { env, extendEnv: false, reject: false };
    const { exitCode, stdout } = await execa('bash', ['-e', '-c', `${curl}\n${script}`], options);
    return { exitCode, stdout };
  };

  const left = await world.deploy({ pullRequest: id }, { PULL_REQUEST_TARGETS: 'release/*' });
  expect(await testAfter(left)).toEqual({ exitCode: 0, stdout: 'Nothing to test: skipped' });
  const first = await world.deploy({ pullRequest: id });
  const tested = { exitCode: 0, stdout: `GET ${world.upsun.environment('pr-1')?.url}` };
  expect(await testAfter(first)).toEqual(tested);
  expect(await testAfter(await world.deploy({ pullRequest: id }))).toEqual(tested);
  // A step that forgets to name its output variables must not pass by testing nothing.
  expect(await testAfter({ outputVariables: '' })).toEqual({ exitCode: 1, stdout: 'GET ' });
});

/** The script of the second step in the README's example. */
async function smokeTest(): Promise<string> {
  const readme = await readFile(new URL('../../../README.md', import.meta.url), 'utf8');
  const [, example = ''] = /name: Smoke test\n[^]*?^```/m.exec(readme)?.[0].match(/\|\n([^]*?)```/) ?? [];
  return example;
}

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

test('later steps are told that a site does not answer, or that there was no backup', async () => {
  const world = await scenario();
  world.upsun.answerVisit = () => ({ status: 502 });
  const ready = { READY_PATH: '/', READY_TIMEOUT: '1s' };
  const unready = await world.deploy({ branch: 'main' }, ready);
  world.upsun.failNext('backup', 'main', 'environment.backup');
  await world.repository.commit('main', { 'index.html': 'Second' });
  const unsafe = await world.deploy({ branch: 'main' }, { BACKUP: 'true' });

  for (const { exitCode, outputVariables } of [unready, unsafe]) {
    expect(exitCode).toBe(1);
    expect(outputVariables).toContain('ENVIRONMENT_RESULT=failed\n');
    expect(outputVariables).toContain('ENVIRONMENT_URL=\n');
  }
});
