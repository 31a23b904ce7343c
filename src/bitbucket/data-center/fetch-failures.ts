/** What to tell the user where git cannot read from Bitbucket Data Center. */
import { noConnection, unknownHostKey } from '../../text/ssh.ts';
import type { GitDiagnosis } from '../connection.ts';
import type { Credentials } from './credentials.ts';

const overSsh =
  'or fetch over SSH, with an access key: set BITBUCKET_SERVER_SSH_PORT and BITBUCKET_SERVER_SSH_KEY_FILE';

/** What to do where no failure of git is recognized. */
export const unreadable =
  'Run the build again. If that does not help, check BITBUCKET_SERVER_URL and the credentials for Bitbucket; with DEBUG=true the log shows more.';

/** Ways in which git over HTTPS fails with these credentials. */
export function httpsDiagnoses({ variable }: Credentials, repository: string): readonly GitDiagnosis[] {
  const permission = `the permission "Repository read" on ${repository}`;
  return [
    {
      pattern: /Authentication failed|could not read (Username|Password)|returned error: 40[13]/i,
      kind: 'configuration',
      what: `does not let ${variable} read with git`,
      remedy: `Make an HTTP access token with ${permission} and pass it as BITBUCKET_SERVER_TOKEN, ${overSsh}.`,
    },
    {
      pattern: /repository '.*' not found|returned error: 404/i,
      kind: 'configuration',
      what: `has no repository ${repository} that ${variable} may read with git`,
      remedy: `Check REPOSITORY and BITBUCKET_SERVER_URL, and give ${variable} ${permission}.`,
    },
    {
      pattern: /returned error: 3\d\d|is this a git repository|invalid server response/i,
      kind: 'configuration',
      what: 'did not answer as git on Bitbucket does',
      remedy:
        'Set BITBUCKET_SERVER_URL to the base URL that the administration of Bitbucket shows, with its context path.',
    },
    {
      pattern: /returned error: (5\d\d|429)/i,
      kind: 'failure',
      what: 'had an error of its own',
      remedy:
        'Run the build again. If that does not help, ask an administrator of Bitbucket to look at its log.',
    },
    {
      pattern: /SSL certificate problem|certificate verification failed|certificate subject name/i,
      kind: 'configuration',
      what: 'has a certificate that is not trusted',
      remedy: 'Pass the PEM file of its certificate authority as BITBUCKET_SERVER_CA_FILE.',
    },
    {
      // All that goes wrong before there is an answer, or in the midst of it.
      pattern: /unable to access|RPC failed|no sign of life/i,
      kind: 'failure',
      what: 'could not be reached',
      remedy: 'Check BITBUCKET_SERVER_URL, and HTTPS_PROXY where there is a proxy; then run the build again.',
    },
  ];
}

/** Ways in which git over SSH fails with an access key. */
export function sshDiagnoses(host: string, port: number, repository: string): readonly GitDiagnosis[] {
  return [
    {
      pattern: unknownHostKey,
      kind: 'configuration',
      what: 'does not show a host key that SSH_KNOWN_HOSTS has for it',
      remedy: `Compare its key, which "ssh-keyscan -p ${port} ${host}" prints, with the one that an administrator of Bitbucket knows. If it is genuine, add that line to SSH_KNOWN_HOSTS; if not, somebody may be listening in.`,
    },
    {
      pattern: /Permission denied \(publickey/i,
      kind: 'configuration',
      what: 'did not accept the key in BITBUCKET_SERVER_SSH_KEY_FILE',
      remedy: `Add its public key to ${repository} as an access key with the permission to read (Repository settings, Access keys).`,
    },
    {
      pattern: /Repository not found|you do not have permission to access it/i,
      kind: 'configuration',
      what: `has no repository ${repository} that the key in BITBUCKET_SERVER_SSH_KEY_FILE may read`,
      remedy: `Check REPOSITORY, and add the public key to it as an access key with the permission to read (Repository settings, Access keys).`,
    },
    {
      pattern: noConnection,
      kind: 'failure',
      what: 'could not be reached',
      remedy: `Check that BITBUCKET_SERVER_SSH_PORT is the SSH port of Bitbucket (7999 unless an administrator changed it) and that this machine may open connections to it, or fetch over HTTPS: unset it and BITBUCKET_SERVER_SSH_KEY_FILE.`,
    },
  ];
}
