import { readFile, writeFile } from 'node:fs/promises';
import { PipeError } from '../../errors.ts';

/** Runs ssh-keygen with these arguments. */
export type KeyProgram = (args: readonly string[]) => Promise<{ ok: boolean; stderr: string }>;

const setting = 'BITBUCKET_SERVER_SSH_KEY_FILE';

/**
 * Copies a private key. ssh refuses one that others may read or that lacks its last line break, and secrets that are
 * mounted often are like that. Throws a configuration error for what ssh cannot use without somebody at the keyboard.
 */
export async function copyPrivateKey(sshKeygen: KeyProgram, original: string, copy: string): Promise<void> {
  const text = await readFile(original, 'utf8').catch((cause: unknown) => {
    throw new PipeError('configuration', `The key in ${setting} (${original}) cannot be read.`, {
      cause,
      remedy: 'Mount the private key into the container, readable for its user.',
    });
  });
  await writeFile(copy, `${text.replaceAll('\r\n', '\n').trim()}\n`, { mode: 0o600 });
  // Of an encrypted key, ssh would only say that the server did not accept it.
  const read = await sshKeygen(['-y', '-P', '', '-f', copy]);
  if (read.ok) return;
  if (/incorrect passphrase/i.test(read.stderr)) {
    throw new PipeError('configuration', `The key in ${setting} (${original}) has a passphrase.`, {
      remedy:
        'Nobody is there to type it: make a key without one (ssh-keygen -t ed25519 -N ""), and add its public key to the repository as an access key.',
    });
  }
  throw new PipeError('configuration', `${setting} (${original}) is not a private key that ssh can use.`, {
    remedy:
      'It takes the file of the private key, as ssh-keygen writes it, and not the one that ends with .pub.',
  });
}
