import { join } from 'node:path';
import type { Merge } from '../plan/world.ts';
import { borrow, findClone, type Origin } from './clone.ts';
import type { Git } from './command.ts';
import { explain, type Failure } from './diagnosis.ts';
import {
  type CloneAdvice,
  missingClone,
  missingOrigin,
  stillShallow,
  unknownCommit,
  unreadable,
} from './errors.ts';
import { mergeTips } from './merge.ts';

/** What is pushed, and where it comes from. */
export interface Source {
  /** Branches of the origin by name, with their tips; all of them without `names`. */
  remoteBranches: (names?: readonly string[]) => Promise<Map<string, string>>;
  /** The branch that HEAD of the origin names. */
  remoteHead: () => Promise<string | undefined>;
  has: (commit: string) => Promise<boolean>;
  /**
   * Makes sure that the commit and its whole history can be pushed, fetching what is missing. Returns its full hash:
   * Bitbucket abbreviates those of pull requests.
   */
  complete: (commit: string, from: FetchFrom) => Promise<string>;
  /** What merging one commit into another comes to; both must be complete. */
  merge: (source: string, target: string) => Promise<Merge>;
  /** The repository to push from. */
  directory: string;
}

/** Where a commit is found that the clone lacks. */
export interface FetchFrom {
  /** Branch. */
  name: string;
  /** `workspace/slug` of a fork; the origin itself otherwise. */
  repository?: string;
  /** Where that is not the branch. */
  ref?: string;
}

export interface SourceOptions {
  cloneDirectory: string;
  /** Where our own repository is made. */
  workDirectory: string;
  proxyUrl: string | undefined;
  /** What is fetched from, whatever the clone names as its origin. */
  origin: Origin | undefined;
  /** What is fetched from where there is no clone. Without either, a missing clone is an error. */
  originWithoutClone: Origin | undefined;
  /** Variables that give git the credentials for an address. */
  credentialsFor: (url: string) => Promise<Readonly<Record<string, string>> | undefined>;
  advice: CloneAdvice;
}

/** Opens the clone, without changing it, or a repository of our own instead. Throws where neither can be had. */
export async function openSource(git: Git, options: SourceOptions): Promise<Source> {
  const { cloneDirectory, advice } = options;
  const clone = await findClone(git, cloneDirectory, options.proxyUrl);
  const found = options.origin ?? (clone ? clone.origin : options.originWithoutClone);
  if (!clone && !found) throw missingClone(cloneDirectory);
  const directory = join(options.workDirectory, 'repository');
  await borrow(git, clone, directory);
  const here = { cwd: directory };
  const where = clone ? `the clone in ${cloneDirectory}` : 'the repository';
  let shallow = clone?.shallow === true && !clone.partial;
  // Two fetches at once would be in each other's way.
  let fetching: Promise<unknown> = Promise.resolve();

  const resolve = (commit: string) => git(['rev-parse', '--verify', '--quiet', `${commit}^{commit}`], here);
  const has = async (commit: string) => (await resolve(commit)).ok;

  async function originOf(fork?: string): Promise<Origin> {
    if (!found) throw missingOrigin(cloneDirectory);
    const url = fork ? replacePath(found.url, fork) : found.url;
    const environment = { ...found.environment, ...(await options.credentialsFor(url)) };
    return { ...found, url, environment };
  }

  async function listRemote(...args: string[]): Promise<string[]> {
    const origin = await originOf();
    const [flag = '', ...patterns] = args;
    const environment = origin.environment ?? {};
    const list = [...proxyArguments(origin), 'ls-remote', flag, origin.url, ...patterns];
    const listed = await git(list, { ...here, environment });
    if (!listed.ok) throw unreadable(origin, explain(origin, listed.stderr), advice);
    return listed.stdout.split('\n').filter(Boolean);
  }

  async function fetchMissing(commit: string, from: FetchFrom): Promise<void> {
    const { name, repository, ref = `refs/heads/${name}` } = from;
    if (shallow) {
      // A push of a history that was cut off is refused, or breaks the build on the other side.
      const failure = found
        ? await fetch(git, await originOf(), directory, ref, ['--unshallow'])
        : { said: 'it has no origin to fetch from' };
      if (failure && !repository) throw stillShallow(cloneDirectory, failure, advice);
      shallow = false;
    }
    if (await has(commit)) return;
    const failure = await fetch(git, await originOf(repository), directory, ref);
    if (!(await has(commit))) throw unknownCommit(commit, name, where, failure, advice);
  }

  return {
    directory,
    has,
    async remoteBranches(names = []) {
      const lines = await listRemote('--heads', ...names.map((name) => `refs/heads/${name}`));
      return new Map(
        lines
          .map((line) => line.split('\t'))
          .map(([commit = '', ref = '']) => [ref.slice('refs/heads/'.length), commit]),
      );
    },
    async remoteHead() {
      const lines = await listRemote('--symref', 'HEAD');
      return lines.map((line) => /^ref: refs\/heads\/(.+)\tHEAD$/.exec(line)?.[1]).find(Boolean);
    },
    async complete(commit, from) {
      const fetched = fetching.then(() => fetchMissing(commit, from));
      fetching = fetched.catch(() => {});
      await fetched;
      return (await resolve(commit)).stdout;
    },
    merge: (source, target) => mergeTips(git, directory, { source, target }),
  };
}

/** Fetches a ref into our own repository. Returns what went wrong, if anything did. */
async function fetch(
  git: Git,
  origin: Origin,
  directory: string,
  ref: string,
  options: readonly string[] = [],
): Promise<Failure | undefined> {
  const quietly = ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', ...options];
  const args = [...proxyArguments(origin), ...quietly, origin.url, `+${ref}:refs/fetched/${ref}`];
  const fetched = await git(args, { cwd: directory, environment: origin.environment ?? {} });
  return fetched.ok ? undefined : explain(origin, fetched.stderr);
}

/** The address of another repository on the same server. */
function replacePath(url: string, fullName: string): string {
  return url.replace(/[^/:]+\/[^/]+?(\.git)?\/?$/, `${fullName}$1`);
}

function proxyArguments({ proxy }: Origin): string[] {
  return proxy ? ['-c', `http.proxy=${proxy}`] : [];
}
