/** Which certificate authorities a run trusts. */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getCACertificates } from 'node:tls';
import { PipeError } from './errors.ts';
import { dataCenterUrl } from './network.ts';
import type { Settings } from './settings/parse.ts';
import type { Variables } from './settings/variables.ts';

/**
 * Certificate authorities to trust, in PEM: those in BITBUCKET_SERVER_CA_FILE and the usual ones, which
 * NODE_EXTRA_CA_CERTS adds to; `undefined` where the latter will do. Throws a configuration error where the file has none.
 */
export function authorities({ bitbucketServerCaFile: file }: Settings): string[] | undefined {
  return file ? [...getCACertificates('default'), ...readAuthorities(file)] : undefined;
}

function readAuthorities(file: string): string[] {
  const text = readText(file);
  const certificates = text.match(/-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----/g) ?? [];
  if (certificates.length === 0 || !certificates.every(isCertificate)) {
    throw new PipeError(
      'configuration',
      `BITBUCKET_SERVER_CA_FILE (${file}) is no PEM file of certificates.`,
      {
        remedy:
          'Name a file with the certificate of the authority, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----.',
      },
    );
  }
  return certificates;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new PipeError('configuration', `BITBUCKET_SERVER_CA_FILE (${file}) cannot be read.`, {
      cause,
      remedy: 'Mount the PEM file into the container, readable for its user.',
    });
  }
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== undefined;
  } catch {
    return false;
  }
}

/** The setting for a private authority of a server, by the server's origin, where it has one of its own. */
export function authoritySettings(settings: Settings): Record<string, string> {
  const url = dataCenterUrl(settings);
  return url ? { [new URL(url).origin]: 'BITBUCKET_SERVER_CA_FILE' } : {};
}

/**
 * Writes the file of authorities that git shall trust, where it has to: git knows neither the pipe's setting nor Node's
 * variable for private ones. `trusted` are those of the setting and the usual ones.
 */
export async function writeAuthoritiesForGit(
  { NODE_EXTRA_CA_CERTS: extra, GIT_SSL_CAINFO: own }: Variables,
  trusted: string[] | undefined,
  directory: string,
): Promise<string | undefined> {
  // What was said for git alone stands before what was said for Node.
  const bundle = trusted ?? (extra && !own ? getCACertificates('default') : undefined);
  if (!bundle) return undefined;
  const file = join(directory, 'authorities.pem');
  await writeFile(file, `${bundle.join('\n')}\n`);
  return file;
}
