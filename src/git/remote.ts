import { type CommitHash, isCommitHash } from '../plan/commit.ts';
import type { Origin } from './clone.ts';
import { explain, type Failure } from './diagnosis.ts';
import { type CloneAdvice, unreadable } from './errors.ts';
import type { Git, ProgramResult } from './programs.ts';
import { sshVariables } from './ssh.ts';

/** An origin, and our own repository that git talks to it from. */
export interface Remote {
  git: Git;
  directory: string;
  origin: Origin;
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
  const { origin } = remote;
  const always = ['--progress', '--no-tags', '--no-write-fetch-head'];
  const args = ['fetch', ...always, ...options, origin.url, `+${ref}:refs/fetched/${ref}`];
  const fetched = await run(remote, args);
  return fetched.ok ? undefined : explain(origin, fetched.stderr);
}

async function list(
  remote: Remote,
  flag: string,
  patterns: readonly string[],
  advice: CloneAdvice,
): Promise<string[]> {
  const { origin } = remote;
  const listed = await run(remote, ['ls-remote', flag, origin.url, ...patterns]);
  if (!listed.ok) throw unreadable(origin.url, explain(origin, listed.stderr), advice);
  return listed.stdout.split('\n').filter(Boolean);
}

/** Runs git with what it takes to reach the origin. */
function run({ git, directory, origin }: Remote, args: readonly string[]): Promise<ProgramResult> {
  const proxy = origin.proxy ? ['-c', `http.proxy=${origin.proxy}`] : [];
  const ssh = origin.ssh ? sshVariables(origin.ssh) : {};
  const environment = { ...ssh, ...origin.environment };
  return git([...proxy, ...args], { cwd: directory, environment, watched: true });
}
