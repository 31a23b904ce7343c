import { PipeError } from '../errors.ts';
import type { CommitHash } from '../plan/commit.ts';
import { short } from '../text/commits.ts';
import type { Git, ProgramResult } from './programs.ts';
import { connectionError } from './diagnosis.ts';
import type { CloneAdvice } from './errors.ts';
import { type BranchTips, readTips } from './reach.ts';
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

/** With what to do where the server takes no history that was cut off. */
type AdvisedRequest = PushRequest & { advice: Pick<CloneAdvice, 'shallow'> };

/** The one way in which code reaches Upsun. `signal` ends git, whatever became of the push. */
export type Push = (request: PushRequest, signal: AbortSignal) => Promise<PushResult>;

/** What became of a push. Whether the deployment succeeds is another matter, which git does not know. */
export type PushResult =
  | { kind: 'pushed'; withOptions: boolean }
  /** The branch was at the commit already, so that this push begins nothing. */
  | { kind: 'up-to-date' }
  | { kind: 'lease-lost' }
  | { kind: 'unclear'; error: PipeError };

/**
 * Pushes a commit to a branch, with push options where the remote takes them. Throws a PipeError for a refusal; a
 * connection that broke is `unclear`, because the commit may have arrived all the same. `ssh` is asked before each
 * connection, because a server may hold a push for as long as its certificate is good.
 */
export async function push(
  git: Git,
  ssh: () => Promise<SshVariables>,
  request: AdvisedRequest,
  signal: AbortSignal,
): Promise<PushResult> {
  const attempt = async (options: PushRequest['options']) =>
    git(pushArguments(request, options), {
      cwd: request.directory,
      environment: await ssh(),
      watched: true,
      signal,
    });
  const branches = async () => readTips(git, request.url, await ssh());
  const result = await attempt(request.options);
  if (/does not support push options/.test(result.stderr)) {
    return interpret(await attempt({}), request, false, branches);
  }
  return interpret(result, request, true, branches);
}

function pushArguments(
  { url, commit, branch, expected }: PushRequest,
  options: PushRequest['options'],
): string[] {
  const pushOptions = Object.entries(options).map(([name, value]) => `--push-option=${name}=${value}`);
  const ref = `refs/heads/${branch}`;
  const lease = `--force-with-lease=${ref}:${expected ?? ''}`;
  return ['push', '--porcelain', '--progress', lease, ...pushOptions, url, `${commit}:${ref}`];
}

/** What git said of a push: the flag and the summary of its branch, and the rest. */
interface Told {
  flag: string | undefined;
  summary: string;
  stderr: string;
}

async function interpret(
  { stdout, stderr }: ProgramResult,
  request: AdvisedRequest,
  withOptions: boolean,
  branches: () => Promise<BranchTips | undefined>,
): Promise<PushResult> {
  const [flag, , summary = ''] = (/^[ +\-*!=]\t.*$/m.exec(stdout)?.[0] ?? '').split('\t');
  if (flag === '=') return { kind: 'up-to-date' };
  if (flag !== undefined && flag !== '' && flag !== '!') return { kind: 'pushed', withOptions };
  const told = { flag, summary, stderr };
  if (aboutTheBranch.test(`${summary}\n${stderr}`)) return explainStale(told, request, await branches());
  if (flag === '!') throw rejected(request, told);
  return { kind: 'unclear', error: connectionError('The push to', request.url, stderr) };
}

/** Either git saw it before it sent anything, or somebody was faster while it did, or the name is not possible. */
const aboutTheBranch =
  /stale info|cannot lock ref|refname conflict|incorrect old value provided|reference already exists/;

/** The server is asked before git's words are believed: another process may have pushed the very same commit. */
function explainStale(told: Told, request: AdvisedRequest, branches: BranchTips | undefined): PushResult {
  const { branch, commit, expected } = request;
  const tip = branches?.get(branch);
  if (tip === commit) return { kind: 'up-to-date' };
  const other = tip === undefined ? inTheWay(branch, [...(branches?.keys() ?? [])], told.stderr) : undefined;
  if (other !== undefined) throw nameConflict(request, other);
  const isAsExpected = branches !== undefined && (tip ?? null) === expected;
  if (isAsExpected && told.flag === '!') throw rejected(request, told);
  return { kind: 'lease-lost' };
}

/** The branch beside which git cannot have another: it keeps branches like files, and `a/b` makes `a` a directory. */
function inTheWay(branch: string, others: readonly string[], stderr: string): string | undefined {
  const named = /'refs\/heads\/([^']+)' exists; cannot create/.exec(stderr)?.[1];
  return others.find((other) => branch.startsWith(`${other}/`) || other.startsWith(`${branch}/`)) ?? named;
}

function nameConflict({ branch }: PushRequest, other: string): PipeError {
  return new PipeError(
    'failure',
    `Git cannot have a branch ${branch} beside the branch ${other}, which Upsun already has.`,
    {
      remedy: `Rename the branch ${branch}, or delete the environment ${other} if it is no longer needed, then run the step again.`,
    },
  );
}

function rejected(request: AdvisedRequest, { summary, stderr }: Told): PipeError {
  const said = remoteLines(stderr);
  const why = [summary, ...said].join('\n    ');
  return new PipeError(
    'failure',
    `Upsun refused the push of ${short(request.commit)} to ${request.branch}: ${why}`,
    { refusal: said.join('\n'), remedy: remedyFor([summary, ...said].join('\n'), request.advice) },
  );
}

function remedyFor(said: string, advice: AdvisedRequest['advice']): string {
  if (/shallow/i.test(said)) return advice.shallow;
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
