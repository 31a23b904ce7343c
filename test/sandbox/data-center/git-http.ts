import { answerGit } from '../bitbucket/git-http.ts';
import type { Repository } from '../git/repository.ts';
import type { Answer, Request } from '../server.ts';
import { contextPath } from './access.ts';
import { hasLevel, identify } from './credentials.ts';
import type { State, Token } from './state.ts';

/** Answers what no resource of the REST API answers: git, which only reads, and people's browsers. */
export function answerOthers(state: State, request: Request): Answer | Promise<Answer> {
  const { path } = request;
  if (!path.startsWith(`${contextPath}/`)) return { status: 404, body: 'Not found\n' };
  if (path.startsWith(`${contextPath}/rest/`)) {
    return { status: 404, body: { 'status-code': 404, message: 'HTTP 404 Not Found' } };
  }
  const [, fullName = '', inside = ''] = /\/scm\/([^/]+\/[^/]+?)\.git(\/.*)$/.exec(path) ?? [];
  if (inside) return serveGit(state, request, decodeURIComponent(fullName), inside);
  return { status: 302, headers: { location: `${state.settings.baseUrl}/login` } };
}

function serveGit(state: State, request: Request, fullName: string, path: string): Answer | Promise<Answer> {
  const identity = identify(state, request);
  if ('refusal' in identity) return loginRequired('Authentication failed\n');
  const { token } = identity;
  const repository = repositoryOf(state, fullName, token);
  if (repository) return answerGit(repository.path, path, request);
  if (!token) return loginRequired('Authentication required\n');
  const reason = 'The requested repository does not exist, or you do not have permission to access it.';
  return { status: 404, body: `Repository not found\n${reason}\n` };
}

/** What the caller may read by this name. Forks are other people's, and open to people alone. */
function repositoryOf(state: State, fullName: string, token: Token | undefined): Repository | undefined {
  if (fullName.toLowerCase() === state.fullName.toLowerCase()) {
    return hasLevel(token, 'READ') || state.settings.public ? state.repository : undefined;
  }
  const isPerson = token?.type === 'user_token' || token?.type === 'password';
  return isPerson
    ? [...state.forks].find(([name]) => name.toLowerCase() === fullName.toLowerCase())?.[1]
    : undefined;
}

function loginRequired(body: string): Answer {
  return { status: 401, body, headers: { 'www-authenticate': 'Basic realm="Atlassian Bitbucket"' } };
}
