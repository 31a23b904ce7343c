import { join } from 'node:path';
import type { CommitHash } from '../plan/commit.ts';
import type { Merge } from '../plan/world.ts';
import { borrow, findClone, type Origin } from './clone.ts';
import { completer, type FetchFrom, resolveCommit } from './complete.ts';
import { type CloneAdvice, missingClone, missingOrigin } from './errors.ts';
import { mergeTips } from './merge.ts';
import type { Git } from './programs.ts';
import { listBranches, readHead } from './remote.ts';

/** What is pushed, and where it comes from. */
export interface Source {
  /** Branches of the origin by name, with their tips; all of them without `names`. */
  remoteBranches: (names?: readonly string[]) => Promise<Map<string, CommitHash>>;
  /** The branch that HEAD of the origin names. */
  remoteHead: () => Promise<string | undefined>;
  has: (commit: string) => Promise<boolean>;
  /**
   * Makes sure that the commit and its whole history can be pushed, fetching what is missing. Returns its full hash:
   * Bitbucket abbreviates those of pull requests.
   */
  complete: (commit: string, from: FetchFrom) => Promise<CommitHash>;
  /** What merging one commit into another comes to; both must be complete. */
  merge: (source: CommitHash, target: CommitHash) => Promise<Merge>;
  /** The repository to push from. */
  directory: string;
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
  const origin = options.origin ?? (clone ? clone.origin : options.originWithoutClone);
  if (!clone && !origin) throw missingClone(cloneDirectory);
  const directory = join(options.workDirectory, 'repository');
  await borrow(git, clone, directory);

  async function remoteOf(fork?: string) {
    if (!origin) throw missingOrigin(cloneDirectory);
    const url = fork ? replacePath(origin.url, fork) : origin.url;
    const environment = { ...origin.environment, ...(await options.credentialsFor(url)) };
    return { git, directory, origin: { ...origin, url, environment } };
  }

  return {
    directory,
    has: async (commit) => (await resolveCommit(git, directory, commit)) !== undefined,
    remoteBranches: async (names = []) => listBranches(await remoteOf(), names, advice),
    remoteHead: async () => readHead(await remoteOf(), advice),
    complete: completer({
      git,
      directory,
      clone,
      hasOrigin: origin !== undefined,
      remoteOf,
      advice,
    }),
    merge: (source, target) => mergeTips(git, directory, { source, target }),
  };
}

/** The address of another repository on the same server. */
function replacePath(url: string, fullName: string): string {
  return url.replace(/[^/:]+\/[^/]+?(\.git)?\/?$/, `${fullName}$1`);
}
