import type { RepositoryReader } from './bitbucket.ts';
import type { CommitHash } from '../plan/commit.ts';
import { readToLastPage } from './pages.ts';

/** What git can list of a repository without cloning it. */
export interface GitListing {
  /** Branches with their tips; all of them without `names`. */
  remoteBranches: (names?: readonly string[]) => Promise<ReadonlyMap<string, CommitHash>>;
  remoteHead: () => Promise<string | undefined>;
}

/** What git alone tells of a repository on Bitbucket: its branches, and nothing of its pull requests. */
export function readByGit(
  source: () => Promise<GitListing>,
  fullName: string,
  uuid: string | undefined,
): RepositoryReader {
  return {
    async repository() {
      return { fullName, uuid, mainBranch: await (await source()).remoteHead() };
    },
    async branch(name) {
      const commit = (await (await source()).remoteBranches([name])).get(name);
      return commit ? { name, commit } : undefined;
    },
    branches: () =>
      // git lists all branches at once, or fails.
      readToLastPage(fullName, async () => {
        const branches = await (await source()).remoteBranches();
        return { items: [...branches].map(([name, commit]) => ({ name, commit })), next: undefined };
      }),
  };
}
