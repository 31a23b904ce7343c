import { crc32 } from 'node:zlib';
import type { Token, State } from './state.ts';

export const mainId = 1;

/** The repository itself, or another one by its full name: a fork of it. */
export function repositoryPayload(state: State, fullName = state.fullName) {
  const [projectKey = '', slug = ''] = fullName.split('/');
  const isFork = fullName !== state.fullName;
  return {
    id: isFork ? forkId(fullName) : mainId,
    slug,
    name: slug,
    hierarchyId: state.hierarchyId,
    scmId: 'git',
    state: 'AVAILABLE',
    statusMessage: 'Available',
    forkable: true,
    project: projectPayload(projectKey),
    ...(isFork ? { origin: originPayload(state) } : {}),
    public: state.settings.public,
    archived: state.settings.archived,
    links: {
      clone: [{ href: `${state.settings.baseUrl}/scm/${fullName.toLowerCase()}.git`, name: 'http' }],
      self: [{ href: `${repositoryPage(state, fullName)}/browse` }],
    },
  };
}

/** The URL at which a person sees a repository. */
export function repositoryPage({ settings, fullName }: State, repository = fullName): string {
  const [projectKey = '', slug = ''] = repository.split('/');
  const owner = projectKey.startsWith('~') ? `users/${projectKey.slice(1)}` : `projects/${projectKey}`;
  return `${settings.baseUrl}/${owner}/repos/${slug}`;
}

/** The user as whom a token acts. */
export function userPayload(state: State, token: string) {
  const found = state.tokens.find((known) => known.token === token);
  const name = found?.username ?? 'anonymous';
  return userNamed(name, isUser(found) ? 'NORMAL' : 'SERVICE');
}

export function userNamed(name: string, type: 'NORMAL' | 'SERVICE' = 'NORMAL') {
  return { id: 101, name, slug: name, displayName: name, active: true, type };
}

function isUser(token: Token | undefined): boolean {
  return token?.type === 'user_token' || token?.type === 'password';
}

function originPayload(state: State) {
  const { slug, hierarchyId, projectKey } = state;
  return { id: mainId, slug, name: slug, hierarchyId, project: projectPayload(projectKey) };
}

function projectPayload(key: string) {
  const isPersonal = key.startsWith('~');
  return {
    id: isPersonal ? 2 : mainId,
    key: key.toUpperCase(),
    name: key,
    public: false,
    type: isPersonal ? 'PERSONAL' : 'NORMAL',
    ...(isPersonal ? { owner: userNamed(key.slice(1)) } : {}),
  };
}

/** A number that is always the same for the same fork. */
function forkId(fullName: string): number {
  return mainId + 1 + (crc32(fullName) % 1_000_000);
}
