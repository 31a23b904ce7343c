import type { Resource } from './access.ts';
import { type Commit, commitPayload, readCommits } from './commits.ts';
import { failure } from './errors.ts';
import { listing } from './listing.ts';
import { repositoryPage, repositoryUrl } from './payloads.ts';
import { repositoryPath } from './repository.ts';
import type { State } from './state.ts';

/** The branches, as the git repository has them at this moment. */
export function branchResources(state: State): Record<string, Resource> {
  return {
    async [`GET ${repositoryPath}/refs/branches`](request) {
      const branches = await state.repository.branches();
      const commits = await readCommits(
        state.repository,
        branches.map((branch) => branch.commit),
      );
      const byHash = new Map(commits.map((commit) => [commit.hash, commit]));
      const payloads = branches.flatMap(({ name, commit }) => {
        const target = byHash.get(commit);
        return target ? [branchPayload(state, name, target)] : [];
      });
      return listing(request, payloads);
    },
    async [`GET ${repositoryPath}/refs/branches/:name`]({ params: { name = '' } }) {
      const tip = await state.repository.tip(name);
      const [target] = tip ? await readCommits(state.repository, [tip]) : [];
      return target
        ? { status: 200, body: branchPayload(state, name, target) }
        : failure(404, `Branch "${name}" not found`);
    },
  };
}

function branchPayload(state: State, name: string, target: Commit) {
  const path = encodeURIComponent(name);
  return {
    type: 'branch',
    name,
    target: commitPayload(state, target),
    merge_strategies: ['merge_commit', 'squash', 'fast_forward'],
    default_merge_strategy: 'merge_commit',
    links: {
      self: { href: `${repositoryUrl(state)}/refs/branches/${path}` },
      html: { href: `${repositoryPage(state)}/branch/${path}` },
    },
  };
}
