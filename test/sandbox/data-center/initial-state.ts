import { randomBytes } from 'node:crypto';
import type { Repository } from '../git/repository.ts';
import type { Permission, Settings, State, Token } from './state.ts';

export interface DataCenterOptions {
  repository: Repository;
  projectKey?: string;
  slug?: string;
  mainBranch?: string;
  settings?: Partial<Settings>;
}

/** A repository that nobody has touched through the server yet. */
export function initialState(options: DataCenterOptions): State {
  const { repository, projectKey = 'SHOP', slug = 'storefront', mainBranch = 'main' } = options;
  return {
    repository,
    projectKey,
    slug,
    fullName: `${projectKey}/${slug}`,
    hierarchyId: randomBytes(10).toString('hex'),
    mainBranch,
    settings: {
      baseUrl: '',
      version: '10.2.8',
      basicAuthentication: true,
      deployments: true,
      public: false,
      archived: false,
      mostChanges: 1000,
      longestPage: 1000,
      fourByteCharacters: true,
      requiredBuilds: [],
      ...options.settings,
    },
    tokens: [],
    forks: new Map(),
    pullRequests: [],
    opened: 0,
    activities: [],
    comments: [],
    statuses: [],
    reports: [],
    deployments: [],
  };
}

/** Lets somebody in, by a new token or password, until it is revoked. */
export function addToken(
  state: State,
  type: Token['type'],
  username: string,
  permissions: Permission[],
): string {
  const token = randomBytes(24).toString('base64url');
  state.tokens.push({ type, token, username, permissions, revoked: false });
  return token;
}
