import { randomBytes } from 'node:crypto';
import { type Routes, serve, type World } from '../server.ts';
import { inRepository, mapRoutes, protect } from './access.ts';
import { branchResources } from './branches.ts';
import { commentResources } from './comments.ts';
import { diffstat, pullRequestDiffstat } from './diffstat.ts';
import { failure } from './errors.ts';
import { addToken, type BitbucketOptions, initialState } from './initial-state.ts';
import { answerGitSite } from './git-site.ts';
import { type OauthConsumer, oauthRoutes } from './oauth.ts';
import {
  closePullRequest,
  mergePullRequest,
  type MergeOptions,
  type NewPullRequest,
  openPullRequest,
  openPullRequests,
  type PullRequestChanges,
  pullRequestById,
  refresh,
} from './pull-request-changes.ts';
import { pullRequestResources } from './pull-requests.ts';
import { reportResources, reportsOf } from './reports.ts';
import { repositoryResources, userResources } from './repository.ts';
import {
  type BuildStatus,
  type Comment,
  now,
  type PullRequest,
  type Report,
  type State,
  type Token,
} from './state.ts';
import { latestStatus, statusHistory, statusResources } from './statuses.ts';

/** A Bitbucket Cloud workspace with one private repository. */
export interface BitbucketSandbox {
  /** Base of the API, with its `/2.0`. */
  apiUrl: string;
  oauthUrl: string;
  /** Where git reads the repository with credentials: what is `https://bitbucket.org` outside. */
  gitUrl: string;
  accessToken: string;
  apiToken: { email: string; token: string };
  oauthConsumer: OauthConsumer;
  /** The credentials that are known; a test may change scopes, revoke them and add others. */
  tokens: Token[];
  workspace: string;
  workspaceUuid: string;
  slug: string;
  uuid: string;
  fullName: string;
  projectKey: string;
  projectUuid: string;
  /** Code Insights without credentials, for the Pipelines proxy. */
  codeInsights: Routes;
  setMainBranch: (branch: string) => void;
  openPullRequest: (wanted: NewPullRequest) => Promise<number>;
  openPullRequests: (wanted: readonly NewPullRequest[]) => Promise<number[]>;
  updatePullRequest: (id: number, changes: PullRequestChanges) => void;
  mergePullRequest: (id: number, options?: MergeOptions) => Promise<string>;
  declinePullRequest: (id: number) => Promise<void>;
  supersedePullRequest: (id: number) => Promise<void>;
  pullRequests: () => Promise<PullRequest[]>;
  /** Every POST and PUT of a build status on a commit, in order. */
  statuses: (commit: string) => BuildStatus[];
  latestStatus: (commit: string, key?: string) => BuildStatus | undefined;
  comments: (id: number) => Comment[];
  reports: (commit: string) => Report[];
  close: () => Promise<void>;
}

/** Starts Bitbucket Cloud's API over a bare repository. */
export async function createBitbucket(world: World, options: BitbucketOptions): Promise<BitbucketSandbox> {
  const state = initialState(options);
  const oauthConsumer = {
    key: randomBytes(9).toString('hex'),
    secret: randomBytes(16).toString('hex'),
    scopes: ['repository', 'pullrequest'],
  };
  const accessToken = addToken(state, ['repository', 'pullrequest']);
  const email = 'ada@example.com';
  const apiScopes = ['read:repository:bitbucket', 'read:pullrequest:bitbucket'];
  const apiToken = { email, token: addToken(state, apiScopes, email) };

  const routes = { ...apiRoutes(state), ...oauthRoutes(state, oauthConsumer) };
  const server = await serve('bitbucket-api', world, routes, () => failure(404, 'Resource not found'));
  state.apiUrl = `${server.url}/2.0`;
  const site = await serve('bitbucket-git', world, {}, (request) => answerGitSite(state, request));
  const { workspace, workspaceUuid, slug, uuid, fullName, projectKey, projectUuid } = state;
  return {
    workspace,
    workspaceUuid,
    slug,
    uuid,
    fullName,
    projectKey,
    projectUuid,
    accessToken,
    apiToken,
    oauthConsumer,
    tokens: state.tokens,
    apiUrl: state.apiUrl,
    oauthUrl: `${server.url}/site/oauth2/access_token`,
    gitUrl: site.url,
    codeInsights: mapRoutes(reportResources(state), (handler) => inRepository(state, handler)),
    ...controls(state),
    async close() {
      await Promise.all([server.close(), site.close()]);
    },
  };
}

function apiRoutes(state: State): Routes {
  return {
    ...protect(state, 'account', userResources()),
    ...protect(state, 'repository', {
      ...repositoryResources(state),
      ...branchResources(state),
      ...diffstat(state),
      ...statusResources(state),
      ...reportResources(state),
    }),
    ...protect(state, 'pullrequest', {
      ...pullRequestResources(state),
      ...pullRequestDiffstat(state),
      ...commentResources(state),
    }),
  };
}

function controls(state: State) {
  return {
    setMainBranch(branch: string) {
      state.mainBranch = branch;
    },
    openPullRequest: (wanted: NewPullRequest) => openPullRequest(state, wanted),
    openPullRequests: (wanted: readonly NewPullRequest[]) => openPullRequests(state, wanted),
    updatePullRequest(id: number, changes: PullRequestChanges) {
      Object.assign(pullRequestById(state, id), { updatedOn: now(), ...changes });
    },
    mergePullRequest: (id: number, options: MergeOptions = {}) => mergePullRequest(state, id, options),
    declinePullRequest: (id: number) => closePullRequest(state, id, 'DECLINED'),
    supersedePullRequest: (id: number) => closePullRequest(state, id, 'SUPERSEDED'),
    async pullRequests() {
      await refresh(state);
      return structuredClone(state.pullRequests);
    },
    statuses: (commit: string) => statusHistory(state, commit),
    latestStatus: (commit: string, key?: string) => latestStatus(state, commit, key),
    comments: (id: number) => structuredClone(state.comments.filter((comment) => comment.pullRequest === id)),
    reports: (commit: string) => structuredClone(reportsOf(state, commit)),
  };
}
