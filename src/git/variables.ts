/** What git and ssh may know of the process. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getCACertificates } from 'node:tls';
import type { Variables } from '../settings/variables.ts';

/**
 * What git and ssh may know of the process: how to be found, and how to reach the network. `authoritiesFile` is what git
 * trusts in place of its usual file.
 */
export function gitVariables(
  variables: Variables,
  authoritiesFile: string | undefined,
): Record<string, string> {
  const names = [
    'PATH',
    'TMPDIR',
    'SSL_CERT_FILE',
    'SSL_CERT_DIR',
    'GIT_SSL_CAINFO',
    'HTTP_PROXY',
    'HTTPS_PROXY',
    'ALL_PROXY',
    'NO_PROXY',
  ];
  const all = [...names, ...names.map((name) => name.toLowerCase())];
  return {
    ...Object.fromEntries(all.flatMap((name) => (variables[name] ? [[name, variables[name]]] : []))),
    ...(authoritiesFile ? { GIT_SSL_CAINFO: authoritiesFile } : {}),
  };
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
