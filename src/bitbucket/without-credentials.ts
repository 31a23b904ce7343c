import type { Source } from '../git/source.ts';
import type { RepositoryReader } from './bitbucket.ts';
import type { Branch, Repository } from '../plan/world.ts';

/** What git alone tells of a repository on Bitbucket: its branches, and nothing of its pull requests. */
export function readByGit(
  source: () => Promise<Source>,
  fullName: string,
  uuid: string | undefined,
): RepositoryReader {
  return {
    async repository(): Promise<Repository> {
      return { fullName, uuid, mainBranch: await (await source()).remoteHead() };
    },
    async branch(name: string): Promise<Branch | undefined> {
      const commit = (await (await source()).remoteBranches([name])).get(name);
      return commit ? { name, commit } : undefined;
    },
    async branches(): Promise<Branch[]> {
      const branches = await (await source()).remoteBranches();
      return [...branches].map(([name, commit]) => ({ name, commit }));
    },
  };
}
