import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { knownHosts } from '../../src/upsun/host-keys.ts';
import { temporaryDirectory } from '../git/repositories.ts';

const regions = 'au au-2 ca-1 ch-1 de-2 eu eu-2 eu-4 eu-5 fr-3 fr-4 uk-1 us us-2 us-3 us-4'.split(' ');
const added =
  '[127.0.0.1]:2222 ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHKq0v3H2d1Q5V7o5k3cJ0e0m4o8m8pQd3m3Vb1h2v9s';

/** The hosts that ssh finds in the file, of those asked for. */
async function found(file: string, hosts: string[]): Promise<string[]> {
  const path = join(await temporaryDirectory(), 'known_hosts');
  await writeFile(path, file);
  const finds = hosts.map(async (host) => {
    const { exitCode } = await execa('ssh-keygen', ['-F', host, '-f', path], { reject: false });
    return exitCode === 0 ? [host] : [];
  });
  return (await Promise.all(finds)).flat();
}

describe('the host keys that a push trusts', () => {
  test('are those of every published region, in a form that ssh reads', async () => {
    const hosts = regions.map((region) => `git.${region}.platform.sh`);
    expect(await found(knownHosts(undefined), hosts)).toEqual(hosts);
  });

  test('differ from region to region', () => {
    const keys = knownHosts(undefined)
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split(' ')[2]);
    expect(new Set(keys).size).toBe(regions.length);
  });

  test('are no others', async () => {
    expect(await found(knownHosts(undefined), ['git.eu-9.platform.sh', 'github.com'])).toEqual([]);
  });

  test.each([
    ['one line', added],
    ['several lines', `git.example.com ${added.slice(added.indexOf(' ') + 1)}\r\n${added}`],
    ['line breaks as they were typed', String.raw`# ours\n${added}\n`],
  ])('and those of SSH_KNOWN_HOSTS, beside the published ones: %s', async (_how, lines) => {
    const hosts = ['[127.0.0.1]:2222', 'git.eu-5.platform.sh'];
    expect(await found(knownHosts(lines), hosts)).toEqual(hosts);
  });
});
