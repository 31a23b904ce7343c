/**
 * What the README tells newcomers to copy, and the CIs that run it: with the variables that these give and with no others.
 * Four things stand for what is not on this machine: the sandbox's addresses for those of Bitbucket and Upsun, its
 * credentials for those that the CI keeps, the built pipe for that of the image, and a temporary directory of its own.
 */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { PipeRun } from '../../sandbox/ci/pipe.ts';
import type { RunOptions } from '../../sandbox/ci/runner.ts';
import type { Target } from '../../sandbox/ci/target.ts';
import type { Scenario } from '../scenario.ts';
import { type Jenkinsfile, readJenkinsfile } from './jenkinsfile.ts';

const readme = await readFile(new URL('../../../docs/data-center.md', import.meta.url), 'utf8');
export const image = new URL('../../../dist/', import.meta.url).pathname;
const builtPipe = `${image}pipe.js`;
export const isRoot = process.getuid?.() === 0;
/** That of an agent, which no user of the image or of this machine has. */
export const agent = 47_110;
const workspace = isRoot ? { cloneOwner: agent } : {};

function example(heading: string, language: string): string {
  const [, section = ''] = readme.split(`## ${heading}\n`);
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

export function jenkinsfile(world: Scenario, pipe = builtPipe): Jenkinsfile {
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

interface BuildOptions extends Partial<RunOptions> {
  /** The build was started by the schedule. */
  timer?: boolean;
  /** What stands for the pipe of the image. */
  pipe?: string;
  /** A command that runs another one as somebody else. */
  user?: string[];
}

/** Builds in Jenkins: the stages of the Jenkinsfile whose conditions hold, up to the first that fails. */
export async function buildInJenkins(
  world: Scenario,
  target: Target,
  { timer = false, pipe, user = [], ...options }: BuildOptions = {},
): Promise<{ stages: string[]; last: PipeRun }> {
  const stages: string[] = [];
  let last: PipeRun | undefined;
  for (const { name, timer: only, environment, script } of jenkinsfile(world, pipe).stages) {
    if ((only ?? timer) !== timer || (last && last.exitCode !== 0)) continue;
    const command = [...user, ...(await shell(world, '-xe', script))];
    const variables = { ...environment, ...ofContainer(world), ...options.variables };
    last = await world.jenkins.run(target, { ...workspace, ...options, command, variables });
    stages.push(name);
  }
  assert(last, 'No stage ran');
  return { stages, last };
}

/** Builds in Bamboo, where the plan has the credentials as variables. */
export async function buildInBamboo(world: Scenario, target: Target): Promise<PipeRun> {
  const script = atSandbox(example('Bamboo', 'sh'), world, builtPipe);
  const command = await shell(world, '-e', script);
  const variables = {
    ...ofContainer(world),
    bamboo_bitbucket_token_secret: world.dataCenter.accessToken,
    bamboo_upsun_token_secret: world.upsun.token,
  };
  return world.bamboo.run(target, { ...workspace, command, variables });
}
