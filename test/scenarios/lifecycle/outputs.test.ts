/** What later steps are told of every way in which a deployment can end. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { expect, test } from 'vitest';
import type { PipeRun } from '../../sandbox/ci/pipe.ts';
import type { Target } from '../../sandbox/ci/target.ts';
import { openPullRequest } from '../failure.ts';
import { scenario, type Scenario } from '../scenario.ts';

/** What an earlier step left in the file, and a name of somebody else. */
const stale = {
  ENVIRONMENT_RESULT: 'deployed',
  ENVIRONMENT_ID: 'earlier',
  ENVIRONMENT_URL: 'https://earlier.example.com/',
  ENVIRONMENT_STATUS: 'active',
  ENVIRONMENT_COMMIT: 'c0ffee0000000000000000000000000000000000',
  ENVIRONMENT_ROUTES: '[{"url":"https://earlier.example.com/","primary":true,"type":"upstream"}]',
};
const others = { VERSION: '1.2.3' };
const nothing = {
  ENVIRONMENT_ID: '',
  ENVIRONMENT_URL: '',
  ENVIRONMENT_STATUS: '',
  ENVIRONMENT_COMMIT: '',
  ENVIRONMENT_ROUTES: '[]',
};

type Variables = Record<string, string>;

interface Ending {
  way: string;
  result: string;
  exitCode: number;
  /** What is told beside the result; all else is empty. */
  told: Variables | ((world: Scenario) => Promise<Variables>);
  files?: Variables;
  before?: (world: Scenario) => unknown;
  /** The pull request, where it is left out. */
  target?: Target;
  variables?: Variables;
  /** Something that happens once the deployment is under way. */
  during?: (world: Scenario, kill: () => void) => unknown;
  commit?: (world: Scenario) => Promise<string>;
}

const preview = { ENVIRONMENT_ID: 'pr-1' };
const main = { branch: 'main' };
const feature = { branch: 'feature/login' };

async function live({ upsun, repository }: Scenario, id: string, branch: string): Promise<Variables> {
  const url = upsun.environment(id)?.url ?? '';
  return {
    ENVIRONMENT_ID: id,
    ENVIRONMENT_STATUS: 'active',
    ENVIRONMENT_COMMIT: (await repository.tip(branch)) ?? '',
    ENVIRONMENT_URL: url,
    ENVIRONMENT_ROUTES: expect.stringContaining(JSON.stringify({ url, primary: true, type: 'upstream' })),
  };
}

const livePreview = (world: Scenario) => live(world, 'pr-1', 'feature/login');

async function storedFeature({ repository }: Scenario): Promise<Variables> {
  const commit = (await repository.tip('feature/login')) ?? '';
  return { ENVIRONMENT_ID: 'feature/login', ENVIRONMENT_STATUS: 'inactive', ENVIRONMENT_COMMIT: commit };
}

async function queuedPreview({ repository }: Scenario): Promise<Variables> {
  return { ...preview, ENVIRONMENT_COMMIT: (await repository.tip('feature/login')) ?? '' };
}

const endings: Ending[] = [
  { way: 'a deployment', result: 'deployed', exitCode: 0, told: livePreview },
  {
    way: 'a deployment whose failed hook does not count',
    result: 'deployed',
    exitCode: 0,
    files: { 'deploy-fails': 'no database' },
    variables: { FAIL_ON_HOOK_ERROR: 'false' },
    told: livePreview,
  },
  {
    way: 'a second run for the same commit',
    before: (world) => world.deploy({ pullRequest: 1 }),
    result: 'unchanged',
    exitCode: 0,
    told: livePreview,
  },
  {
    way: 'production',
    target: main,
    result: 'deployed',
    exitCode: 0,
    before: ({ repository }) => repository.commit('main', { 'm.txt': 'm' }),
    told: (world) => live(world, 'main', 'main'),
  },
  { way: 'an inactive branch', target: feature, result: 'stored', exitCode: 0, told: storedFeature },
  {
    way: 'an inactive branch that is up to date',
    target: feature,
    before: (world) => world.deploy(feature),
    result: 'stored',
    exitCode: 0,
    told: storedFeature,
  },
  {
    way: 'a branch without room',
    target: feature,
    variables: { ACTIVATE_BRANCHES: 'feature/*' },
    before: fill,
    result: 'stored',
    exitCode: 0,
    told: storedFeature,
  },
  {
    way: 'a branch that a filter leaves out',
    target: main,
    variables: { EXCLUDE_BRANCHES: 'main' },
    result: 'skipped',
    exitCode: 0,
    told: { ENVIRONMENT_ID: 'main' },
  },
  {
    way: 'a pull request that is live and that a filter leaves out',
    before: (world) => world.deploy({ pullRequest: 1 }),
    variables: { PULL_REQUEST_TARGETS: 'release/*' },
    result: 'skipped',
    exitCode: 0,
    told: preview,
  },
  { way: 'no room', before: fill, result: 'skipped', exitCode: 0, told: preview },
  {
    way: 'no room, with ON_LIMIT=fail',
    before: fill,
    variables: { ON_LIMIT: 'fail' },
    result: 'failed',
    exitCode: 1,
    told: preview,
  },
  {
    way: 'a tag',
    target: { tag: 'v1' },
    before: async ({ repository }) => repository.setTag('v1', (await repository.tip('main')) ?? ''),
    result: 'skipped',
    exitCode: 0,
    told: {},
  },
  {
    way: 'a dry run',
    before: (world) => world.deploy({ pullRequest: 1 }),
    variables: { DRY_RUN: 'true' },
    result: 'skipped',
    exitCode: 0,
    told: preview,
  },
  {
    way: 'a commit that was overtaken',
    commit: async ({ repository }) => {
      const overtaken = await repository.tip('feature/login');
      await repository.commit('feature/login', { 'index.html': 'Newer' });
      return overtaken ?? '';
    },
    result: 'superseded',
    exitCode: 0,
    told: preview,
  },
  {
    way: 'a pull request that is closed',
    target: main,
    variables: { PULL_REQUEST_ID: '1' },
    before: ({ bitbucket }) => bitbucket.declinePullRequest(1),
    result: 'skipped',
    exitCode: 0,
    told: preview,
  },
  {
    way: 'a pull request that is closed during its deployment',
    during: ({ bitbucket }) => bitbucket.declinePullRequest(1),
    result: 'skipped',
    exitCode: 0,
    told: preview,
  },
  {
    way: 'WAIT=false',
    variables: { WAIT: 'false' },
    result: 'queued',
    exitCode: 0,
    told: queuedPreview,
  },
  {
    way: 'a deployment that waits for somebody in the console',
    before: ({ upsun }) => upsun.failNext('staged'),
    result: 'queued',
    exitCode: 0,
    told: queuedPreview,
  },
  {
    way: 'a deployment that is cancelled',
    before: ({ upsun }) => upsun.failNext('cancelled'),
    result: 'failed',
    exitCode: 1,
    told: preview,
  },
  {
    way: 'a build that fails where an older commit is live',
    before: async (world) => {
      await world.deploy({ pullRequest: 1 });
      await world.repository.commit('feature/login', { 'build-fails': 'npm error' });
    },
    result: 'failed',
    exitCode: 1,
    told: preview,
  },
  {
    way: 'a hook that fails although the environment is live',
    files: { 'deploy-fails': 'no database' },
    result: 'failed',
    exitCode: 1,
    told: preview,
  },
  {
    way: 'a push that is refused',
    before: ({ upsun }) => void (upsun.refusePush = 'Invalid configuration'),
    result: 'failed',
    exitCode: 1,
    told: preview,
  },
  {
    way: 'a signal',
    during: (_world, kill) => kill(),
    result: 'failed',
    exitCode: 143,
    told: preview,
  },
  {
    way: 'a token that is refused',
    variables: { UPSUN_CLI_TOKEN: 'mistyped-token' },
    result: 'failed',
    exitCode: 2,
    told: preview,
  },
  {
    way: 'a pull request that does not exist',
    target: main,
    variables: { PULL_REQUEST_ID: '77' },
    result: 'failed',
    exitCode: 2,
    told: { ENVIRONMENT_ID: 'pr-77' },
  },
  {
    way: 'a project with an integration of its own',
    before: ({ upsun }) => upsun.addIntegration('bitbucket'),
    result: 'failed',
    exitCode: 3,
    told: preview,
  },
  {
    way: 'a setting that is not valid',
    variables: { WAIT: 'maybe' },
    result: 'failed',
    exitCode: 2,
    told: {},
  },
  {
    way: 'a command that does not exist',
    variables: { COMMAND: 'deplyo' },
    result: 'failed',
    exitCode: 2,
    told: {},
  },
  {
    way: 'a run that names nothing to deploy',
    target: { custom: { commit: 'main' } },
    result: 'failed',
    exitCode: 2,
    told: {},
  },
];

/** Takes the only room that the project has. */
async function fill(world: Scenario): Promise<void> {
  world.upsun.environmentLimit = 1;
  const { id } = await openPullRequest(world, { 'other.txt': 'other' }, 'feature/other');
  await world.deploy({ pullRequest: id });
}

function asText(values: Variables): string {
  return Object.entries({ ...others, ...values })
    .map(([name, value]) => `${name}='${value}'\n`)
    .join('');
}

async function end(world: Scenario, ending: Ending, file: string): Promise<PipeRun> {
  const { during, target = { pullRequest: 1 } } = ending;
  const commit = await ending.commit?.(world);
  let underWay = !during;
  world.upsun.goesOnWhen.deploy = () => underWay;
  const variables = { ...ending.variables, OUTPUT_FILE: file };
  const running = await world.start(target, variables, commit ? { commit } : {});
  if (during) {
    await world.until(() => world.upsun.activities().some(({ state }) => state === 'in_progress'));
    await during(world, running.kill);
    underWay = true;
  }
  return running.finished;
}

test.each(endings)(
  '$way: ENVIRONMENT_RESULT is $result, and nothing old is left beside it',
  async (ending) => {
    const world = await scenario();
    await openPullRequest(world, ending.files);
    await ending.before?.(world);
    const file = join(world.directory, 'upsun.env');
    await writeFile(file, asText(stale));

    const run = await end(world, ending, file);

    expect(run.exitCode).toBe(ending.exitCode);
    const told = typeof ending.told === 'function' ? await ending.told(world) : ending.told;
    expect(parseEnv(await readFile(file, 'utf8'))).toEqual({
      ...others,
      ...nothing,
      ENVIRONMENT_RESULT: ending.result,
      ...told,
    });
  },
);

test.each(['reconcile', 'cleanup', 'validate'])(
  'COMMAND=%s is not for one environment, and leaves the outputs as they are',
  async (command) => {
    const world = await scenario();
    const file = join(world.directory, 'upsun.env');
    await writeFile(file, asText(stale));

    await world.deploy({ branch: 'main' }, { COMMAND: command, OUTPUT_FILE: file });

    expect(await readFile(file, 'utf8')).toBe(asText(stale));
  },
);
