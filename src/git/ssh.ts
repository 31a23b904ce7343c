import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PipeError } from '../errors.ts';
import type { Program } from './programs.ts';

/** What git needs in its environment to connect over SSH. */
export type SshVariables = Readonly<Record<string, string>>;

/** The key to show to a server, and the file of host keys to trust. */
export interface SshAccess {
  keyFile: string;
  knownHostsFile: string;
}

/** Whatever the server: this key and these hosts only, nobody is asked, and no connection hangs for ever. */
const hardening = {
  IdentitiesOnly: 'yes',
  IdentityAgent: 'none',
  GlobalKnownHostsFile: '/dev/null',
  StrictHostKeyChecking: 'yes',
  UpdateHostKeys: 'no',
  BatchMode: 'yes',
  ConnectTimeout: '30',
  // A server that is busy is silent for a long time: Upsun's while it deploys, Bitbucket's while it packs.
  ServerAliveInterval: '15',
};

/** The environment for a git that connects with a key, and with `options` of ssh beside the usual ones. */
export function sshVariables(
  { keyFile, knownHostsFile }: SshAccess,
  options: Readonly<Record<string, string>> = {},
): SshVariables {
  const all = { IdentityFile: keyFile, UserKnownHostsFile: knownHostsFile, ...hardening, ...options };
  // ssh splits the value of an option at spaces unless it stands in double quotes.
  const words = Object.entries(all).map(([name, value]) => `-o ${quote(`${name}="${value}"`)}`);
  return { GIT_SSH_COMMAND: ['ssh', '-F', '/dev/null', ...words].join(' '), GIT_SSH_VARIANT: 'ssh' };
}

/**
 * Makes an ed25519 key for this run, has it certified, and returns the environment for a git that pushes with them and
 * trusts only the hosts in `knownHosts`. Everything lies in `directory`, which the caller removes.
 */
export async function prepareSsh(
  sshKeygen: Program,
  {
    directory,
    knownHosts,
    certify,
  }: { directory: string; knownHosts: string; certify: (publicKey: string) => Promise<string> },
): Promise<SshVariables> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const keyFile = join(directory, 'id_ed25519');
  const made = await sshKeygen(['-q', '-t', 'ed25519', '-N', '', '-C', 'upsun-environments', '-f', keyFile]);
  if (!made.ok) throw noKey(made.stderr);
  const certificate = await certify((await readFile(`${keyFile}.pub`, 'utf8')).trim());
  const certificateFile = `${keyFile}-cert.pub`;
  const knownHostsFile = join(directory, 'known_hosts');
  await writeFile(certificateFile, `${certificate}\n`, { mode: 0o600 });
  await writeFile(knownHostsFile, knownHosts);
  return {
    ...sshVariables(
      { keyFile, knownHostsFile },
      { CertificateFile: certificateFile, SendEnv: 'PLATFORMSH_PUSH_NO_WAIT' },
    ),
    // Asks the server to return once the activity is queued. One that does not know this only takes longer.
    PLATFORMSH_PUSH_NO_WAIT: '1',
  };
}

/** OpenSSH refuses to run for a user id without a name, as Jenkins gives to its containers. */
function noKey(stderr: string): PipeError {
  const nameless = stderr.includes('No user exists for uid');
  return new PipeError(
    'configuration',
    `No SSH key could be made: ${stderr || 'ssh-keygen gave no reason'}.`,
    {
      remedy: nameless
        ? 'Run the container as its own user. In Jenkins, add `-u root` to the args of the agent.'
        : 'Use the image of this pipe, which brings ssh, and check that TMPDIR can be written to.',
    },
  );
}

/** git hands the command to a shell. */
function quote(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
