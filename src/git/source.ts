import { join } from 'node:path';
import type { CommitHash } from '../plan/commit.ts';
import type { Merge } from '../plan/world.ts';
import { descendsFrom, isOnBranch } from './ancestry.ts';
import { borrow, type Clone, findClone, type Origin } from './clone.ts';
import { listChangedFiles } from './changed-files.ts';
import { completer, type FetchFrom, resolveCommit } from './complete.ts';
import { type CloneAdvice, missingClone, missingOrigin } from './errors.ts';
import { mergeTips } from './merge.ts';
import type { Git } from './programs.ts';
import { listBranches, readHead, readTag, type Remote } from './remote.ts';

/** What is pushed, and where it comes from. */
export interface Source {
  /** Branches of the origin by name, with their tips; all of them without `names`. */
  remoteBranches: (names?: readonly string[]) => Promise<Map<string, CommitHash>>;
  /** The branch that HEAD of the origin names. */
  remoteHead: () => Promise<string | undefined>;
  /** The commit of a tag of the origin. */
  remoteTag: (tag: string) => Promise<CommitHash | undefined>;
  /** The full hash of a commit; `undefined` where it is not here. */
  find: (commit: string) => Promise<CommitHash | undefined>;
  /**
   * Makes sure that the commit and its whole history can be pushed, fetching what is missing. Returns its full hash:
   * Bitbucket abbreviates those of pull requests.
   */
  complete: (commit: string, from: FetchFrom) => Promise<CommitHash>;
  /** Whether a commit, which must be complete, is `ancestor` or came after it. */
  descends: (commit: CommitHash, ancestor: string) => Promise<boolean>;
  /** Whether a branch of the origin has a commit, `likely` to begin with; `undefined` where that cannot be read. */
  isOnBranch: (commit: CommitHash, likely: string | undefined) => Promise<boolean | undefined>;
  /** What merging one commit into another comes to; both must be complete. */
  merge: (source: CommitHash, target: CommitHash) => Promise<Merge>;
  /**
   * The files that a commit changes since it branched off another one, a renamed one by both its paths; both must be
   * complete. `undefined` where they have no common history.
   */
  changedFiles: (source: CommitHash, target: CommitHash) => Promise<readonly string[] | undefined>;
  /** The repository to push from. */
  directory: string;
}

export interface SourceOptions {
  cloneDirectory: string;
  /** Where our own repository is made. */
  workDirectory: string;
  proxyUrl: string | undefined;
  /** What is fetched from, in the order in which it is tried. Without any, a missing clone is an error. */
  originsFor: (clone: Pick<Clone, 'origin'> | undefined) => Promise<readonly Origin[]>;
  /** Variables that give git the credentials for an address. */
  credentialsFor: (url: string) => Promise<Readonly<Record<string, string>> | undefined>;
  advice: CloneAdvice;
}

/** Opens the clone, without changing it, or a repository of our own instead. Throws where neither can be had. */
export async function openSource(git: Git, options: SourceOptions): Promise<Source> {
  const { cloneDirectory, advice } = options;
  const clone = await findClone(git, cloneDirectory, options.proxyUrl);
  let origins = await options.originsFor(clone);
  if (!clone && origins.length === 0) throw missingClone(cloneDirectory, advice);
  const directory = join(options.workDirectory, 'repository');
  await borrow(git, clone, directory);

  async function addressed(origin: Origin, fork?: string): Promise<Origin> {
    const url = fork ? replacePath(origin.url, fork) : origin.url;
    return { ...origin, url, environment: { ...origin.environment, ...(await options.credentialsFor(url)) } };
  }
  async function remoteOf(fork?: string): Promise<Remote> {
    const known = origins;
    const ways = await Promise.all(known.map((origin) => addressed(origin, fork)));
    const [first, ...others] = ways;
    if (!first) throw missingOrigin(cloneDirectory);
    // What did not lead there once would only take its time again.
    const onReached = (way: Origin) => {
      origins = known.slice(ways.indexOf(way));
    };
    return { git, directory, origins: [first, ...others], onReached };
  }

  return {
    directory,
    find: (commit) => resolveCommit(git, directory, commit),
    remoteTag: async (tag) => readTag(await remoteOf(), tag, advice),
    descends: (commit, ancestor) => descendsFrom(git, directory, { commit, ancestor }),
    isOnBranch: async (commit, likely) => isOnBranch(await remoteOf(), commit, likely),
    remoteBranches: async (names = []) => listBranches(await remoteOf(), names, advice),
    remoteHead: async () => readHead(await remoteOf(), advice),
    complete: completer({
      git,
      directory,
      clone,
      hasOrigin: origins.length > 0,
      remoteOf,
      advice,
    }),
    changedFiles: (source, target) => listChangedFiles(git, directory, { source, target }),
    merge: (source, target) => mergeTips(git, directory, { source, target }),
  };
}

/** The address of another repository on the same server. */
function replacePath(url: string, fullName: string): string {
  return url.replace(/[^/:]+\/[^/]+?(\.git)?\/?$/, `${fullName}$1`);
}
