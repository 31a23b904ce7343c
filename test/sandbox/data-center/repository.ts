import type { Routes } from '../server.ts';
import { apiPath, open, protect, repositoryPath, type Resource } from './access.ts';
import { hasLevel } from './credentials.ts';
import { failure } from './errors.ts';
import { page } from './paging.ts';
import { repositoryPayload, userNamed } from './payloads.ts';
import { isAtLeast, type Level, type State, type Token } from './state.ts';

/** The server itself, and the repository with those who may do something with it. */
export function repositoryRoutes(state: State): Routes {
  return {
    ...open(state, serverResources(state)),
    ...protect(state, 'READ', {
      [`GET ${repositoryPath}`]: () => ({ status: 200, body: repositoryPayload(state) }),
    }),
    ...protect(state, 'ADMIN', {
      [`GET ${repositoryPath}/permissions/users`]: (request) => page(state, request, permittedUsers(state)),
    }),
  };
}

function serverResources(state: State): Record<string, Resource<Token | undefined>> {
  return {
    [`GET ${apiPath}/application-properties`]: () => ({
      status: 200,
      body: {
        version: state.settings.version,
        buildNumber: '9004003',
        buildDate: '1732147200000',
        displayName: 'Bitbucket',
      },
    }),
    [`GET ${apiPath}/build/capabilities`]: () => ({
      status: 200,
      body: { buildStatus: ['richBuildStatus', ...(isAtLeast(state, 8, 0) ? ['cancelledStatus'] : [])] },
    }),
    [`GET ${apiPath}/deployment/capabilities`]: () =>
      state.settings.deployments ? { status: 200, body: {} } : failure(404, 'Deployments are disabled'),
    [`GET ${apiPath}/repos`]: (request, token) =>
      page(state, request, isSought(state, request.query, token) ? [repositoryPayload(state)] : []),
  };
}

/** Whether a search among all repositories finds this one. */
function isSought(state: State, query: URLSearchParams, token: Token | undefined): boolean {
  const { projectKey, slug, settings } = state;
  const is = (name: string, value: string) =>
    (query.get(name) ?? value).toLowerCase() === value.toLowerCase();
  const level = query.get('permission')?.replace('REPO_', '');
  // Without a permission, what everybody may read is found, too.
  const mayRead = hasLevel(token, 'READ') || settings.public;
  const isPermitted = level ? hasLevel(token, level as Level) : mayRead;
  const archived = query.get('archived') ?? 'ACTIVE';
  const isShown = archived === 'ALL' || (archived === 'ARCHIVED') === settings.archived;
  return isPermitted && isShown && is('projectkey', projectKey) && is('name', slug);
}

function permittedUsers({ tokens }: State) {
  return tokens
    .filter(({ type }) => type === 'user_token' || type === 'password')
    .flatMap(({ username, permissions }) =>
      permissions.map((permission) => ({ user: userNamed(username), permission })),
    );
}
