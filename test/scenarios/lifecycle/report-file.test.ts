/** What REPORT_FILE tells whoever audits a run, or passes its result on. */
import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Target } from '../../sandbox/ci/target.ts';
import { reportDocument } from '../../../src/report/report-document.ts';
import { openPullRequest } from '../failure.ts';
import { addOwn } from '../marks.ts';
import { scenario, type Scenario } from '../scenario.ts';

const onMain = { custom: { branch: 'main' } };
const noClone = { clone: false };

/** Runs the pipe, and reads its report by the schema that is published. */
async function reported(
  world: Scenario,
  target: Target,
  variables: Record<string, string> = {},
  options: { clone?: boolean } = {},
) {
  const file = join(world.directory, 'reports', 'upsun.json');
  const run = await world.deploy(target, { ...variables, REPORT_FILE: file }, options);
  return { run, document: await read(file), file };
}

async function read(file: string) {
  return reportDocument.parse(JSON.parse(await readFile(file, 'utf8')));
}

function actions(document: { plan: { environment: string; action: string }[] }): string[] {
  return document.plan.map(({ environment, action }) => `${action} ${environment}`);
}

test('a deployment: what it was for, its plan, what was done when, and where it is live', async () => {
  const world = await scenario();
  const { id, commit } = await openPullRequest(world);

  const { run, document } = await reported(world, { pullRequest: id });

  const url = world.upsun.environment('pr-1')?.url;
  expect(run.exitCode).toBe(0);
  expect(document).toMatchObject({
    command: 'deploy',
    dryRun: false,
    result: 'done',
    exitCode: 0,
    repository: world.bitbucket.fullName,
    project: { id: 'abc123def4567' },
    trigger: { kind: 'pull-request', pullRequest: id, branch: 'feature/login', tag: null },
    plan: [{ environment: 'pr-1', action: 'create', code: 'pull-request' }],
    steps: [{ environment: 'pr-1', action: 'create', result: 'done', detail: null }],
    deletions: [],
    environments: [
      { environment: 'pr-1', result: 'deployed', pullRequest: id, commit, url, branch: 'feature/login' },
    ],
    errors: [],
  });
  expect(document.environments[0]?.log).toContain('/log');
  const [step] = document.steps;
  expect(document.startedAt <= (step?.startedAt ?? '')).toBe(true);
  expect((step?.endedAt ?? '') <= (document.endedAt ?? '')).toBe(true);
});

test('a clean-up: every deletion with its reason and result, and the child that was moved', async () => {
  const world = await scenario();
  for (const id of ['old/a', 'old/b']) await addOwn(world, id);
  await world.upsun.addEnvironment({ id: 'by-hand', parent: 'old/a', status: 'active', attributes: {} });
  world.faults.push({ method: 'DELETE', path: /old%2Fb$/, answer: { status: 403, body: { message: 'No' } } });

  const { run, document } = await reported(world, onMain, { COMMAND: 'cleanup' }, noClone);

  expect(run.exitCode).toBe(1);
  expect(document).toMatchObject({ command: 'cleanup', result: 'failure', exitCode: 1, trigger: null });
  expect(actions(document).toSorted()).toEqual(['delete old/a', 'delete old/b', 'edit by-hand']);
  const results = document.deletions.map(
    ({ environment, result, code }) => `${environment} ${result} ${code}`,
  );
  expect(results.toSorted()).toEqual(['old/a done gone', 'old/b failed gone']);
  expect(document.steps).toContainEqual(
    expect.objectContaining({ environment: 'by-hand', action: 'edit', result: 'done', code: 'orphaned' }),
  );
  expect(document.errors.join('\n')).toContain('old/b');
});

test('a reconciliation: each environment, and the one that failed with its reason', async () => {
  const world = await scenario();
  await openPullRequest(world, { 'a.txt': 'a' }, 'feature/a');
  await openPullRequest(world, { 'build-fails': 'npm error' }, 'feature/b');

  const variables = { COMMAND: 'reconcile', FETCH_BRANCHES: 'false' };
  const { run, document } = await reported(world, onMain, variables, noClone);

  expect(run.exitCode).toBe(1);
  const results = document.environments.map(
    ({ environment, result, url }) => `${environment} ${result} ${url}`,
  );
  const url = world.upsun.environment('pr-1')?.url;
  expect(results.toSorted()).toEqual([`pr-1 deployed ${url}`, 'pr-2 failed null']);
  expect(document.steps.find(({ environment }) => environment === 'pr-2')).toMatchObject({
    result: 'failed',
    detail: expect.stringContaining('build (exit'),
  });
});

test.each(['deploy', 'cleanup', 'reconcile'])(
  'a dry run of %s: the plan, and nothing done',
  async (command) => {
    const world = await scenario();
    await openPullRequest(world);
    await addOwn(world, 'old/a');

    const variables = { COMMAND: command, DRY_RUN: 'true' };
    const { document } = await reported(world, { pullRequest: 1 }, variables);

    expect(document).toMatchObject({ command, dryRun: true, exitCode: 0, steps: [], deletions: [] });
    expect(actions(document)).toContain('delete old/a');
  },
);

test('validate: every check with its result', async () => {
  const world = await scenario();

  const { document } = await reported(world, onMain, { COMMAND: 'validate' });

  expect(document.command).toBe('validate');
  expect(document.checks).toContainEqual(expect.objectContaining({ name: 'Settings', result: 'ok' }));
  expect(document.plan).toEqual([]);
});

test.each([
  { what: 'settings that are not valid', variables: { WAIT: 'maybe' }, result: 'configuration', exitCode: 2 },
  {
    what: 'a token that is refused',
    variables: { UPSUN_CLI_TOKEN: 'mistyped-token' },
    result: 'configuration',
    exitCode: 2,
  },
])('a run that ends early by $what says so in place of what an earlier run wrote', async (given) => {
  const world = await scenario();
  await openPullRequest(world);
  await reported(world, { pullRequest: 1 });

  const { document } = await reported(world, { pullRequest: 1 }, given.variables);

  expect(document).toMatchObject({ result: given.result, exitCode: given.exitCode, plan: [], steps: [] });
  expect(document.errors).toHaveLength(1);
});

test('a run that is stopped: that it was running, then the step that it was at, and that it was stopped', async () => {
  const world = await scenario();
  await openPullRequest(world);
  const file = join(world.directory, 'upsun.json');
  world.upsun.goesOnWhen.deploy = () => false;
  const running = await world.start({ pullRequest: 1 }, { REPORT_FILE: file });
  await world.until(() => world.upsun.activities().some(({ state }) => state === 'in_progress'));
  const meanwhile = await read(file);

  running.kill();
  await running.finished;
  world.upsun.goesOnWhen.deploy = () => true;

  expect(meanwhile).toMatchObject({ result: 'running', exitCode: null, endedAt: null });
  expect(await read(file)).toMatchObject({
    result: 'stopped',
    exitCode: 143,
    steps: [{ environment: 'pr-1', action: 'create', result: 'failed' }],
  });
});

test('secrets are masked, in every field', async () => {
  const world = await scenario();
  await openPullRequest(world);
  await world.deploy({ pullRequest: 1 });
  const password = 'a "quoted" \\ secret';
  world.bitbucket.updatePullRequest(1, { title: `Log in with ${password}` });

  const { file } = await reported(world, { pullRequest: 1 }, { HTTP_AUTH: `guest:${password}` });

  const text = await readFile(file, 'utf8');
  expect(text).toContain('title becomes');
  expect(text).not.toContain(JSON.stringify(password).slice(1, -1));
  expect(text).not.toContain(password);
});

test.each([
  { what: 'below a file', path: 'taken/upsun.json', make: (path: string) => writeFile(path, '') },
  {
    what: 'that is a pipe',
    path: 'taken',
    make: async (path: string) => void execFileSync('mkfifo', [path]),
  },
])('a report file $what cannot be written, which is one warning, and the run goes on', async (given) => {
  const world = await scenario();
  await openPullRequest(world);
  await given.make(join(world.directory, 'taken'));

  const run = await world.deploy({ pullRequest: 1 }, { REPORT_FILE: join(world.directory, given.path) });

  expect(run.exitCode).toBe(0);
  expect(run.output.split('could not be written to REPORT_FILE')).toHaveLength(2);
});
