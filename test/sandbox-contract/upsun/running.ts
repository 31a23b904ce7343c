import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished } from 'vitest';
import { createContract } from '../../sandbox/contract/check.ts';
import { generateKey } from '../../sandbox/git/authority.ts';
import { gitIsolation } from '../../sandbox/bitbucket/git.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox/index.ts';

export interface Running extends Sandbox {
  /** Asks the API for something below the project. */
  ask: (method: string, path: string, body?: unknown) => Promise<Reply>;
  /** Exchanges the API token for an access token. */
  signIn: () => Promise<string>;
  /** Makes a key and has it certified. */
  certify: () => Promise<Identity>;
  /** Pushes a branch of Bitbucket to Upsun, without waiting for the deployment; resolves to how git ended. */
  push: (branch: string, options?: PushOptions) => Promise<Pushed>;
  /** The same, and waits for all that follows. */
  deploy: (branch: string, options?: PushOptions) => Promise<void>;
}

export interface Reply {
  status: number;
  headers: Headers;
  // Whatever JSON it is: the tests say what they expect of it.
  // oxlint-disable-next-line typescript/no-explicit-any
  body: any;
}

interface Identity {
  keyFile: string;
  env: Record<string, string>;
}

interface PushOptions {
  options?: string[];
  wait?: boolean;
  /** Milliseconds after which git is ended. */
  timeout?: number;
  identity?: Identity;
}

interface Pushed {
  exitCode: number | undefined;
  stderr: string;
  timedOut: boolean;
}

/** Starts a sandbox for one test. When the test is over, all that passed must be as the vendors document it. */
export async function start(options?: SandboxOptions): Promise<Running> {
  const sandbox = await startSandbox(options);
  onTestFinished(async () => {
    await sandbox[Symbol.asyncDispose]();
    expect((await createContract())?.violations(sandbox.requests) ?? []).toEqual([]);
  });
  return Object.assign(sandbox, controls(sandbox));
}

function controls(sandbox: Sandbox): Pick<Running, 'ask' | 'signIn' | 'certify' | 'push' | 'deploy'> {
  let token: Promise<string> | undefined;
  const signIn = () => exchange(sandbox);
  const ask: Running['ask'] = async (method, path, body) => {
    token ??= signIn();
    const { apiUrl, projectId } = sandbox.upsun;
    return send(method, `${apiUrl}/projects/${projectId}${path}`, `Bearer ${await token}`, body);
  };
  const certify: Running['certify'] = async () => identify(sandbox, await signIn());
  const push: Running['push'] = async (branch, rest = {}) =>
    pushBranch(sandbox, branch, { identity: rest.identity ?? (await certify()), ...rest });
  return {
    ask,
    signIn,
    certify,
    push,
    async deploy(branch, rest) {
      expect(await push(branch, rest)).toMatchObject({ exitCode: 0 });
      await sandbox.upsun.settled();
    },
  };
}

async function exchange({ upsun }: Sandbox): Promise<string> {
  const answer = await fetch(`${upsun.authUrl}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'api_token', api_token: upsun.token, client_id: 'upsun-cli' }),
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}

/** Sends a request with JSON, and reads JSON. */
export async function send(
  method: string,
  url: string,
  authorization: string,
  body?: unknown,
): Promise<Reply> {
  const answer = await fetch(url, {
    method,
    redirect: 'manual',
    headers: { authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  const isJson = answer.headers.get('content-type') === 'application/json' && text !== '';
  return { status: answer.status, headers: answer.headers, body: isJson ? JSON.parse(text) : text };
}

async function identify({ upsun, git, directory }: Sandbox, token: string): Promise<Identity> {
  const own = await mkdtemp(join(directory, 'client-'));
  const keyFile = join(own, 'key');
  const key = await generateKey(keyFile, 'test');
  const { body } = await send('POST', `${upsun.authUrl}/ssh`, `Bearer ${token}`, { key });
  await writeFile(`${keyFile}-cert.pub`, `${body.certificate}\n`);
  await writeFile(join(own, 'known_hosts'), `${git.knownHosts}\n`);
  const ssh = ['ssh', '-F', '/dev/null', '-i', keyFile, '-o', 'IdentitiesOnly=yes', '-o', 'BatchMode=yes'];
  const hosts = [`UserKnownHostsFile=${join(own, 'known_hosts')}`, 'SendEnv=PLATFORMSH_PUSH_NO_WAIT'];
  const command = [...ssh, ...hosts.flatMap((setting) => ['-o', setting])].join(' ');
  return { keyFile, env: { ...gitIsolation, GIT_SSH_COMMAND: command } };
}

async function pushBranch(
  { repository, git: gitServer }: Sandbox,
  branch: string,
  { options = [], wait = false, timeout = 30_000, identity }: PushOptions,
): Promise<Pushed> {
  const pushOptions = options.map((option) => `--push-option=${option}`);
  const refspec = `+${branch}:refs/heads/${branch}`;
  const git = execa('git', ['push', ...pushOptions, gitServer.url, refspec], {
    cwd: repository.path,
    env: { ...identity?.env, ...(wait ? {} : { PLATFORMSH_PUSH_NO_WAIT: '1' }) },
    reject: false,
    // A group of its own, so that the ssh below git can be ended with it.
    detached: true,
  });
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    if (git.pid) process.kill(-git.pid, 'SIGKILL');
  }, timeout);
  const { exitCode, stderr } = await git;
  clearTimeout(timer);
  return { exitCode, stderr, timedOut };
}
