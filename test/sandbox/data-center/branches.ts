import { git } from '../bitbucket/git.ts';
import { type Resource, repositoryPath } from './access.ts';
import { failure } from './errors.ts';
import { page } from './paging.ts';
import type { State } from './state.ts';

interface Branch {
  name: string;
  commit: string;
}

/** The branches, as the git repository has them at this moment. */
export function branchResources(state: State): Record<string, Resource> {
  return {
    async [`GET ${repositoryPath}/branches`](request) {
      const { query } = request;
      const text = (query.get('filterText') ?? '').toLowerCase();
      const found = (await state.repository.branches()).filter(({ name }) =>
        name.toLowerCase().includes(text),
      );
      const ordered =
        query.get('orderBy') === 'ALPHABETICAL' ? byName(found) : await newestFirst(state, found);
      const boosted = query.get('boostMatches') === 'true' ? bestFirst(ordered, text) : ordered;
      return page(
        state,
        request,
        boosted.map((branch) => branchPayload(state, branch)),
      );
    },
    async [`GET ${repositoryPath}/default-branch`]() {
      const { mainBranch } = state;
      if (await state.repository.tip(mainBranch)) return { status: 200, body: branchReference(mainBranch) };
      const exceptionName = 'com.atlassian.bitbucket.repository.NoDefaultBranchException';
      return failure(404, 'The default branch does not exist.', { exceptionName });
    },
  };
}

/** A branch where it is named in passing. */
export function branchReference(name: string) {
  return { id: `refs/heads/${name}`, displayId: name, type: 'BRANCH' };
}

function branchPayload({ mainBranch }: State, { name, commit }: Branch) {
  return {
    ...branchReference(name),
    latestCommit: commit,
    latestChangeset: commit,
    isDefault: name === mainBranch,
  };
}

function byName(branches: Branch[]): Branch[] {
  return branches.toSorted((left, right) => (left.name < right.name ? -1 : 1));
}

async function newestFirst({ repository }: State, branches: Branch[]): Promise<Branch[]> {
  const format = '--format=%(refname:lstrip=2)';
  const names = (
    await git(repository.path, ['for-each-ref', '--sort=-committerdate', format, 'refs/heads'])
  ).split('\n');
  return branches.toSorted((left, right) => names.indexOf(left.name) - names.indexOf(right.name));
}

/** Puts the branch of exactly this name before those whose names begin with it, and these before all others. */
function bestFirst(branches: Branch[], text: string): Branch[] {
  const rank = ({ name }: Branch) => {
    if (name.toLowerCase() === text) return 0;
    return name.toLowerCase().startsWith(text) ? 1 : 2;
  };
  return branches.toSorted((left, right) => rank(left) - rank(right));
}
