import { randomBytes } from 'node:crypto';
import type { Repository } from '../git/repository.ts';
import { newUuid, now, type State, type Token } from './state.ts';

export interface BitbucketOptions {
  repository: Repository;
  workspace?: string;
  slug?: string;
  mainBranch?: string;
}

/** A repository that nobody has touched through Bitbucket yet. */
export function initialState(options: BitbucketOptions): State {
  const { repository, workspace = 'acme', slug = 'shop', mainBranch = 'main' } = options;
  return {
    repository,
    workspace,
    slug,
    mainBranch,
    workspaceUuid: newUuid(),
    uuid: newUuid(),
    fullName: `${workspace}/${slug}`,
    projectKey: 'SHOP',
    projectUuid: newUuid(),
    createdOn: now(),
    apiUrl: '',
    tokens: [],
    pullRequests: [],
    comments: [],
    statuses: [],
    reports: [],
  };
}

/** Makes a token that is valid until it is revoked. An e-mail address makes it an Atlassian API token. */
export function addToken(state: State, scopes: string[], email?: string): string {
  const secret = randomBytes(24).toString('base64url');
  const token: Token = email
    ? { type: 'api_token', token: `ATATT3xFfGF0${secret}`, email, scopes, revoked: false }
    : { type: 'repo_access_token', token: `ATCTT3xFfGN0${secret}`, scopes, revoked: false };
  state.tokens.push(token);
  return token.token;
}
