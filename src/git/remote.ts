import { type CommitHash, commitHash, isCommitHash } from '../plan/commit.ts';
import type { Origin } from './clone.ts';
import { explain, type Failure } from './diagnosis.ts';
import { type CloneAdvice, unreadable } from './errors.ts';
import type { Git, ProgramResult } from './programs.ts';
import { sshVariables } from './ssh.ts';

/** A repository by the ways that lead to it, and our own that git talks to it from. */
export interface Remote {
  git: Git;
  directory: string;
  /** In the order in which they are tried. */
  origins: readonly [Origin, ...Origin[]];
  /** Learns which of them led there. */
  onReached: (origin: Origin) => void;
}

/** Branches of the origin by name, with their tips; all of them without `names`. Throws where it cannot be read. */
export async function listBranches(
  remote: Remote,
  names: readonly string[],
  advice: CloneAdvice,
): Promise<Map<string, CommitHash>> {
  const patterns = names.map((name) => `refs/heads/${name}`);
  return tipsIn(await list(remote, '--heads', patterns, advice));
}

/** Branches by name, with their tips, from what `git ls-remote` wrote. */
export function tipsIn(lines: readonly string[]): Map<string, CommitHash> {
  return new Map(
    lines
      .map((line) => line.split('\t'))
      .flatMap(([commit = '', ref = '']) =>
        isCommitHash(commit) ? [[ref.slice('refs/heads/'.length), commit]] : [],
      ),
  );
}

/** The commit of a tag of the origin, also where the tag is annotated. Throws where the origin cannot be read. */
export async function readTag(
  remote: Remote,
  tag: string,
  advice: CloneAdvice,
): Promise<CommitHash | undefined> {
  const ref = `refs/tags/${tag}`;
  // An annotated tag is an object of its own; git lists the commit behind it under this second name.
  const peeled = `${ref}^{}`;
  const lines = await list(remote, '--tags', [ref, peeled], advice);
  const objects = new Map(lines.map((line) => line.split('\t')).map(([hash, name]) => [name, hash]));
  return commitHash(objects.get(peeled) ?? objects.get(ref));
}

/** The branch that HEAD of the origin names; `undefined` where it has no commits. Throws where it cannot be read. */
export async function readHead(remote: Remote, advice: CloneAdvice): Promise<string | undefined> {
  const lines = await list(remote, '--symref', ['HEAD'], advice);
  return lines.map((line) => /^ref: refs\/heads\/(.+)\tHEAD$/.exec(line)?.[1]).find(Boolean);
}

/** Fetches a ref into our own repository. Returns what went wrong, if anything did. */
export async function fetchRef(
  remote: Remote,
  ref: string,
  options: readonly string[] = [],
): Promise<Failure | undefined> {
  const always = ['--progress', '--no-tags', '--no-write-fetch-head'];
  const { ok, stderr, origin } = await run(remote, (url) => [
    'fetch',
    ...always,
    ...options,
    url,
    `+${ref}:refs/fetched/${ref}`,
  ]);
  return ok ? undefined : explain(origin, stderr);
}

async function list(
  remote: Remote,
  flag: string,
  patterns: readonly string[],
  advice: CloneAdvice,
): Promise<string[]> {
  const listed = await run(remote, (url) => ['ls-remote', flag, url, ...patterns]);
  const { ok, stdout, stderr, origin } = listed;
  if (!ok) throw unreadable(origin.url, explain(origin, stderr), advice);
  return stdout.split('\n').filter(Boolean);
}

/**
 * Runs git by the first way that leads to the repository. Where none does, the one that took the connection and kept
 * silent tells more than one that leads nowhere; else it is the last that is told of.
 */
async function run(
  { git, directory, origins: [first, ...others], onReached }: Remote,
  argsFor: (url: string) => readonly string[],
): Promise<ProgramResult & { origin: Origin }> {
  const by = async (origin: Origin) => {
    const { proxy, ssh, environment } = origin;
    const result = await git([...(proxy ? ['-c', `http.proxy=${proxy}`] : []), ...argsFor(origin.url)], {
      cwd: directory,
      environment: { ...(ssh ? sshVariables(ssh) : {}), ...environment },
      watched: true,
    });
    return { ...result, origin };
  };
  let last = await by(first);
  let silent = keptSilent(last) ? last : undefined;
  for (const other of others) {
    if (hasAnswered(last)) break;
    last = await by(other);
    if (keptSilent(last)) silent ??= last;
  }
  if (!hasAnswered(last)) return silent ?? last;
  onReached(last.origin);
  return last;
}

function keptSilent({ stderr }: ProgramResult): boolean {
  return stderr.includes('no sign of life');
}

/** Whether the repository was reached, though it may not have what was asked for. */
function hasAnswered({ ok, stderr }: ProgramResult): boolean {
  return ok || stderr.includes("couldn't find remote ref");
}
