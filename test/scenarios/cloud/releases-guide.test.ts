/** docs/releases.md: its pipeline file is valid, and its steps do what the page says. */
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { scenario, type Scenario } from '../scenario.ts';
import { configuration } from '../well-set-up.ts';

interface Step {
  step: { name?: string; trigger?: string; deployment?: string; script: (string | Item)[] };
}

interface Item {
  pipe: string;
  variables?: Record<string, string>;
}

interface Pipelines {
  pipelines: Record<'tags' | 'branches' | 'pull-requests' | 'custom', Record<string, Step[]>>;
}

const page = await readFile('docs/releases.md', 'utf8');
const file = /^```yaml\n(.*?)^```/ms.exec(page)?.[1] ?? '';
// oxlint-disable-next-line typescript/no-unsafe-type-assertion
const { pipelines } = parse(file, { merge: true }) as Pipelines;

/** The step of a pipeline that runs the pipe. */
function deploying(steps: Step[] | undefined) {
  for (const { step } of steps ?? [])
    for (const item of step.script) if (typeof item !== 'string') return { step, variables: item.variables };
  throw new Error('No step of the pipeline runs the pipe.');
}

/** The variables of that step, with the deployment variable as the page has it. */
function variablesOf(steps: Step[] | undefined, rollback = 'false'): Record<string, string> {
  const { ROLLBACK, ...others } = deploying(steps).variables ?? {};
  return { ...others, ...(ROLLBACK === '$ROLLBACK' ? { ROLLBACK: rollback } : {}) };
}

function setUp(): Promise<Scenario> {
  return scenario({ files: null, upsun: { defaultBranch: 'production' } });
}

test('validate finds nothing missing in the pipeline file of the page', async () => {
  const world = await setUp();
  await world.repository.commit('main', {
    '.upsun/config.yaml': configuration,
    'bitbucket-pipelines.yml': file,
  });
  await world.upsun.addEnvironment({ id: 'production', status: 'active' });
  const variables = { COMMAND: 'validate', NO_COLOR: '1', RELEASE_TAGS: 'v*', ACTIVATE_BRANCHES: 'main' };

  const run = await world.deploy({ branch: 'main' }, variables);

  expect(run.output).not.toMatch(/^[✖]/m);
  expect(run.output).toContain('✔ Default branch: main on Bitbucket, production on Upsun');
  expect(run.exitCode).toBe(0);
});

test('a release waits for an approval, and everything else of the page happens by itself', async () => {
  const { step } = deploying(pipelines.tags['v*']);
  expect(step).toMatchObject({ trigger: 'manual', deployment: 'production' });
  expect(deploying(pipelines.branches['main']).step).toMatchObject({ deployment: 'staging' });
  expect(deploying(pipelines['pull-requests']['**']).step.trigger).toBeUndefined();
});

test('tags go to production, main to staging, pull requests to previews, and a redeployment goes back', async () => {
  const { repository, cloud, upsun, deploy } = await setUp();
  const live = () => upsun.environment('production')?.deployedCommit;
  const releasing = pipelines.tags['v*'];

  const first = await repository.commit('main', { 'index.html': 'One' });
  await repository.setTag('v1', first, 'First');
  expect((await deploy({ tag: 'v1' }, variablesOf(releasing))).exitCode).toBe(0);
  expect((await deploy({ branch: 'main' }, variablesOf(pipelines.branches['main']))).exitCode).toBe(0);
  const staging = upsun.environment('main');
  expect(staging).toMatchObject({ status: 'active', parent: 'production', deployedCommit: first });

  await repository.commit('feature/login', { 'login.html': 'Log in' }, { from: 'main' });
  const pullRequest = await cloud.openPullRequest({ source: 'feature/login', title: 'Log in' });
  expect((await deploy({ pullRequest }, variablesOf(pipelines['pull-requests']['**']))).exitCode).toBe(0);
  expect(upsun.environment('pr-1')).toMatchObject({ status: 'active', parent: 'main' });

  const second = await cloud.mergePullRequest(pullRequest, { closeSourceBranch: true });
  expect((await deploy({ branch: 'main' }, variablesOf(pipelines.branches['main']))).exitCode).toBe(0);
  expect(upsun.environment('main')?.deployedCommit).toBe(second);
  expect(upsun.environment('pr-1')).toBeUndefined();
  expect(live()).toBe(first);

  await repository.setTag('v2', second, 'Second');
  expect((await deploy({ tag: 'v2' }, variablesOf(releasing))).exitCode).toBe(0);
  expect(live()).toBe(second);
  expect((await deploy({ tag: 'v1' }, variablesOf(releasing))).exitCode).toBe(3);
  expect(live()).toBe(second);
  expect((await deploy({ tag: 'v1' }, variablesOf(releasing, 'true'))).exitCode).toBe(0);
  expect(live()).toBe(first);

  const nightly = variablesOf(pipelines.custom['reconcile']);
  expect((await deploy({ custom: { branch: 'main' } }, nightly, { clone: false })).exitCode).toBe(0);
  expect(live()).toBe(first);
});
