import { expect, test } from 'vitest';
import { scenario } from '../scenario.ts';

const project = '/projects/abc123def4567';

test('a new branch gets an inactive environment under the default one', async () => {
  const { repository, upsun, deploy, states, bitbucket } = await scenario();
  const commit = await repository.commit('feature/login', { 'login.html': 'Log in' }, { from: 'main' });

  const run = await deploy({ branch: 'feature/login' });

  expect(run.exitCode).toBe(0);
  expect(upsun.environment('feature/login')).toMatchObject({
    status: 'inactive',
    parent: 'main',
    head: commit,
    url: undefined,
    attributes: { repository: bitbucket.fullName, environment: 'feature/login', kind: 'branch' },
  });
  expect(states(commit)).toEqual([]);
  expect(run.output).toContain(`https://console.upsun.com${project}/feature%2Flogin`);
  expect(run.output).toContain('a branch of the repository');
  expect((await deploy({ branch: 'feature/login' })).exitCode).toBe(0);
  expect(states(commit)).toEqual([]);
});

test('a push to the default branch updates production and changes nothing else of it', async () => {
  const { repository, upsun, deploy, states, bitbucket, changes } = await scenario();
  const commit = await repository.commit('main', { 'index.html': '<h1>Sale</h1>' });

  const run = await deploy({ branch: 'main' });

  expect(run.exitCode).toBe(0);
  const production = upsun.environment('main');
  expect(production).toMatchObject({
    deployedCommit: commit,
    type: 'production',
    parent: null,
    attributes: {},
  });
  expect(await (await fetch(production?.url ?? '')).text()).toBe('<h1>Sale</h1>');
  expect(states(commit)).toEqual(['INPROGRESS', 'SUCCESSFUL']);
  expect(bitbucket.latestStatus(commit)).toMatchObject({ url: production?.url, refname: 'main' });
  expect(changes()).toEqual([]);
});

test('the first push of a new project deploys production', async () => {
  const { repository, upsun, deploy } = await scenario({ files: null });
  const commit = await repository.commit('main', { 'index.html': 'First' });

  const run = await deploy({ branch: 'main' });

  expect(run.exitCode).toBe(0);
  expect(upsun.environment('main')).toMatchObject({ status: 'active', deployedCommit: commit });
});

test('a second run for the same commit changes nothing and reports the same', async () => {
  const { repository, deploy, changes, requests, states } = await scenario();
  const commit = await repository.commit('main', { 'index.html': 'Once' });
  await deploy({ branch: 'main' });

  const run = await deploy({ branch: 'main' });

  expect(run.exitCode).toBe(0);
  expect(run.output).toContain('up to date');
  expect(changes()).toEqual([]);
  expect(requests.filter(({ path }) => path === '/ssh')).toEqual([]);
  expect(states(commit).at(-1)).toBe('SUCCESSFUL');
});

test('an environment that is active stays active and gets the new code', async () => {
  const { repository, upsun, deploy } = await scenario();
  await upsun.addEnvironment({ id: 'develop', status: 'active', parent: 'main' });
  const commit = await repository.commit('develop', { 'index.html': 'Next' }, { from: 'main' });

  const run = await deploy({ branch: 'develop' });

  expect(run.exitCode).toBe(0);
  expect(upsun.environment('develop')).toMatchObject({ status: 'active', deployedCommit: commit });
});

test('ACTIVATE_BRANCHES makes it active at once', async () => {
  const { repository, upsun, deploy, bitbucket } = await scenario();
  const commit = await repository.commit('release/2', { 'index.html': 'Two' }, { from: 'main' });

  const run = await deploy({ branch: 'release/2' }, { ACTIVATE_BRANCHES: 'release/*' });

  expect(run.exitCode).toBe(0);
  const environment = upsun.environment('release/2');
  expect(environment).toMatchObject({ status: 'active', deployedCommit: commit });
  expect(bitbucket.latestStatus(commit)?.url).toBe(environment?.url);
});

test.each([
  { branch: 'pr-7', variables: {}, reason: 'kept for pull requests' },
  { branch: 'wip/x', variables: { EXCLUDE_BRANCHES: 'wip/**' }, reason: 'EXCLUDE_BRANCHES' },
  {
    branch: 'wip/x',
    variables: { BRANCHES_COUNT: '1', BRANCHES_0: 'release/*' },
    reason: 'not matched by BRANCHES',
  },
  { branch: 'wip/x', variables: { FETCH_BRANCHES: 'no' }, reason: 'FETCH_BRANCHES is off' },
])(
  'branch $branch with $variables gets no environment, and the log says why',
  async ({ branch, variables, reason }) => {
    const { repository, upsun, deploy, changes } = await scenario();
    await repository.commit(branch, { 'a.txt': 'a' }, { from: 'main' });

    const run = await deploy({ branch }, variables);

    expect(run.exitCode).toBe(0);
    expect(run.output.replaceAll(/\s+/g, ' ')).toContain(reason);
    expect(changes()).toEqual([]);
    expect(upsun.environment(branch)).toBeUndefined();
  },
);

test('a run for a tag deploys nothing and says so', async () => {
  const { repository, deploy, requests } = await scenario();
  const commit = await repository.tip('main');
  await repository.setTag('v1', commit ?? '');

  const run = await deploy({ tag: 'v1' });

  expect(run.exitCode).toBe(0);
  expect(run.output).toContain('tag v1');
  expect(requests).toEqual([]);
});

test('a main branch of another name than the project expects is said, with the command that mends it', async () => {
  const { repository, upsun, deploy } = await scenario({ files: null, upsun: { defaultBranch: 'master' } });
  await repository.commit('main', { 'index.html': 'x' });

  const run = await deploy({ branch: 'main' });

  expect(run.exitCode).toBe(0);
  expect(run.output).toContain('upsun project:info default_branch main');
  expect(upsun.environment('main')).toMatchObject({ status: 'inactive', parent: 'master' });
});

test('DRY_RUN prints the same plan and changes nothing', async () => {
  const { repository, deploy, changes, states } = await scenario();
  const commit = await repository.commit('feature/a', { 'a.txt': 'a' }, { from: 'main' });

  const dry = await deploy({ branch: 'feature/a' }, { DRY_RUN: 'true' });

  expect(dry.exitCode).toBe(0);
  expect(changes()).toEqual([]);
  expect(states(commit)).toEqual([]);
  const real = await deploy({ branch: 'feature/a' });
  expect(plan(dry.output)).toContain('create');
  expect(plan(dry.output)).toBe(plan(real.output));
});

function plan(output: string): string | undefined {
  return /ENVIRONMENT[^]*?\n\n/.exec(output)?.[0];
}
