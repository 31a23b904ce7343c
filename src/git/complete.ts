import { type CommitHash, commitHash } from '../plan/commit.ts';
import type { Clone } from './clone.ts';
import { type CloneAdvice, stillShallow, unknownCommit } from './errors.ts';
import type { Git } from './programs.ts';
import { fetchRef, type Remote } from './remote.ts';

/** Where a commit is found that the clone lacks. */
export interface FetchFrom {
  /** Branch. */
  name: string;
  /** `workspace/slug` of a fork; the origin itself otherwise. */
  repository?: string;
  /** Where that is not the branch. */
  ref?: string;
}

interface Completing {
  git: Git;
  /** Our own repository, which is completed. */
  directory: string;
  /** The clone that it borrows from. */
  clone: Clone | undefined;
  hasOrigin: boolean;
  /** The origin, or a fork of it. Throws where there is none. */
  remoteOf: (fork?: string) => Promise<Remote>;
  advice: CloneAdvice;
}

/** The full hash of a commit that the repository has; `undefined` where it does not. */
export async function resolveCommit(
  git: Git,
  directory: string,
  commit: string,
): Promise<CommitHash | undefined> {
  const args = ['rev-parse', '--verify', '--quiet', `${commit}^{commit}`];
  return commitHash((await git(args, { cwd: directory })).stdout);
}

/** Makes what fetches a commit with its whole history, where that is missing, and returns its full hash. */
export function completer(completing: Completing): (commit: string, from: FetchFrom) => Promise<CommitHash> {
  const { clone } = completing;
  let shallow = clone?.shallow === true && !clone.partial;
  // Two fetches at once would be in each other's way.
  let fetching: Promise<unknown> = Promise.resolve();

  async function complete(commit: string, from: FetchFrom): Promise<CommitHash> {
    if (clone && shallow) {
      await unshallow(clone, from, completing);
      shallow = false;
    }
    return find(commit, from, completing);
  }

  return (commit, from) => {
    const completed = fetching.then(() => complete(commit, from));
    fetching = completed.catch(() => {});
    return completed;
  };
}

/** A push of a history that was cut off is refused, or breaks the build on the other side. */
async function unshallow(
  { directory }: Clone,
  from: FetchFrom,
  { hasOrigin, remoteOf, advice }: Completing,
): Promise<void> {
  const failure = hasOrigin
    ? await fetchRef(await remoteOf(), refOf(from), ['--unshallow'])
    : { said: 'it has no origin to fetch from' };
  if (failure && !from.repository) throw stillShallow(directory, failure, advice);
}

async function find(
  commit: string,
  from: FetchFrom,
  { git, directory, clone, remoteOf, advice }: Completing,
): Promise<CommitHash> {
  const held = await resolveCommit(git, directory, commit);
  if (held) return held;
  const failure = await fetchRef(await remoteOf(from.repository), refOf(from));
  const fetched = await resolveCommit(git, directory, commit);
  if (fetched) return fetched;
  const where = clone ? `the clone in ${clone.directory}` : 'the repository';
  throw unknownCommit(commit, from.name, where, failure, advice);
}

function refOf({ name, ref }: FetchFrom): string {
  return ref ?? `refs/heads/${name}`;
}
