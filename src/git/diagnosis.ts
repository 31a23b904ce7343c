import { PipeError } from '../errors.ts';
import { withoutCredentials } from '../text/redact.ts';
import { secondFactorRemedy } from '../text/second-factor.ts';
import { noConnection, unknownHostKey } from '../text/ssh.ts';
import { saidByGit } from './said.ts';

/** A way in which git and a server do not come together, by what git says of it. */
export interface Diagnosis {
  pattern: RegExp;
  kind: 'configuration' | 'failure';
  /** Continues a sentence that begins with the server. */
  what: string;
  remedy: string;
}

const ofUpsun: readonly Diagnosis[] = [
  {
    pattern: unknownHostKey,
    kind: 'configuration',
    what: 'does not show the host key that is pinned for it',
    remedy:
      'Compare its key with the one that the vendor publishes for the region. If it is genuine, add its known_hosts line as SSH_KNOWN_HOSTS; if not, somebody may be listening in.',
  },
  {
    pattern: /Permission denied \(publickey/i,
    kind: 'configuration',
    what: 'did not accept the SSH certificate of this run',
    remedy:
      'Check that the machine user is a member of the project and that the clock of the runner is right.',
  },
  {
    // Said in place of a missing access, or with the parameters of what is asked for.
    // https://github.com/upsun/cli (legacy, SshDiagnostics.php), read 2026-11-25.
    pattern: /reason: access requires MFA|Access denied[^]*\b(amr|max_age)\b/i,
    kind: 'configuration',
    what: 'asks for multi-factor authentication, which UPSUN_CLI_TOKEN does not carry',
    remedy: secondFactorRemedy,
  },
  {
    pattern: /successfully authenticated, but could not connect/i,
    kind: 'configuration',
    what: 'gives the machine user no access to this project',
    remedy: 'Give the machine user the admin role on the environment types it deploys.',
  },
  {
    pattern: noConnection,
    kind: 'failure',
    what: 'could not be reached',
    remedy:
      'Check that the step may open SSH connections to it, and the status page of the vendor; then run the step again.',
  },
];

/** Of a server for which nobody knows better. */
const silent: Diagnosis = {
  pattern: /no sign of life|Operation too slow|timed out/i,
  kind: 'failure',
  what: 'did not answer',
  remedy:
    'Check that this step can reach it, through BITBUCKET_PROXY_URL in a pipe and HTTPS_PROXY elsewhere; then run the step again.',
};

/** Why git could not do something: what it said, and more where that is known. */
export interface Failure {
  said: string;
  known?: Pick<Diagnosis, 'kind' | 'remedy'>;
}

/** What git's words mean, by the diagnoses for the server that it tried. */
export function explain(
  {
    url,
    proxy,
    diagnoses = [],
  }: { url: string; proxy?: string | undefined; diagnoses?: readonly Diagnosis[] | undefined },
  stderr: string,
): Failure {
  const known = [...diagnoses, silent].find(({ pattern }) => pattern.test(stderr));
  const said = saidByGit(stderr);
  const server = proxy ? `${serverOf(url)} (through ${withoutCredentials(proxy)})` : serverOf(url);
  return known ? { said: `${server} ${known.what}: ${said}`, known } : { said };
}

/** Says why git and Upsun's server did not come together. `attempted` begins a sentence that the server continues. */
export function connectionError(attempted: string, url: string, stderr: string): PipeError {
  const { said, known } = explain({ url, diagnoses: ofUpsun }, stderr);
  if (known) return new PipeError(known.kind, `The git server ${said}`, { remedy: known.remedy });
  return new PipeError('failure', `${attempted} ${serverOf(url)} failed: ${said}`, {
    remedy: 'Run the step again. With DEBUG=true the log shows more.',
  });
}

/** Host and port. */
function serverOf(url: string): string {
  const [, server = url] = /@([^:/]+(?::\d+)?)/.exec(url) ?? /\/\/([^/]+)/.exec(url) ?? [];
  return server;
}
