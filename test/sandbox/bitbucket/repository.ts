import type { Resource } from './access.ts';
import { commitPayload, ofCommit, readCommits } from './commits.ts';
import { failure } from './errors.ts';
import { accountOf, repositoryPage, repositoryReference, repositoryUrl } from './payloads.ts';
import type { State } from './state.ts';

/** Path of the repository, under which its other resources lie. */
export const repositoryPath = '/2.0/repositories/:workspace/:slug';

/** The repository itself and its commits. */
export function repositoryResources(state: State): Record<string, Resource> {
  return {
    [`GET ${repositoryPath}`]: async () => ({ status: 200, body: await repositoryPayload(state) }),
    [`GET ${repositoryPath}/commit/:commit`]: ofCommit(state, async (hash) => {
      const [found] = await readCommits(state.repository, [hash]);
      return found ? { status: 200, body: commitPayload(state, found) } : failure(404, 'Commit not found');
    }),
  };
}

/** The account behind a token. */
export function userResources(): Record<string, Resource> {
  return {
    'GET /2.0/user': (_request, token) =>
      token.type === 'repo_access_token'
        ? failure(401, 'Token is invalid or not supported for this endpoint.')
        : { status: 200, body: accountOf(token) },
  };
}

async function repositoryPayload(state: State) {
  const { workspace, workspaceUuid, mainBranch } = state;
  const hasMainBranch = await state.repository.tip(mainBranch);
  return {
    ...repositoryReference(state),
    slug: state.slug,
    scm: 'git',
    is_private: true,
    description: '',
    language: '',
    size: 0,
    has_issues: false,
    has_wiki: false,
    fork_policy: 'no_public_forks',
    created_on: state.createdOn,
    updated_on: state.createdOn,
    owner: { type: 'team', uuid: workspaceUuid, username: workspace, display_name: workspace },
    workspace: { type: 'workspace', uuid: workspaceUuid, slug: workspace, name: workspace },
    project: { type: 'project', uuid: state.projectUuid, key: state.projectKey, name: state.projectKey },
    ...(hasMainBranch ? { mainbranch: { type: 'branch', name: mainBranch } } : {}),
    links: {
      self: { href: repositoryUrl(state) },
      html: { href: repositoryPage(state) },
      pullrequests: { href: `${repositoryUrl(state)}/pullrequests` },
      clone: [
        { name: 'https', href: `${repositoryPage(state)}.git` },
        { name: 'ssh', href: `ssh://git@bitbucket.org/${state.fullName}.git` },
      ],
    },
  };
}
