import { mapRoutes } from '../bitbucket/access.ts';
import type { Answer, Handler, Request, Routes } from '../server.ts';
import { authenticationRequired, hasLevel, identify, userHeader } from './credentials.ts';
import { failure, noSuch, notPermitted } from './errors.ts';
import type { Level, State, Token } from './state.ts';

/** A handler that also learns whose token the request carries; nobody's where everybody may ask. */
export type Resource<Caller = Token> = (request: Request, token: Caller) => Answer | Promise<Answer>;

/** Where the server lies on its host. */
export const contextPath = '/bitbucket';
export const apiPath = `${contextPath}/rest/api/latest`;
const belowModule = 'latest/projects/:project/repos/:slug';
/** Path of the repository, under which its other resources lie. */
export const repositoryPath = `${contextPath}/rest/api/${belowModule}`;
export const insightsPath = `${contextPath}/rest/insights/${belowModule}`;

/** Puts resources of the repository behind the permission they ask for. */
export function protect(state: State, level: Level, resources: Record<string, Resource>): Routes {
  const guarded = (resource: Resource): Resource<Token | undefined> => {
    return (request, token) => {
      const visible = state.settings.public && request.method === 'GET' && level === 'READ';
      if (!token && !visible) return authenticationRequired(state);
      const absence = absentRepository(state, request.params);
      if (absence) return absence;
      if (!visible && !hasLevel(token, level)) return notPermitted();
      if (!state.settings.fourByteCharacters && hasFourByteCharacters(request)) return databaseError();
      return resource(request, token ?? anonymous);
    };
  };
  const entries = Object.entries(resources);
  return open(state, Object.fromEntries(entries.map(([key, resource]) => [key, guarded(resource)])));
}

/** Lets everybody ask, but nobody with credentials that are wrong. */
export function open(state: State, resources: Record<string, Resource<Token | undefined>>): Routes {
  return mapRoutes(resources, (resource): Handler => {
    return async (request) => {
      const isBasic = /^basic /i.test(request.headers.authorization ?? '');
      if (isBasic && !state.settings.basicAuthentication) return basicDisabled();
      const identity = identify(state, request);
      if ('refusal' in identity) return identity.refusal;
      const answer = isForgeable(request) ? xsrfFailed() : await resource(request, identity.token);
      return { ...answer, headers: { ...userHeader(identity.token), ...answer.headers } };
    };
  });
}

const anonymous: Token = {
  type: 'user_token',
  token: '',
  username: 'anonymous',
  permissions: [],
  revoked: false,
};

/** The answer for another repository than this one. The case of neither name matters. */
function absentRepository(state: State, { project = '', slug = '' }: Request['params']): Answer | undefined {
  const fullName = `${project}/${slug}`.toLowerCase();
  if (fullName === state.fullName.toLowerCase()) return undefined;
  const forks = [...state.forks.keys()].map((name) => name.toLowerCase());
  // They are read by git alone.
  if (forks.includes(fullName)) return notPermitted();
  return project.toLowerCase() === state.projectKey.toLowerCase()
    ? noSuch('Repository', `Repository ${project}/${slug} does not exist.`)
    : noSuch('Project', `Project ${project} does not exist.`);
}

function hasFourByteCharacters({ body }: Request): boolean {
  return /[\u{10000}-\u{10FFFF}]/u.test(JSON.stringify(body ?? ''));
}

function databaseError(): Answer {
  return failure(
    500,
    'An error occurred while processing the request. Check the server logs for more information.',
  );
}

/** Whether a page on another site could have made a browser send this. */
function isForgeable({ method, headers }: Request): boolean {
  const [type = ''] = (headers['content-type'] ?? '').split(';');
  const formLike = ['', 'text/plain', 'multipart/form-data', 'application/x-www-form-urlencoded'];
  const changes = method === 'POST' || method === 'PUT';
  return changes && formLike.includes(type.trim()) && headers['x-atlassian-token'] !== 'no-check';
}

function xsrfFailed(): Answer {
  return { status: 403, body: 'XSRF check failed', headers: { 'content-type': 'text/html' } };
}

function basicDisabled(): Answer {
  return { status: 403, body: 'Basic Authentication has been disabled on this instance.' };
}
