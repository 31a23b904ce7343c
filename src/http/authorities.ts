/** Which certificate authorities a run trusts. */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { getCACertificates } from 'node:tls';
import { PipeError } from '../errors.ts';

/**
 * Certificate authorities to trust, in PEM: those in the file that `setting` names, and the usual ones, which
 * NODE_EXTRA_CA_CERTS adds to; `undefined` where the latter will do. Throws a configuration error where the file has none.
 */
export function authorities(setting: string, file: string | undefined): string[] | undefined {
  return file ? [...getCACertificates('default'), ...readAuthorities(setting, file)] : undefined;
}

function readAuthorities(setting: string, file: string): string[] {
  const text = readText(setting, file);
  const certificates = text.match(/-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----/g) ?? [];
  if (certificates.length === 0 || !certificates.every(isCertificate)) {
    throw new PipeError('configuration', `${setting} (${file}) is no PEM file of certificates.`, {
      remedy:
        'Name a file with the certificate of the authority, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----.',
    });
  }
  return certificates;
}

function readText(setting: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new PipeError('configuration', `${setting} (${file}) cannot be read.`, {
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
