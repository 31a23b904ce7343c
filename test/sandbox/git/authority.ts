import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';

export interface CertificateOptions {
  /** The user of the git server that the certificate is for. */
  principal: string;
}

export interface Authority {
  publicKey: string;
  /** What tests change while it runs. */
  options: {
    /** Gives out certificates whose time was over an hour ago. */
    expireCertificates: boolean;
    /** Seconds that a certificate is good for. */
    lifetime: number;
  };
  /** Certifies a user's public key; resolves to the line that stands in a `-cert.pub` file. */
  sign: (userPublicKey: string, options: CertificateOptions) => Promise<string>;
}

/** Creates a certificate authority for SSH users, with a new key that lies in `directory`. */
export async function createAuthority(directory: string): Promise<Authority> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const key = join(directory, 'authority');
  const publicKey = await generateKey(key, 'sandbox authority');
  const options = { expireCertificates: false, lifetime: 3600 };

  return {
    publicKey,
    options,
    async sign(userPublicKey, { principal }) {
      const id = crypto.randomUUID();
      const request = join(directory, `${id}.pub`);
      const certificate = join(directory, `${id}-cert.pub`);
      // The minute before is for clocks that differ.
      const validity = options.expireCertificates ? '-2h:-1h' : `-1m:+${options.lifetime}s`;
      try {
        await writeFile(request, `${userPublicKey}\n`);
        await execa('ssh-keygen', ['-q', '-s', key, '-I', id, '-n', principal, '-V', validity, request]);
        return (await readFile(certificate, 'utf8')).trim();
      } finally {
        await Promise.all([rm(request, { force: true }), rm(certificate, { force: true })]);
      }
    },
  };
}

/** Writes a new ed25519 key to a file and its public key beside it, and returns the latter. */
export async function generateKey(file: string, comment: string): Promise<string> {
  await execa('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', comment, '-f', file]);
  return (await readFile(`${file}.pub`, 'utf8')).trim();
}
