import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import { PipeError } from '../errors.ts';
import { validityOf } from './certificate.ts';
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

/** What a key that Upsun certifies takes. */
export interface CertifiedKey {
  /** Where everything lies; the caller removes it. */
  directory: string;
  knownHosts: string;
  /** An SSH certificate for a public key. */
  certify: (publicKey: string) => Promise<string>;
  clock: Pick<Clock, 'now'>;
}

/** Milliseconds that a certificate must still hold when a connection begins. */
const leastLeft = 600_000;

/**
 * The environment for a git that pushes with an ed25519 key of this run and trusts only the hosts in `knownHosts`. Ask
 * for it before each connection: a certificate holds for an hour or so, and a run may take longer. Whoever asks while a
 * new one is on its way waits for that.
 */
export function certifiedSsh(sshKeygen: Program, options: CertifiedKey): () => Promise<SshVariables> {
  const { directory, clock } = options;
  const keyFile = join(directory, 'id_ed25519');
  let isMade = false;
  let until = 0;
  let underWay: Promise<void> | undefined;

  async function renew(): Promise<void> {
    if (!isMade) await makeKey(sshKeygen, keyFile, options);
    isMade = true;
    until = await renewCertificate(keyFile, options);
  }

  return async () => {
    if (until - clock.now() <= leastLeft)
      await (underWay ??= renew().finally(() => {
        underWay = undefined;
      }));
    return certifiedVariables(keyFile, directory);
  };
}

async function makeKey(
  sshKeygen: Program,
  keyFile: string,
  { directory, knownHosts }: CertifiedKey,
): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await writeFile(knownHostsFileIn(directory), knownHosts);
  const made = await sshKeygen(['-q', '-t', 'ed25519', '-N', '', '-C', 'upsun-environments', '-f', keyFile]);
  if (!made.ok) throw noKey(made.stderr);
}

/**
 * Has the key certified, and returns until when that is good. The clock here and that of the server may differ, so that
 * the certificate's own end counts only where it is sooner. One that cannot be read is good for one connection.
 */
async function renewCertificate(keyFile: string, { certify, clock }: CertifiedKey): Promise<number> {
  const certificate = await certify((await readFile(`${keyFile}.pub`, 'utf8')).trim());
  const file = certificateOf(keyFile);
  // At once, because the ssh of another push may be about to read it.
  await writeFile(`${file}.new`, `${certificate}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
  const validity = validityOf(certificate);
  return validity ? Math.min(validity.until, clock.now() + validity.until - validity.from) : 0;
}

function certifiedVariables(keyFile: string, directory: string): SshVariables {
  return {
    ...sshVariables(
      { keyFile, knownHostsFile: knownHostsFileIn(directory) },
      { CertificateFile: certificateOf(keyFile), SendEnv: 'PLATFORMSH_PUSH_NO_WAIT' },
    ),
    // Asks the server to return once the activity is queued. Some do not know this.
    PLATFORMSH_PUSH_NO_WAIT: '1',
  };
}

function certificateOf(keyFile: string): string {
  return `${keyFile}-cert.pub`;
}

function knownHostsFileIn(directory: string): string {
  return join(directory, 'known_hosts');
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
