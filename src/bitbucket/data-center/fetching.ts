import type { GitDiagnosis, SshAccess } from '../connection.ts';
import { gitConfiguration } from '../git-configuration.ts';
import { authorizationHeader, type Credentials } from './credentials.ts';
import { httpsDiagnoses, sshDiagnoses } from './fetch-failures.ts';

/** From where git fetches. */
interface Fetching {
  url: string;
  /** What failures of git mean there. */
  diagnoses: readonly GitDiagnosis[];
}

/** With the credentials, which a server elsewhere never sees. */
export function fetchOverHttps(options: {
  serverUrl: string;
  repository: string;
  credentials: Credentials;
}): Fetching & { environment: Readonly<Record<string, string>> } {
  const base = `${options.serverUrl}/scm/`;
  return {
    url: `${base}${gitPath(options.repository)}`,
    environment: gitConfiguration({
      [`http.${base}.extraHeader`]: `Authorization: ${authorizationHeader(options.credentials)}`,
      // The header would go along to wherever a redirection leads.
      [`http.${base}.followRedirects`]: 'false',
    }),
    diagnoses: httpsDiagnoses(options.credentials, options.repository),
  };
}

/** With a key that lies in a file, and trusting only the hosts in `knownHostsFile`. */
export function fetchOverSsh(options: {
  serverUrl: string;
  repository: string;
  port: number;
  ssh: SshAccess;
}): Fetching & { ssh: SshAccess } {
  const { repository, port, ssh } = options;
  const { hostname } = new URL(options.serverUrl);
  return {
    url: `ssh://git@${hostname}:${port}/${gitPath(repository)}`,
    ssh,
    diagnoses: sshDiagnoses(hostname, port, repository),
  };
}

// Observed, not documented.
/** As Bitbucket writes it in its own clone addresses. */
function gitPath(repository: string): string {
  return `${repository.toLowerCase().split('/').map(encodeURIComponent).join('/')}.git`;
}
