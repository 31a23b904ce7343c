import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { PipeError } from '../errors.ts';

/** What git needs in its environment to push with a certificate. */
export type SshEnvironment = Readonly<Record<string, string>>;

/**
 * Makes an ed25519 key for this run, has it certified, and returns the environment for a git that uses them and trusts
 * only the hosts in `knownHosts`. Everything lies in `directory`, which the caller removes.
 */
export async function prepareSsh(
  directory: string,
  knownHosts: string,
  certify: (publicKey: string) => Promise<string>,
): Promise<SshEnvironment> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const key = join(directory, 'id_ed25519');
  const args = ['-q', '-t', 'ed25519', '-N', '', '-C', 'upsun-environments', '-f', key];
  const made = await execa('ssh-keygen', args, { reject: false });
  if (made.failed) throw noKey(made.stderr, made);
  const certificate = await certify((await readFile(`${key}.pub`, 'utf8')).trim());
  await writeFile(`${key}-cert.pub`, `${certificate}\n`, { mode: 0o600 });
  await writeFile(join(directory, 'known_hosts'), knownHosts);

  const options = {
    IdentityFile: key,
    CertificateFile: `${key}-cert.pub`,
    IdentitiesOnly: 'yes',
    IdentityAgent: 'none',
    UserKnownHostsFile: join(directory, 'known_hosts'),
    GlobalKnownHostsFile: '/dev/null',
    StrictHostKeyChecking: 'yes',
    UpdateHostKeys: 'no',
    BatchMode: 'yes',
    ConnectTimeout: '30',
    // A server that waits for the deployment is silent for a long time.
    ServerAliveInterval: '15',
    SendEnv: 'PLATFORMSH_PUSH_NO_WAIT',
  };
  return {
    GIT_SSH_COMMAND: sshCommand(options),
    GIT_SSH_VARIANT: 'ssh',
    // Asks the server to return once the activity is queued. One that does not know this only takes longer.
    PLATFORMSH_PUSH_NO_WAIT: '1',
  };
}

/** The command by which git starts ssh with these options, and with nothing of the user's configuration. */
export function sshCommand(options: Readonly<Record<string, string>>): string {
  // ssh splits the value of an option at spaces unless it stands in double quotes.
  const words = Object.entries(options).map(([name, value]) => `-o ${quote(`${name}="${value}"`)}`);
  return ['ssh', '-F', '/dev/null', ...words].join(' ');
}

/** OpenSSH refuses to run for a user id without a name, as Jenkins gives to its containers. */
function noKey(stderr: string, cause: unknown): PipeError {
  const nameless = stderr.includes('No user exists for uid');
  return new PipeError(
    'configuration',
    `No SSH key could be made: ${stderr || 'ssh-keygen did not start'}.`,
    {
      cause,
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
