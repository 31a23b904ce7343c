import type { Answer, Request } from '../server.ts';
import { grants, sentCredentials } from './access.ts';
import { answerGit } from './git-http.ts';
import type { State, Token } from './state.ts';

/** The user that git names with each kind of token. */
const users: Record<Token['type'], string> = {
  repo_access_token: 'x-token-auth',
  oauth2: 'x-token-auth',
  api_token: 'x-bitbucket-api-token-auth',
};

/** Answers git at the public address of the repository, which is private: it takes a token that may read it. */
export function answerGitSite(state: State, request: Request): Answer | Promise<Answer> {
  const sent = sentCredentials(request);
  const token = state.tokens.find(
    (known) => !known.revoked && known.token === sent?.token && users[known.type] === sent.email,
  );
  if (!token) {
    return {
      status: 401,
      body: 'Login failed\n',
      headers: { 'www-authenticate': 'Basic realm="Bitbucket"' },
    };
  }
  const prefix = `/${state.fullName}.git/`;
  if (!request.path.startsWith(prefix)) return { status: 404, body: 'Repository not found\n' };
  if (!grants(token, 'repository')) return { status: 403, body: 'Your credentials lack a scope\n' };
  return answerGit(state.repository.path, request.path.slice(prefix.length - 1), request);
}
