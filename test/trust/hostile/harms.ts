import { execa } from 'execa';
import { glob } from 'node:fs/promises';
import type { PipeRun } from '../../sandbox/ci/pipe.ts';
import type { TrustWorld } from '../kill/world.ts';

const escape = '\u001B';
const colours = new RegExp(`${escape}\\[[\\d;]*m`, 'g');
const unseen = /[^\P{Cc}\n\t]|[\u202A-\u202E\u2066-\u2069]/u;

/** What a run did to whoever reads of it, though it should not; nothing where it is harmless. */
export async function harms(world: TrustWorld, run: PipeRun): Promise<string[]> {
  const { bitbucket, commits } = world;
  const pullRequests = await bitbucket.pullRequests();
  const comments = pullRequests.flatMap(({ id }) => bitbucket.comments(id).map(({ raw }) => raw));
  const statuses = [...commits.keys()].flatMap((commit) => bitbucket.statuses(commit));
  const written = [run.output, run.outputVariables, JSON.stringify([comments, statuses])].join('\n');
  const { UPSUN_CLI_TOKEN, BITBUCKET_ACCESS_TOKEN, BITBUCKET_SERVER_TOKEN } = world.variables;
  const secrets = [UPSUN_CLI_TOKEN, BITBUCKET_ACCESS_TOKEN, BITBUCKET_SERVER_TOKEN];
  return [
    unseen.test(run.output.replaceAll(colours, '')) && 'moves the cursor or hides something in the log',
    /^\s+at .*:\d+/m.test(run.output) && 'prints a stack',
    /bug in the pipe|fault of the pipe/.test(run.output) && 'calls it a bug of the pipe',
    secrets.some((secret) => secret && written.includes(secret)) && 'shows a secret',
    statuses.some(({ url }) => !/^https?:\/\/[^\s<>"]+$/.test(url)) && 'links something else than a page',
    !comments.every(isWhole) && 'a text ends the Markdown that it stands in',
    ...(await harmsOfOutputs(run)),
    (await executedIn(world)) && 'executes a text',
  ].filter((harm) => harm !== false);
}

/** No picture, no link but ours, no HTML outside of code; and every block of code ends. */
function isWhole(markdown: string): boolean {
  const fences = markdown.match(/^`{3,}$/gm) ?? [];
  const text = markdown.replaceAll(/^(`{3,})\n[^]*?\n\1$/gm, '').replaceAll(/\\./g, '');
  return fences.length % 2 === 0 && !/<\w|!\[|\]\((?!https?:)/.test(text) && !unseen.test(markdown);
}

/** What a later step gets that reads the variables with a shell. */
async function harmsOfOutputs({ outputVariables, cloneDirectory }: PipeRun): Promise<string[]> {
  const { exitCode, stdout, stderr } = await execa('/bin/sh', ['-c', outputVariables], {
    cwd: cloneDirectory,
    extendEnv: false,
    env: { PATH: '/nonexistent' },
    reject: false,
  });
  return exitCode === 0 && stdout + stderr === '' ? [] : [`outputs that a shell stumbles over: ${stderr}`];
}

async function executedIn({ directory }: TrustWorld): Promise<boolean> {
  for await (const file of glob('**/executed', { cwd: directory })) return file !== '';
  return false;
}
