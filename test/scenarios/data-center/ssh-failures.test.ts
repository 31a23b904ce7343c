/** What keeps the pipe from fetching over SSH, and what it says of that. */
import { copyFile } from 'node:fs/promises';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { generateKey } from '../../sandbox/git/authority.ts';
import { expectFailure, openPullRequest } from '../failure.ts';
import { type SshScenario, sshScenario } from './over-ssh.ts';

const noClone = { clone: false };

/** A setting that will not do, and what is said of it. */
interface Unfit {
  variables: Record<string, string>;
  words: string[];
}

function unfitKey(file: string, ...words: string[]): Unfit {
  return { variables: { BITBUCKET_SERVER_SSH_KEY_FILE: file }, words };
}

const otherHostKey = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl';

function unfitKnownHosts({ git, ssh: { port } }: SshScenario, line: string): Unfit {
  return {
    variables: { SSH_KNOWN_HOSTS: `${git.knownHosts}\n${line}` },
    words: [
      `127.0.0.1:${port} does not show a host key that SSH_KNOWN_HOSTS has`,
      `ssh-keyscan -p ${port} 127.0.0.1`,
    ],
  };
}

function unfitPort(port: string): Unfit {
  const words = [`127.0.0.1:${port} could not be reached`, 'Check that BITBUCKET_SERVER_SSH_PORT is'];
  return { variables: { BITBUCKET_SERVER_SSH_PORT: port }, words };
}

test.each<[string, number, (world: SshScenario) => Unfit | Promise<Unfit>]>([
  [
    'a key file that is not there',
    2,
    () => unfitKey('/no/such/key', '(/no/such/key) cannot be read', 'Mount the private key'),
  ],
  [
    'a public key',
    2,
    ({ ssh }) => unfitKey(`${ssh.keyFile}.pub`, `(${ssh.keyFile}.pub) is not a private key`, 'ssh-keygen'),
  ],
  [
    'a key with a passphrase',
    2,
    async ({ ssh, directory }) => {
      const file = `${directory}/encrypted`;
      await copyFile(ssh.keyFile, file);
      await execa('ssh-keygen', ['-q', '-p', '-P', '', '-N', 'a passphrase', '-f', file]);
      return unfitKey(file, `(${file}) has a passphrase`, 'make a key without one');
    },
  ],
  [
    'a key that Bitbucket does not know',
    2,
    async ({ ssh, directory }) => {
      const file = `${directory}/unknown`;
      await generateKey(file, 'unknown');
      return unfitKey(file, `127.0.0.1:${ssh.port} did not accept the key`, 'to SHOP/storefront');
    },
  ],
  ['a host key that is not pinned', 2, (world) => unfitKnownHosts(world, '')],
  [
    'a host key that is not the pinned one',
    2,
    (world) => unfitKnownHosts(world, `[127.0.0.1]:${world.ssh.port} ${otherHostKey}`),
  ],
  ['a port on which nobody answers', 1, () => unfitPort('1')],
  [
    'a port on which something else than SSH answers',
    1,
    ({ dataCenter }) => unfitPort(new URL(dataCenter.serverUrl).port),
  ],
])('%s is explained, and nothing is touched', async (_what, exitCode, prepare) => {
  const world = await sshScenario();
  const { id, commit } = await openPullRequest(world);
  const { variables, words } = await prepare(world);

  const run = await world.deploy({ pullRequest: id }, { ...world.overSsh, ...variables }, noClone);

  expectFailure(run, exitCode, ...words, ...Object.keys(variables));
  expect(world.states(commit)).toEqual(['FAILED']);
  expect(world.changes()).toEqual([]);
  expect(world.upsun.environment('pr-1')).toBeUndefined();
});

test('a key of another repository is explained', async () => {
  const world = await sshScenario('SHOP/backoffice');
  await world.repository.commit('main', { 'a.txt': 'a' });

  const run = await world.deploy({ branch: 'main' }, world.overSsh, noClone);

  expectFailure(run, 2, `127.0.0.1:${world.ssh.port} has no repository SHOP/storefront`, 'access key');
  expect(world.changes()).toEqual([]);
});

test('a server that is away while a shallow workspace is completed is explained', async () => {
  const world = await sshScenario();
  await world.repository.commit('main', { 'index.html': 'Version 1' });
  const commit = await world.repository.commit('main', { 'index.html': 'Version 2' });
  const variables = { ...world.overSsh, BITBUCKET_SERVER_SSH_PORT: '1' };

  const run = await world.deploy({ branch: 'main' }, variables, { depth: 1 });

  expectFailure(run, 1, 'is shallow and could not be completed: 127.0.0.1:1 could not', 'Shallow clone');
  expect(world.states(commit)).toEqual(['FAILED']);
  expect(world.changes()).toEqual([]);
});

test.each([
  ['BITBUCKET_SERVER_SSH_PORT', 'BITBUCKET_SERVER_SSH_KEY_FILE'],
  ['BITBUCKET_SERVER_SSH_KEY_FILE', 'BITBUCKET_SERVER_SSH_PORT'],
] as const)('%s without %s is half a setting', async (given, missing) => {
  const world = await sshScenario();

  const run = await world.deploy({ branch: 'main' }, { [given]: world.overSsh[given] });

  expectFailure(run, 2, `${missing} is missing`, given);
  expect(run.output).not.toContain('bitbucket-pipelines.yml');
  expect(world.changes()).toEqual([]);
});
