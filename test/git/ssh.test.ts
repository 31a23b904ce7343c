import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { certifiedSsh, sshVariables } from '../../src/git/ssh.ts';
import { fakeClock } from '../http/fake-clock.ts';
import { pipeGit, temporaryDirectory } from './repositories.ts';

/** How ssh itself understands the command that git is given. */
async function understood(environment: Readonly<Record<string, string>>): Promise<Map<string, string>> {
  const { stdout } = await execa('sh', ['-c', `${environment.GIT_SSH_COMMAND} -G git.eu-5.platform.sh`]);
  return new Map(
    stdout.split('\n').map((line) => [line.split(' ')[0] ?? '', line.slice(line.indexOf(' ') + 1)]),
  );
}

async function prepare(name = 'ssh') {
  const directory = join(await temporaryDirectory(), name);
  const certified: string[] = [];
  const { sshKeygen } = await pipeGit();
  const ssh = certifiedSsh(sshKeygen, {
    directory,
    knownHosts: 'git.example.com ssh-rsa AAAA\n',
    async certify(publicKey) {
      certified.push(publicKey);
      return 'ssh-ed25519-cert-v01@openssh.com AAAA';
    },
    clock: fakeClock(),
  });
  return { directory, environment: await ssh(), certified };
}

describe('a push', () => {
  test('uses a new ed25519 key each time, which only its owner may read', async () => {
    const one = await prepare();
    const other = await prepare();
    expect(one.certified).toEqual([expect.stringMatching(/^ssh-ed25519 \S+/)]);
    expect(one.certified).not.toEqual(other.certified);
    const key = await stat(join(one.directory, 'id_ed25519'));
    expect((key.mode & 0o077).toString(8)).toBe('0');
  });

  test('shows that key with its certificate, and no other', async () => {
    const { directory, environment } = await prepare();
    const options = await understood(environment);
    expect(options.get('identityfile')).toBe(join(directory, 'id_ed25519'));
    expect(options.get('certificatefile')).toBe(join(directory, 'id_ed25519-cert.pub'));
    expect(options.get('identitiesonly')).toBe('yes');
    expect(options.get('identityagent')).toBe('none');
    expect(await readFile(join(directory, 'id_ed25519-cert.pub'), 'utf8')).toContain('cert-v01@openssh.com');
  });

  test('trusts only the hosts that are pinned, and asks nobody', async () => {
    const { directory, environment } = await prepare();
    const options = await understood(environment);
    expect(options.get('stricthostkeychecking')).toBe('true');
    expect(options.get('userknownhostsfile')).toBe(join(directory, 'known_hosts'));
    expect(options.get('globalknownhostsfile')).toBe('/dev/null');
    expect(options.get('batchmode')).toBe('yes');
    expect(await readFile(join(directory, 'known_hosts'), 'utf8')).toBe('git.example.com ssh-rsa AAAA\n');
  });

  test('asks the server not to hold it until the deployment is over', async () => {
    const { environment } = await prepare();
    expect((await understood(environment)).get('sendenv')).toBe('PLATFORMSH_PUSH_NO_WAIT');
    expect(environment.PLATFORMSH_PUSH_NO_WAIT).toBe('1');
  });

  test.each(['My job@2', "Ada's"])('works wherever TMPDIR is: %s', async (name) => {
    const { directory, environment } = await prepare(name);
    expect((await understood(environment)).get('identityfile')).toBe(join(directory, 'id_ed25519'));
  });
});

test('a fetch is hardened as a push is: they differ in the key, the hosts and what Upsun needs', async () => {
  const push = await understood((await prepare()).environment);
  const fetch = await understood(sshVariables({ keyFile: '/key', knownHostsFile: '/known_hosts' }));
  const names = new Set([...push.keys(), ...fetch.keys()]);
  const differing = [...names].filter((name) => push.get(name) !== fetch.get(name));
  expect(differing.toSorted()).toEqual(['certificatefile', 'identityfile', 'sendenv', 'userknownhostsfile']);
  expect(fetch.get('serveraliveinterval')).toBe('15');
});
