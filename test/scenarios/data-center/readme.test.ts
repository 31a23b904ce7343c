/**
 * What the README tells newcomers to copy, run with the variables that Jenkins and Bamboo give and with no others. Four
 * things stand for what is not on this machine: the sandbox's addresses for those of Bitbucket and Upsun, its credentials
 * for those that the CI keeps, the built pipe for that of the image, and a temporary directory of its own.
 */
import assert from 'node:assert/strict';
import { chmod, cp, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import type { PipeRun } from '../../sandbox/ci/pipe.ts';
import type { RunOptions } from '../../sandbox/ci/runner.ts';
import type { Target } from '../../sandbox/ci/target.ts';
import { expectFailure, openPullRequest } from '../failure.ts';
import { scenario, type Scenario } from '../scenario.ts';
import { type Jenkinsfile, readJenkinsfile } from './jenkinsfile.ts';

const readme = await readFile(new URL('../../../README.md', import.meta.url), 'utf8');
const image = new URL('../../../dist/', import.meta.url).pathname;
const isRoot = process.getuid?.() === 0;
/** That of an agent, which no user of the image or of this machine has. */
const agent = 47_110;
const workspace = isRoot ? { cloneOwner: agent } : {};

function example(heading: string, language: string): string {
  const [, section = ''] = readme.split(`### ${heading}\n`);
  const [, code] =
    new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\``, 'm').exec(section.split(/^##/m)[0] ?? '') ?? [];
  assert(code, `The README has no example for ${heading}`);
  return code;
}

/** An example with what stands for the hosts of the README, all of which are at example.com. */
function atSandbox(text: string, { dataCenter, upsun }: Scenario, pipe: string): string {
  const local = text
    .replaceAll('https://git.example.com/bitbucket', dataCenter.serverUrl)
    .replaceAll('abc123def4567', upsun.projectId)
    .replaceAll('/pipe.js', pipe);
  assert(!/https:|example\.com/.test(local), 'The example names a host that nothing stands for');
  return local;
}

function jenkinsfile(world: Scenario, pipe = `${image}pipe.js`): Jenkinsfile {
  return readJenkinsfile(atSandbox(example('Jenkins', 'groovy'), world, pipe), {
    'bitbucket-http-access-token': world.dataCenter.accessToken,
    'upsun-api-token': world.upsun.token,
  });
}

/** The variables of the container, and the way to an Upsun that is not on the internet. */
function ofContainer({ upsun, git }: Scenario): Record<string, string> {
  return {
    PATH: `${dirname(process.execPath)}:${process.env.PATH ?? ''}`,
    UPSUN_API_URL: upsun.apiUrl,
    UPSUN_AUTH_URL: upsun.authUrl,
    SSH_KNOWN_HOSTS: git.knownHosts,
  };
}

/** The shell runs a script from a file, as CIs hand it over. */
async function shell(world: Scenario, options: string, script: string): Promise<string[]> {
  const file = join(world.directory, 'script.sh');
  await writeFile(file, script);
  return ['sh', options, file];
}

/** Builds in Jenkins: the stages of the Jenkinsfile whose conditions hold, up to the first that fails. */
async function build(
  world: Scenario,
  target: Target,
  { timer = false, ...options }: { timer?: boolean } & Partial<RunOptions> = {},
): Promise<{ stages: string[]; last: PipeRun }> {
  const stages: string[] = [];
  let last: PipeRun | undefined;
  for (const { name, timer: only, environment, script } of jenkinsfile(world).stages) {
    if ((only ?? timer) !== timer || (last && last.exitCode !== 0)) continue;
    const command = await shell(world, '-xe', script);
    const variables = { ...environment, ...ofContainer(world) };
    last = await world.jenkins.run(target, { ...workspace, command, ...options, variables });
    stages.push(name);
  }
  assert(last, 'No stage ran');
  return { stages, last };
}

function environments({ upsun }: Scenario): Record<string, string> {
  return Object.fromEntries(upsun.environments().map(({ id, status }) => [id, status]));
}

test('Jenkins builds a pull request: its environment is live, and its status links it', async () => {
  const world = await scenario();
  const { id, commit } = await openPullRequest(world);

  const { stages, last } = await build(world, { pullRequest: id });

  expect(last.exitCode === 0 ? '' : last.output).toBe('');
  expect(stages).toEqual(['Deploy to Upsun']);
  const environment = world.upsun.environment('pr-1');
  expect(environment).toMatchObject({ status: 'active', deployedCommit: commit });
  expect(await (await fetch(environment?.url ?? '')).text()).toBe('Log in');
  expect(world.bitbucket.latestStatus(commit)).toMatchObject({
    state: 'SUCCESSFUL',
    url: environment?.url,
    refname: 'feature/login',
  });
});

test('Jenkins builds a branch, which is stored in an environment of its name', async () => {
  const world = await scenario();
  const commit = await world.repository.commit('develop', { 'index.html': 'Next' }, { from: 'main' });

  const { last } = await build(world, { branch: 'develop' }, { depth: 1 });

  expect(last.exitCode === 0 ? '' : last.output).toBe('');
  expect(world.upsun.environment('develop')).toMatchObject({ status: 'inactive', head: commit });
});

test('Jenkins builds the main branch by night and repairs what was missed', async () => {
  const world = await scenario();
  const merged = await openPullRequest(world, {}, 'feature/merged');
  await build(world, { pullRequest: merged.id });
  await world.bitbucket.mergePullRequest(merged.id, { closeSourceBranch: true });
  const opened = await openPullRequest(world, { 'a.txt': 'a' }, 'feature/new');

  const { nightlyBranch } = jenkinsfile(world);
  const { stages, last } = await build(world, { branch: nightlyBranch }, { timer: true });

  expect(last.exitCode === 0 ? '' : last.output).toBe('');
  expect(stages).toEqual(['Repair what was missed']);
  expect(environments(world)).toEqual({ main: 'active', 'feature/new': 'inactive', 'pr-2': 'active' });
  expect(world.upsun.environment('main')?.deployedCommit).toBe(await world.repository.tip('main'));
  expect(world.states(opened.commit).at(-1)).toBe('SUCCESSFUL');
});

test('a build that is aborted in Jenkins waits for the pipe, which leaves a final status', async () => {
  const world = await scenario();
  world.upsun.durations.deploy = 3000;
  const { id, commit } = await openPullRequest(world);
  const stopping = new AbortController();

  const building = build(world, { pullRequest: id }, { signal: stopping.signal });
  await world.until(() => world.upsun.activities().some(({ state }) => state === 'in_progress'));
  stopping.abort();

  expect((await building).last.exitCode).toBe(143);
  expect(world.states(commit)).toEqual(['INPROGRESS', 'STOPPED']);
});

test('the container runs as the user of the image, in place of the one that Jenkins would choose', async () => {
  const world = await scenario();
  expect(jenkinsfile(world).args).toEqual(['-u', 'root', '--entrypoint=']);
});

// Only root can become somebody else.
test.runIf(isRoot)('as a user id without a name the run says which user to choose', async () => {
  const world = await scenario();
  const { id } = await openPullRequest(world);
  await cp(image, join(world.directory, 'image'), { recursive: true });
  await chmod(world.directory, 0o711);
  const [stage] = jenkinsfile(world, join(world.directory, 'image', 'pipe.js')).stages;
  assert(stage);
  const user = ['setpriv', `--reuid=${agent}`, `--regid=${agent}`, '--clear-groups'];

  const run = await world.jenkins.run(
    { pullRequest: id },
    {
      ...workspace,
      command: [...user, ...(await shell(world, '-xe', stage.script))],
      variables: { ...stage.environment, ...ofContainer(world), HOME: '/', TMPDIR: '/tmp' },
    },
  );

  expectFailure(run, 2, `No user exists for uid ${agent}`, '`-u root`');
  expect(world.upsun.environment('pr-1')).toBeUndefined();
  expect(world.states(run.commit)).toEqual(['FAILED']);
});

test.each<{ what: string; target: Target; environment: string; status: string }>([
  { what: 'a pull request', target: { pullRequest: 1 }, environment: 'pr-1', status: 'active' },
  { what: 'a branch', target: { branch: 'develop' }, environment: 'develop', status: 'inactive' },
])('Bamboo builds $what', async ({ target, environment, status }) => {
  const world = await scenario();
  await openPullRequest(world);
  await world.repository.commit('develop', { 'index.html': 'Next' }, { from: 'main' });
  const script = atSandbox(example('Bamboo', 'sh'), world, `${image}pipe.js`);

  const run = await world.bamboo.run(target, {
    ...workspace,
    command: await shell(world, '-e', script),
    variables: {
      ...ofContainer(world),
      bamboo_bitbucket_token_secret: world.dataCenter.accessToken,
      bamboo_upsun_token_secret: world.upsun.token,
    },
  });

  expect(run.exitCode === 0 ? '' : run.output).toBe('');
  expect(world.upsun.environment(environment)?.status).toBe(status);
  expect(world.states(run.commit).at(-1)).toBe('SUCCESSFUL');
});
