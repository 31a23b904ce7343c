import type { Answer, Request } from '../server.ts';
import { failure } from './errors.ts';
import { isAtLeast, type Level, type State, type Token } from './state.ts';

/** Who asks: somebody by a token or a password, nobody, or somebody who cannot prove it. */
export type Identity = { token: Token | undefined } | { refusal: Answer };

const gitPath = /^\/[^/]+\/scm\//;
const levels: readonly Level[] = ['READ', 'WRITE', 'ADMIN'];

/** Finds out whose credentials a request carries. */
export function identify(state: State, { headers, path }: Request): Identity {
  const [scheme = '', value = ''] = (headers.authorization ?? '').split(' ');
  const isBasic = scheme.toLowerCase() === 'basic';
  if (!isBasic && scheme.toLowerCase() !== 'bearer') return { token: undefined };
  const matches = isBasic ? byPair(value, path) : byToken(value);
  const token = state.tokens.find((known) => !known.revoked && matches(known));
  return token ? { token } : { refusal: incorrectPassword() };
}

/** Whether a token reaches this level on the repository, by a permission on itself or on its project. */
export function hasLevel(token: Token | undefined, wanted: Level): boolean {
  return (token?.permissions ?? []).some((permission) => {
    const level = permission.split('_')[1] as Level;
    return levels.indexOf(level) >= levels.indexOf(wanted);
  });
}

/** The name of the user by whose leave an answer is given. Tokens of repositories and projects belong to none. */
export function userHeader(token: Token | undefined): Record<string, string> {
  const isUser = token?.type === 'user_token' || token?.type === 'password';
  return isUser ? { 'x-ausername': token.username } : {};
}

/** Tells somebody who sent no credentials that there is nothing to see without them. */
export function authenticationRequired(state: State): Answer {
  const packageName = isAtLeast(state, 10, 0) ? 'api.security.exception' : 'common.security';
  const exceptionName = `com.atlassian.plugins.rest.${packageName}.AuthenticationRequiredException`;
  return failure(401, 'Client must be authenticated to access this resource.', { exceptionName });
}

function byToken(value: string): (known: Token) => boolean {
  return ({ type, token }) => type !== 'password' && token === value;
}

/** As a user with a password or an own token, or, for git alone, by the one name that goes with every kind of token. */
function byPair(value: string, path: string): (known: Token) => boolean {
  const [name = '', ...rest] = Buffer.from(value, 'base64').toString().split(':');
  const secret = rest.join(':');
  if (name === 'x-token-auth' && gitPath.test(path)) return byToken(secret);
  return ({ type, token, username }) =>
    (type === 'password' || type === 'user_token') && username === name && token === secret;
}

function incorrectPassword(): Answer {
  const exceptionName = 'com.atlassian.bitbucket.auth.IncorrectPasswordAuthenticationException';
  const message = 'Authentication failed. Please check your credentials and try again.';
  return failure(401, message, { exceptionName });
}
