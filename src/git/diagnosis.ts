import { PipeError } from '../errors.ts';
import { lastLines } from './errors.ts';

const diagnoses: readonly {
  pattern: RegExp;
  kind: 'configuration' | 'failure';
  what: string;
  remedy: string;
}[] = [
  {
    pattern: /Host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED|No \S+ host key is known/i,
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
    pattern: /successfully authenticated, but could not connect/i,
    kind: 'configuration',
    what: 'gives the machine user no access to this project',
    remedy: 'Give the machine user the admin role on the environment types it deploys.',
  },
  {
    pattern:
      /Could not resolve hostname|Connection (refused|timed out|reset|closed)|Network is unreachable|No route to host/i,
    kind: 'failure',
    what: 'could not be reached',
    remedy:
      'Check that the step may open SSH connections to it, and the status page of the vendor; then run the step again.',
  },
];

/** Says why git and Upsun's server did not come together. `attempted` begins a sentence that the server continues. */
export function connectionError(attempted: string, url: string, stderr: string): PipeError {
  const server = /@([^:/]+(?::\d+)?)/.exec(url)?.[1] ?? url;
  const known = diagnoses.find(({ pattern }) => pattern.test(stderr));
  if (!known) {
    return new PipeError('failure', `${attempted} ${server} failed: ${lastLines(stderr)}`, {
      remedy: 'Run the step again. With DEBUG=true the log shows more.',
    });
  }
  return new PipeError(known.kind, `The git server ${server} ${known.what}: ${lastLines(stderr)}`, {
    remedy: known.remedy,
  });
}
