import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { copyPrivateKey } from '../../src/bitbucket/data-center/ssh-key.ts';
import { openSource } from '../../src/git/source.ts';
import { certifiedSsh } from '../../src/git/ssh.ts';
import { fakeClock } from '../http/fake-clock.ts';
import { nobodyThere, rejection, serve } from '../http/loopback.ts';
import {
  cloneOf,
  git,
  pipeGit,
  repositoryWithHistory,
  temporaryDirectory,
  advice,
  ofClone,
} from './repositories.ts';

describe('the git of the pipe', () => {
  test("knows nothing of the user's configuration", async () => {
    const home = await temporaryDirectory();
    await writeFile(join(home, '.gitconfig'), '[user]\n\tname = Somebody\n');
    const { git: ours } = await pipeGit({ HOME: home, XDG_CONFIG_HOME: home });
    expect(await ours(['config', '--get', 'user.name'])).toMatchObject({ ok: false, stdout: '' });
  });

  test('reads a clone that belongs to another user id', async () => {
    const { path, main } = await repositoryWithHistory();
    const { git: ours, workDirectory } = await pipeGit({ GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' });
    const source = await openSource(ours, {
      cloneDirectory: path,
      workDirectory,
      proxyUrl: undefined,
      originsFor: ofClone,
      credentialsFor: () => Promise.resolve(undefined),
      advice,
    });
    expect(await source.find(main[0] ?? '')).toBe(main[0]);
  });

  test('says what git said', async () => {
    const { git: ours } = await pipeGit();
    const result = await ours(['ls-remote', '/no/such/repository']);
    expect(result.ok).toBe(false);
    expect(result.stderr).toContain('/no/such/repository');
  });

  test('that is missing is an error which says so', async () => {
    const { git: ours } = await pipeGit({ PATH: '/no/such/directory' });
    const error = await rejection(ours(['version']));
    expect(error).toMatchObject({ kind: 'configuration', message: expect.stringContaining('git') });
  });

  test('names ssh-keygen in the same words where that is missing', async () => {
    const { sshKeygen } = await pipeGit({ PATH: '/no/such/directory' });
    const error = await rejection(sshKeygen(['-l']));
    expect(error).toMatchObject({
      kind: 'configuration',
      message: expect.stringMatching(/^ssh-keygen could not be started in /),
      remedy: expect.stringContaining('the image of this pipe'),
    });
  });

  test('tells by what signal it was ended, of which it says nothing itself', async () => {
    const { git: ours } = await pipeGit();
    const ended = await ours(['-c', 'alias.die=!kill -PIPE $PPID; sleep 0.2', 'die']);
    expect(ended).toMatchObject({ ok: false, stderr: 'git was ended by SIGPIPE' });
  });

  test('stops with the run', async () => {
    const stopped = new Error('Stopped by SIGTERM');
    const { git: ours } = await pipeGit({}, AbortSignal.abort(stopped));
    expect(await rejection(ours(['version']))).toBe(stopped);
  });
});

/** A directory with an ssh-keygen that writes down what it sees of the environment before it does its work. */
async function watchedKeygen() {
  const directory = await temporaryDirectory();
  const seen = join(directory, 'seen');
  const script = `#!/bin/sh\nenv >> '${seen}'\nPATH="\${PATH#*:}" exec ssh-keygen "$@"\n`;
  await writeFile(join(directory, 'ssh-keygen'), script, { mode: 0o755 });
  return { directory, names: async () => namesIn(await readFile(seen, 'utf8')) };
}

/** The shell adds some of its own. */
function namesIn(variables: string): string[] {
  const names = variables
    .trim()
    .split('\n')
    .map((line) => line.split('=')[0] ?? '');
  return [...new Set(names)].filter((name) => !['PWD', 'OLDPWD', 'SHLVL', '_'].includes(name)).toSorted();
}

async function watched() {
  vi.stubEnv('UPSUN_CLI_TOKEN', 's3cret');
  onTestFinished(() => void vi.unstubAllEnvs());
  const { directory, names } = await watchedKeygen();
  const { sshKeygen } = await pipeGit({ PATH: `${directory}:${process.env.PATH ?? ''}` });
  return { directory, names, sshKeygen };
}

describe('ssh-keygen sees nothing of the process but what git does', () => {
  const isolated = [
    'GIT_CONFIG_GLOBAL',
    'GIT_CONFIG_NOSYSTEM',
    'GIT_TERMINAL_PROMPT',
    'HOME',
    'LC_ALL',
    'PATH',
  ];

  test('when it makes the key of a push', async () => {
    const { directory, names, sshKeygen } = await watched();
    await certifiedSsh(sshKeygen, {
      directory: join(directory, 'ssh'),
      knownHosts: '',
      certify: () => Promise.resolve('ssh-ed25519-cert-v01@openssh.com AAAA'),
      clock: fakeClock(),
    })();
    expect(await names()).toEqual(isolated);
  });

  test('when it looks at the key of a fetch', async () => {
    const { directory, names, sshKeygen } = await watched();
    const key = join(directory, 'key');
    await execa('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
    await copyPrivateKey(sshKeygen, key, join(directory, 'copy'));
    expect(await names()).toEqual(isolated);
  });
});

/** A clone whose origin nobody can reach but through a proxy. */
async function clonedByPipelines(configuredProxy: string) {
  const { path } = await repositoryWithHistory(1);
  const clone = await cloneOf(path);
  const { origin } = await nobodyThere();
  const url = `${origin}/acme/shop`;
  await git(clone, 'remote', 'set-url', 'origin', url);
  await git(clone, 'config', `http.${url}.proxy`, configuredProxy);
  return { clone, url };
}

async function readBranches(clone: string, proxyUrl: string | undefined) {
  const { git: ours, workDirectory } = await pipeGit();
  const source = await openSource(ours, {
    cloneDirectory: clone,
    workDirectory,
    proxyUrl,
    originsFor: ofClone,
    credentialsFor: () => Promise.resolve(undefined),
    advice,
  });
  await rejection(source.remoteBranches());
}

describe('a clone that Pipelines made is read through its proxy', () => {
  test('the one that is set, though the clone names another', async () => {
    const set = await serve({ status: 404 });
    const configured = await serve({ status: 404 });
    const { clone, url } = await clonedByPipelines(configured.origin);
    await readBranches(clone, set.origin);
    expect(set.received[0]?.path).toContain(`${url}/info/refs`);
    expect(configured.received).toEqual([]);
  });

  test('the one that the clone names, where none is set', async () => {
    const configured = await serve({ status: 404 });
    const { clone, url } = await clonedByPipelines(configured.origin);
    await readBranches(clone, undefined);
    expect(configured.received[0]?.path).toContain(`${url}/info/refs`);
  });
});
