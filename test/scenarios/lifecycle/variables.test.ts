/** PREVIEW_VARIABLES: what every pull request environment is built and runs with. */
import { expect, test } from 'vitest';
import { expectFailure, openPullRequest } from '../failure.ts';
import { scenario, type Scenario } from '../scenario.ts';

const key = 'swordfish & 9000';
const set = (...entries: string[]): Record<string, string> => ({
  PREVIEW_VARIABLES_COUNT: String(entries.length),
  ...Object.fromEntries(entries.map((entry, index) => [`PREVIEW_VARIABLES_${index}`, entry])),
});
const three = set('env:NUMBER={pull_request}', 'php:memory_limit=256M', `env:KEY=${key}`);
const reconcile = { COMMAND: 'reconcile', FETCH_BRANCHES: 'false' };
const onMain = { custom: { branch: 'main' } };

const preview = ({ upsun }: Scenario, id = 'pr-1') => upsun.environment(id);
const ours = (names: string) => ({ attributes: expect.objectContaining({ preview_variables: names }) });
const types = ({ upsun }: Scenario) => upsun.activities().map(({ type }) => type);

test('a new environment has its variables before it is first built, by one deployment', async () => {
  const world = await scenario();
  const { id } = await openPullRequest(world);

  const run = await world.deploy({ pullRequest: id }, three);

  expect(run.exitCode).toBe(0);
  const variables = { 'env:NUMBER': '1', 'php:memory_limit': '256M', 'env:KEY': key };
  expect(preview(world)).toMatchObject({ variables, deployedVariables: variables });
  expect(preview(world)).toMatchObject(ours('env:NUMBER php:memory_limit env:KEY'));
  expect(types(world)).toEqual(['environment.push', 'environment.activate']);
  const order = world.changes().map((change) => change.replace(/.*\/environments\//, ''));
  expect(order).toEqual([
    'pr-1',
    'pr-1',
    'pr-1/variables',
    'pr-1/variables',
    'pr-1/variables',
    'pr-1/activate',
  ]);
  const bodies = world.requests.filter(({ path }) => path.endsWith('/variables')).map(({ body }) => body);
  expect(bodies.slice(-3)).toMatchObject([
    { name: 'env:NUMBER', value: '1', visible_build: true, visible_runtime: true, is_inheritable: false },
    { name: 'php:memory_limit' },
    { name: 'env:KEY', is_sensitive: true },
  ]);
  for (const shown of [run.output, run.outputVariables]) expect(shown).not.toContain(key);

  expect((await world.deploy({ pullRequest: id }, three)).exitCode).toBe(0);
  expect(world.changes()).toEqual([]);
  expect((await world.deploy(onMain, { ...reconcile, ...three })).exitCode).toBe(0);
  expect(world.changes()).toEqual([]);
});

test('a changed value is updated before a push, and reaches its deployment', async () => {
  const world = await scenario();
  const { source, id } = await openPullRequest(world);
  await world.deploy({ pullRequest: id }, set('env:COMMIT={commit}', `env:KEY=${key}`));
  const commit = await world.repository.commit(source, { 'index.html': 'Second' });

  const run = await world.deploy({ pullRequest: id }, set('env:COMMIT={commit}', 'env:KEY=another-secret'));

  expect(run.exitCode).toBe(0);
  expect(preview(world)).toMatchObject({
    deployedCommit: commit,
    deployedVariables: { 'env:COMMIT': commit, 'env:KEY': 'another-secret' },
  });
  expect(types(world).slice(2)).toEqual([
    'environment.variable.update',
    'environment.variable.update',
    'environment.push',
  ]);
  expect(run.output).toMatch(/pr-1 +variables +sets env:COMMIT, env:KEY/);
});

test.each([
  { command: 'deploy', again: (id: number) => [{ pullRequest: id }, {}] as const },
  { command: 'reconcile', again: () => [onMain, reconcile] as const },
])(
  '$command deploys a changed value where nothing is pushed, and removes what was taken out of the list',
  async ({ again }) => {
    const world = await scenario();
    const { commit, id } = await openPullRequest(world);
    await world.deploy({ pullRequest: id }, set('env:A=1', 'env:B=2', `env:KEY=${key}`));
    const [target, variables] = again(id);

    const run = await world.deploy(target, { ...variables, ...set('env:A=3', `env:KEY=${key}`) });

    expect(run.exitCode).toBe(0);
    expect(preview(world)?.deployedVariables).toEqual({ 'env:A': '3', 'env:KEY': key });
    expect(preview(world)).toMatchObject(ours('env:A env:KEY'));
    expect(types(world).slice(2)).toEqual(['environment.variable.delete', 'environment.variable.update']);
    expect(world.states(commit).at(-1)).toBe('SUCCESSFUL');

    expect((await world.deploy(target, variables)).exitCode).toBe(0);
    await world.upsun.settled();
    expect(preview(world)?.deployedVariables).toEqual({});
    expect(preview(world)).toMatchObject(ours(''));
    await world.deploy(target, variables);
    expect(world.changes()).toEqual([]);
  },
);

test('a value that somebody changed on Upsun is set again', async () => {
  const world = await scenario();
  const { id } = await openPullRequest(world);
  await world.deploy({ pullRequest: id }, set('env:A=1'));
  const { UPSUN_API_URL, PROJECT_ID } = world.variables;
  const authorization =
    world.requests.findLast(({ server }) => server === 'upsun-api')?.headers.authorization ?? '';
  await fetch(`${UPSUN_API_URL}/projects/${PROJECT_ID}/environments/pr-1/variables/env%3AA`, {
    method: 'PATCH',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ value: '2' }),
  });
  await world.upsun.settled();

  expect((await world.deploy({ pullRequest: id }, set('env:A=1'))).exitCode).toBe(0);
  expect(preview(world)?.deployedVariables).toEqual({ 'env:A': '1' });
});

test('branches get none, and no run without the setting asks for any', async () => {
  const world = await scenario();
  await world.repository.commit('feature/a', { 'a.html': 'A' }, { from: 'main' });
  await world.deploy({ branch: 'feature/a' }, { ...three, ACTIVATE_BRANCHES: 'feature/*' });
  await world.deploy({ branch: 'main' }, three);
  const { id } = await openPullRequest(world);
  await world.deploy({ pullRequest: id });
  await world.deploy(onMain, reconcile);

  expect(world.requests.filter(({ path }) => path.includes('/variables'))).toEqual([]);
  expect(preview(world, 'feature/a')?.variables).toEqual({});
  expect(preview(world)?.variables).toEqual({});
});

test('a variable that Upsun refuses keeps the environment inactive, and the next run repairs that', async () => {
  const world = await scenario();
  const { commit, id } = await openPullRequest(world);
  const answer = { status: 400, body: { message: `The value ${key} is too long` } };
  world.faults.push({ method: 'POST', path: /\/variables$/, times: 1, answer });

  const run = await world.deploy({ pullRequest: id }, three);

  expectFailure(run, 1, 'set the variable env:NUMBER of environment pr-1');
  expect(run.output).not.toContain(key);
  expect(preview(world)?.status).toBe('inactive');
  expect(world.states(commit).at(-1)).toBe('FAILED');

  expect((await world.deploy({ pullRequest: id }, three)).exitCode).toBe(0);
  expect(Object.keys(preview(world)?.deployedVariables ?? {})).toEqual([
    'env:NUMBER',
    'php:memory_limit',
    'env:KEY',
  ]);
});

test('a lost answer sets nothing twice', async () => {
  const world = await scenario();
  const { id } = await openPullRequest(world);
  world.faults.push({ method: 'POST', path: /\/variables$/, times: 1, drop: true, afterEffect: true });
  expect((await world.deploy({ pullRequest: id }, three)).exitCode).toBe(0);
  expect(Object.keys(preview(world)?.deployedVariables ?? {})).toHaveLength(3);
});

test('a wrong entry is refused before any request, by its number', async () => {
  const world = await scenario();
  const run = await world.deploy({ branch: 'main' }, { PREVIEW_VARIABLES: 'env:A=1,env:B-C=hidden-value' });
  expectFailure(
    run,
    2,
    'PREVIEW_VARIABLES takes a list of NAME=value',
    'entry 2 has a name that no process environment takes',
  );
  expect(run.output).not.toContain('hidden-value');
  expect(world.requests).toEqual([]);
});
