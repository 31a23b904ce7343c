/** How long a certificate is used for. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { validityOf } from '../../src/git/certificate.ts';
import { certifiedSsh } from '../../src/git/ssh.ts';
import { rejection } from '../http/loopback.ts';
import { createAuthority } from '../sandbox/git/authority.ts';
import { pipeGit, temporaryDirectory } from './repositories.ts';

const minute = 60_000;

/** A key and a real authority whose certificates hold for `lifetime` seconds, on a clock that only the test moves. */
async function prepare({ lifetime = 3600, clockIsOffBy = 0 } = {}) {
  const parent = await temporaryDirectory();
  const directory = join(parent, 'ssh');
  const authority = await createAuthority(join(parent, 'authority'));
  authority.options.lifetime = lifetime;
  const issued: string[] = [];
  const failures: Error[] = [];
  let now = Date.now() + clockIsOffBy;
  const { sshKeygen } = await pipeGit();
  const ssh = certifiedSsh(sshKeygen, {
    directory,
    knownHosts: '',
    async certify(publicKey) {
      const failure = failures.shift();
      if (failure) throw failure;
      issued.push(await authority.sign(publicKey, { principal: 'abc123' }));
      return issued.at(-1) ?? '';
    },
    clock: { now: () => now },
  });
  return {
    ssh,
    issued,
    failures,
    inUse: async () => (await readFile(join(directory, 'id_ed25519-cert.pub'), 'utf8')).trim(),
    pass: (milliseconds: number) => (now += milliseconds),
  };
}

describe('a certificate of an hour', () => {
  test('is used for many pushes', async () => {
    const { ssh, issued, pass } = await prepare();
    await ssh();
    pass(45 * minute);
    await ssh();
    expect(issued).toHaveLength(1);
  });

  test('is replaced ten minutes before its end, for the same key', async () => {
    const { ssh, issued, inUse, pass } = await prepare();
    const before = await ssh();
    pass(51 * minute);
    expect(await ssh()).toEqual(before);
    expect(issued).toHaveLength(2);
    expect(await inUse()).toBe(issued[1]);
  });

  test.each([-12, 12])(
    'is replaced in time also where the clock of the machine is %i hours off',
    async (hours) => {
      const { ssh, issued, pass } = await prepare({ clockIsOffBy: hours * 60 * minute });
      await ssh();
      pass(51 * minute);
      await ssh();
      expect(issued).toHaveLength(2);
    },
  );
});

test('a certificate that ends within ten minutes is good for one push', async () => {
  const { ssh, issued } = await prepare({ lifetime: 300 });
  await ssh();
  await ssh();
  expect(issued).toHaveLength(2);
});

test('pushes side by side share one certificate, at first and when it is replaced', async () => {
  const { ssh, issued, pass } = await prepare();
  await Promise.all([ssh(), ssh(), ssh()]);
  expect(issued).toHaveLength(1);
  pass(55 * minute);
  await Promise.all([ssh(), ssh(), ssh()]);
  expect(issued).toHaveLength(2);
});

test('a certificate that was refused once is asked for again by the next push', async () => {
  const { ssh, issued, failures } = await prepare();
  failures.push(new Error('Service unavailable'));
  expect(String(await rejection(ssh()))).toContain('Service unavailable');
  await ssh();
  expect(issued).toHaveLength(1);
});

test.each([
  'ssh-ed25519-cert-v01@openssh.com AAAA',
  'ssh-rsa-cert-v01@openssh.com AAAAHHNzaC1yc2EtY2VydC12MDFAb3BlbnNzaC5jb20AAAAg',
  '',
])('nobody can tell when a certificate ends that cannot be read: %s', (line) => {
  expect(validityOf(line)).toBeUndefined();
});
