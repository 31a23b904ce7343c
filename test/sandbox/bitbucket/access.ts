import type { Answer, Handler, Request, Routes } from '../server.ts';
import { failure } from './errors.ts';
import { partial } from './partial.ts';
import type { State, Token } from './state.ts';

export type Scope = 'repository' | 'pullrequest' | 'account';

/** A handler that also learns whose token the request carries. */
export type Resource = (request: Request, token: Token) => Answer | Promise<Answer>;

/** The scopes that grant each one: those that contain it, and its counterpart on an API token. */
const grantedBy: Record<Scope, string[]> = {
  repository: [
    'repository',
    'repository:write',
    'pullrequest',
    'pullrequest:write',
    'project',
    'read:repository:bitbucket',
  ],
  pullrequest: ['pullrequest', 'pullrequest:write', 'read:pullrequest:bitbucket'],
  account: ['account', 'account:write', 'read:user:bitbucket'],
};
const onApiTokens: Record<Scope, string> = {
  repository: 'read:repository:bitbucket',
  pullrequest: 'read:pullrequest:bitbucket',
  account: 'read:user:bitbucket',
};

/** Puts resources behind the credentials and the scope they ask for, and honours `fields` in their answers. */
export function protect(state: State, scope: Scope, resources: Record<string, Resource>): Routes {
  return mapRoutes(resources, (resource) => async (request) => {
    const sent = sentCredentials(request);
    if (!sent) return request.params.workspace ? noSuchRepository() : loginFailed();
    const token = state.tokens.find((known) => !known.revoked && isSame(known, sent));
    if (!token) return failure(401, 'Token is invalid, expired, or not supported for this endpoint.');
    const headers = scopeHeaders(token, scope);
    if (!grants(token, scope)) return { ...lacksScope(token, scope), headers };
    const answer = await inRepository(state, (inner) => resource(inner, token))(request);
    const body = answer.status < 300 ? partial(answer.body, request.query.get('fields')) : answer.body;
    return { ...answer, body, headers: { ...headers, ...answer.headers } };
  });
}

/** Answers for this repository only, whether it is addressed by its slug or its UUID. */
export function inRepository(state: State, handler: Handler): Handler {
  return (request) => {
    const { workspace = state.workspace, slug = state.slug } = request.params;
    const isThis =
      [state.workspace, state.workspaceUuid].includes(workspace) && [state.slug, state.uuid].includes(slug);
    return isThis ? handler(request) : noSuchRepository();
  };
}

/** Makes routes of whatever stands under their keys. */
export function mapRoutes<Value>(
  values: Record<string, Value>,
  map: (value: Value) => Handler,
): Record<string, Handler> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, map(value)]));
}

export function sentCredentials(request: Request): { email?: string; token: string } | undefined {
  const [scheme = '', value = ''] = (request.headers.authorization ?? '').split(' ');
  if (scheme.toLowerCase() === 'bearer') return { token: value };
  if (scheme.toLowerCase() !== 'basic') return undefined;
  const [email = '', ...token] = Buffer.from(value, 'base64').toString().split(':');
  return { email, token: token.join(':') };
}

function isSame(known: Token, sent: { email?: string; token: string }): boolean {
  return known.token === sent.token && known.email === sent.email;
}

export function grants(token: Token, scope: Scope): boolean {
  return token.scopes.some((granted) => grantedBy[scope].includes(granted));
}

function required(token: Token, scope: Scope): string {
  return token.type === 'api_token' ? onApiTokens[scope] : scope;
}

function scopeHeaders(token: Token, scope: Scope): Record<string, string> {
  return {
    ...(token.listsScopes === false
      ? {}
      : {
          'x-oauth-scopes': token.scopes.join(', '),
          'x-accepted-oauth-scopes': required(token, scope),
        }),
    'x-credential-type': token.type,
  };
}

function lacksScope(token: Token, scope: Scope): Answer {
  return failure(403, 'Your credentials lack one or more required privilege scopes.', {
    detail: { granted: token.scopes, required: [required(token, scope)] },
  });
}

function loginFailed(): Answer {
  const headers = { 'www-authenticate': 'Basic realm="Bitbucket.org HTTP"' };
  return { ...failure(401, 'Login failed: the credentials are missing or of an unsupported kind'), headers };
}

function noSuchRepository(): Answer {
  return failure(
    404,
    'This repository does not exist, or you may not see it. Make sure that you are authenticated.',
  );
}
