import { PipeError } from '../errors.ts';
import type { CommitHash } from '../plan/commit.ts';
import { short } from '../text/commits.ts';
import type { Git } from './programs.ts';
import { connectionError } from './diagnosis.ts';
import type { SshVariables } from './ssh.ts';

export interface PushRequest {
  /** The repository to push from. */
  directory: string;
  url: string;
  commit: CommitHash;
  branch: string;
  /** What the branch must still point at; `null`: it must not exist yet. */
  expected: string | null;
  options: Readonly<Record<string, string>>;
}

/** The one way in which code reaches Upsun. */
export type Push = (request: PushRequest) => Promise<PushResult>;

/** What became of a push. Whether the deployment succeeds is another matter, which git does not know. */
export type PushResult =
  | { kind: 'pushed'; withOptions: boolean }
  | { kind: 'lease-lost' }
  | { kind: 'unclear'; error: PipeError };

/**
 * Pushes a commit to a branch, with push options where the remote takes them. Throws a PipeError for a refusal; a
 * connection that broke is `unclear`, because the commit may have arrived all the same.
 */
export async function push(git: Git, ssh: SshVariables, request: PushRequest): Promise<PushResult> {
  const result = await pushOnce(git, ssh, request, request.options);
  if (/does not support push options/.test(result.stderr)) {
    return interpret(await pushOnce(git, ssh, request, {}), request, false);
  }
  return interpret(result, request, true);
}

async function pushOnce(
  git: Git,
  ssh: SshVariables,
  request: PushRequest,
  options: Readonly<Record<string, string>>,
) {
  const { directory, url, commit, branch, expected } = request;
  const pushOptions = Object.entries(options).map(([name, value]) => `--push-option=${name}=${value}`);
  const ref = `refs/heads/${branch}`;
  const lease = `--force-with-lease=${ref}:${expected ?? ''}`;
  return git(['push', '--porcelain', lease, ...pushOptions, url, `${commit}:${ref}`], {
    cwd: directory,
    environment: ssh,
  });
}

function interpret(
  result: { stdout: string; stderr: string },
  request: PushRequest,
  withOptions: boolean,
): PushResult {
  const [flag, , summary = ''] = (/^[ +\-*!=]\t.*$/m.exec(result.stdout)?.[0] ?? '').split('\t');
  if (flag !== undefined && flag !== '' && flag !== '!') return { kind: 'pushed', withOptions };
  // Either git saw it before it sent anything, or somebody was faster while it did.
  if (/stale info/.test(summary) || /cannot lock ref/.test(result.stderr)) return { kind: 'lease-lost' };
  if (flag === '!') throw rejected(request, summary, result.stderr);
  return { kind: 'unclear', error: connectionError('The push to', request.url, result.stderr) };
}

function rejected(request: PushRequest, summary: string, stderr: string): PipeError {
  const said = remoteLines(stderr);
  const why = [summary, ...said].join('\n    ');
  return new PipeError(
    'failure',
    `Upsun refused the push of ${short(request.commit)} to ${request.branch}: ${why}`,
    {
      remedy: remedyFor([summary, ...said].join('\n')),
    },
  );
}

function remedyFor(said: string): string {
  if (/shallow/i.test(said))
    return 'Let Pipelines clone the whole history: set `clone: {depth: full}` for this step.';
  if (/may not|not allowed|permission|denied|forbidden/i.test(said)) {
    return 'Give the machine user the admin role on the environment types it deploys.';
  }
  if (/too large|larger than|exceeds|file size/i.test(said)) {
    return 'Take the file out of the commits that are pushed (git log --all -- <file> finds them) and keep it elsewhere.';
  }
  if (/force|fast-forward/i.test(said)) {
    return 'Rewriting a branch takes the admin role on the environment type: give it to the machine user.';
  }
  return 'Fix what Upsun reports, then push again.';
}

/** What the server itself said, without git's own hints. */
function remoteLines(stderr: string): string[] {
  return stderr
    .split('\n')
    .filter((line) => line.startsWith('remote:'))
    .map((line) => line.slice('remote:'.length).trim())
    .filter(Boolean);
}
