import type { Diagnosis } from '../../git/diagnosis.ts';
import { sshCommand } from '../../git/ssh.ts';
import { authorizationHeader, type Credentials } from './credentials.ts';
import { httpsDiagnoses, sshDiagnoses } from './fetch-failures.ts';

/** From where git fetches, and what must stand in its environment for that. */
export interface Fetching {
  url: string;
  environment: Readonly<Record<string, string>>;
  diagnoses: readonly Diagnosis[];
}

/** Credentials are handed over by the environment: addresses and arguments can be seen in logs and lists of processes. */
export function fetchOverHttps(options: {
  serverUrl: string;
  repository: string;
  credentials: Credentials;
}): Fetching {
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
  keyFile: string;
  knownHostsFile: string;
}): Fetching {
  const { hostname } = new URL(options.serverUrl);
  return {
    url: `ssh://git@${hostname}:${options.port}/${gitPath(options.repository)}`,
    environment: {
      GIT_SSH_COMMAND: sshCommand({
        IdentityFile: options.keyFile,
        IdentitiesOnly: 'yes',
        IdentityAgent: 'none',
        UserKnownHostsFile: options.knownHostsFile,
        GlobalKnownHostsFile: '/dev/null',
        StrictHostKeyChecking: 'yes',
        UpdateHostKeys: 'no',
        BatchMode: 'yes',
        ConnectTimeout: '30',
      }),
      GIT_SSH_VARIANT: 'ssh',
    },
    diagnoses: sshDiagnoses(hostname, options.port, options.repository),
  };
}

// Observed, not documented.
/** As Bitbucket writes it in its own clone addresses. */
function gitPath(repository: string): string {
  return `${repository.toLowerCase().split('/').map(encodeURIComponent).join('/')}.git`;
}

function gitConfiguration(values: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(values);
  const pairs = entries.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return { GIT_CONFIG_COUNT: String(entries.length), ...Object.fromEntries(pairs) };
}
