import { join } from 'node:path';
import { PipeError } from '../errors.ts';
import { withoutCredentials } from '../http/redact.ts';
import { borrow, type Clone, findClone, type Origin } from './clone.ts';
import type { Git } from './command.ts';

/** What is pushed, and where it comes from. */
export interface Source {
  /** Branches of the origin by name, with their tips; all of them without `names`. */
  remoteBranches: (names?: readonly string[]) => Promise<Map<string, string>>;
  /** The branch that HEAD of the origin names. */
  remoteHead: () => Promise<string | undefined>;
  has: (commit: string) => Promise<boolean>;
  /** Makes sure that the commit and its whole history can be pushed, fetching `branch` where something is missing. */
  complete: (commit: string, branch: string) => Promise<void>;
  /** The repository to push from. */
  directory: string;
}

/** Opens the clone in `cloneDirectory` without changing it. Throws where there is none. */
export async function openSource(
  git: Git,
  options: { cloneDirectory: string; workDirectory: string; proxyUrl: string | undefined },
): Promise<Source> {
  const clone = await findClone(git, options.cloneDirectory, options.proxyUrl);
  const directory = join(options.workDirectory, 'repository');
  await borrow(git, clone, directory);
  const here = { cwd: directory };

  let shallow = clone.shallow && !clone.partial;

  const has = async (commit: string) => (await git(['cat-file', '-e', `${commit}^{commit}`], here)).ok;

  async function listRemote(args: readonly string[]): Promise<string[]> {
    const origin = originOf(clone);
    const listed = await git([...proxyArguments(origin), 'ls-remote', ...args], here);
    if (!listed.ok) throw unreadable(origin, listed.stderr);
    return listed.stdout.split('\n').filter(Boolean);
  }

  return {
    directory,
    has,
    async remoteBranches(names = []) {
      const patterns = names.map((name) => `refs/heads/${name}`);
      const lines = await listRemote(['--heads', originOf(clone).url, ...patterns]);
      return new Map(
        lines
          .map((line) => line.split('\t'))
          .map(([commit = '', ref = '']) => [ref.slice('refs/heads/'.length), commit]),
      );
    },
    async remoteHead() {
      const lines = await listRemote(['--symref', originOf(clone).url, 'HEAD']);
      return lines.map((line) => /^ref: refs\/heads\/(.+)\tHEAD$/.exec(line)?.[1]).find(Boolean);
    },
    async complete(commit, branch) {
      if (shallow) await deepen(git, clone, directory, branch);
      shallow = false;
      if (await has(commit)) return;
      const problem = await fetch(git, originOf(clone), directory, [`refs/heads/${branch}`]);
      if (!(await has(commit))) throw unknownCommit(commit, branch, clone, problem);
    },
  };
}

/** A push of a history that was cut off is refused, or breaks the build on the other side. */
async function deepen(git: Git, clone: Clone, directory: string, branch: string): Promise<void> {
  const problem = clone.origin
    ? await fetch(git, clone.origin, directory, ['--unshallow', `refs/heads/${branch}`])
    : 'it has no origin to fetch from';
  if (problem === undefined) return;
  throw new PipeError(
    'configuration',
    `The clone in ${clone.directory} is shallow and could not be completed: ${problem}`,
    {
      remedy: 'Let Pipelines clone the whole history: set `clone: {depth: full}` for this step.',
    },
  );
}

/** Fetches into our own repository. Returns what went wrong, if anything did. */
async function fetch(
  git: Git,
  origin: Origin,
  directory: string,
  what: readonly string[],
): Promise<string | undefined> {
  const options = what.filter((one) => one.startsWith('--'));
  const refs = what.filter((one) => !one.startsWith('--')).map((ref) => `+${ref}:refs/fetched/${ref}`);
  const args = [
    ...proxyArguments(origin),
    'fetch',
    '--quiet',
    '--no-tags',
    '--no-write-fetch-head',
    ...options,
  ];
  const fetched = await git([...args, origin.url, ...refs], { cwd: directory });
  return fetched.ok ? undefined : lastLines(fetched.stderr);
}

function originOf(clone: Clone): Origin {
  if (clone.origin) return clone.origin;
  throw new PipeError('configuration', `The clone in ${clone.directory} has no remote named origin.`, {
    remedy: 'Let Pipelines make the clone, or add the Bitbucket repository to it as origin.',
  });
}

function proxyArguments({ proxy }: Origin): string[] {
  return proxy ? ['-c', `http.proxy=${proxy}`] : [];
}

function unreadable(origin: Origin, stderr: string): PipeError {
  return new PipeError(
    'failure',
    `The branches of ${withoutCredentials(origin.url)} could not be read: ${lastLines(stderr)}`,
    {
      remedy:
        'Run the step again. In a pipe, check BITBUCKET_PROXY_URL; elsewhere pass credentials for Bitbucket.',
    },
  );
}

function unknownCommit(commit: string, branch: string, clone: Clone, problem: string | undefined): PipeError {
  const detail = problem
    ? `, and fetching ${branch} failed: ${problem}`
    : ` or in branch ${branch} of its origin`;
  return new PipeError(
    'configuration',
    `Commit ${commit} is not in the clone in ${clone.directory}${detail}.`,
    {
      remedy:
        'It may have been replaced by a forced push: run the pipeline of the newest commit. If COMMIT is set, check it.',
    },
  );
}

/** The end of what git said, without the advice it gives to people at a terminal. */
export function lastLines(stderr: string): string {
  const advice = /^(hint:|Please make sure you have the correct access|and the repository exists)/;
  const lines = stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !advice.test(line));
  return withoutCredentials(lines.slice(-3).join(' ')) || 'git said nothing';
}
