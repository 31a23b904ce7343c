import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { MergeOptions, NewPullRequest, PullRequestChanges } from '../bitbucket/pull-request-changes.ts';
import type { Repository } from '../git/repository.ts';
import { type Routes, serve, type World } from '../server.ts';
import { contextPath, protect } from './access.ts';
import { branchResources } from './branches.ts';
import { commentResources } from './comments.ts';
import { commitResources } from './commits.ts';
import type { AnyBitbucket } from './common.ts';
import { deploymentRoutes } from './deployments.ts';
import { answerOthers } from './git-http.ts';
import { type GitOverSsh, startGitOverSsh } from './git-ssh.ts';
import { addToken, type DataCenterOptions, initialState } from './initial-state.ts';
import * as changes from './pull-request-changes.ts';
import { mainId } from './payloads.ts';
import { pullRequestResources } from './pull-requests.ts';
import { reportResources, reportsOf } from './reports.ts';
import { repositoryRoutes } from './repository.ts';
import type { BuildStatus, Comment, Deployment, Permission, PullRequest, Report } from './state.ts';
import type { Settings, State, Token } from './state.ts';
import { latestStatus, statusHistory, statusRoutes } from './statuses.ts';

/** A Bitbucket Data Center with one repository. */
export interface DataCenterSandbox extends AnyBitbucket {
  /** Its base URL, with its context path. */
  readonly serverUrl: string;
  /** From where git reads, over HTTP. */
  readonly cloneUrl: string;
  /** An HTTP access token of the repository, which may read it. */
  accessToken: string;
  /** Somebody who may write to the repository. */
  user: { username: string; password: string };
  /** The credentials that are known; a test may change permissions, revoke them and add others. */
  tokens: Token[];
  addToken: (type: Token['type'], permissions: Permission[], username?: string) => string;
  settings: Settings;
  /** Other people's copies of the repository that the server has, by full name as in `~ada/shop`. */
  forks: Map<string, Repository>;
  reopenPullRequest: (id: number) => Promise<void>;
  deletePullRequest: (id: number) => void;
  /** Serves git over SSH, too, with an access key of the repository of that full name. */
  openSsh: (keyOf: string) => Promise<GitOverSsh>;
  /** Private keys that were given out. */
  sshKeys: string[];
  pullRequests: () => Promise<PullRequest[]>;
  statuses: (commit: string) => BuildStatus[];
  latestStatus: (commit: string, key?: string) => BuildStatus | undefined;
  comments: (id: number) => Comment[];
  reports: (commit: string) => Report[];
  deployments: (commit: string) => Deployment[];
}

/** Starts Bitbucket Data Center over a bare repository: its REST API, and git over HTTP. */
export async function createDataCenter(world: World, options: DataCenterOptions): Promise<DataCenterSandbox> {
  const state = initialState(options);
  const accessToken = addToken(state, 'repository_token', 'storefront-deployments', ['REPO_READ']);
  const username = 'ada';
  const password = addToken(state, 'password', username, ['REPO_WRITE']);

  const server = await serve('data-center', world, routes(state), (request) => answerOthers(state, request));
  const { slug, fullName, hierarchyId, projectKey, tokens, settings, forks } = state;
  settings.baseUrl = `${server.url}${contextPath}`;
  const sshKeys: string[] = [];
  const opened: GitOverSsh[] = [];
  return {
    get serverUrl() {
      return settings.baseUrl;
    },
    get cloneUrl() {
      return `${settings.baseUrl}/scm/${fullName.toLowerCase()}.git`;
    },
    slug,
    fullName,
    uuid: `${hierarchyId}/${mainId}`,
    projectKey,
    accessToken,
    user: { username, password },
    tokens,
    settings,
    forks,
    sshKeys,
    async openSsh(keyOf) {
      const directory = join(dirname(options.repository.path), 'data-center-ssh');
      const ssh = await startGitOverSsh(state, keyOf, directory);
      opened.push(ssh);
      sshKeys.push(await readFile(ssh.keyFile, 'utf8'));
      return ssh;
    },
    ...controls(state),
    async close() {
      await Promise.all([server.close(), ...opened.map((ssh) => ssh.close())]);
    },
  };
}

function routes(state: State): Routes {
  return {
    ...repositoryRoutes(state),
    ...statusRoutes(state),
    ...deploymentRoutes(state),
    ...protect(state, 'READ', {
      ...branchResources(state),
      ...commitResources(state),
      ...pullRequestResources(state),
      ...commentResources(state),
      ...reportResources(state),
    }),
  };
}

function controls(state: State) {
  return {
    setMainBranch(branch: string) {
      state.mainBranch = branch;
    },
    addToken: (type: Token['type'], permissions: Permission[], username = 'ada') =>
      addToken(state, type, username, permissions),
    openPullRequest: (wanted: NewPullRequest) => changes.openPullRequest(state, wanted),
    updatePullRequest: (id: number, changed: PullRequestChanges) =>
      changes.updatePullRequest(state, id, changed),
    mergePullRequest: (id: number, options: MergeOptions = {}) =>
      changes.mergePullRequest(state, id, options),
    declinePullRequest: (id: number) => changes.declinePullRequest(state, id),
    reopenPullRequest: (id: number) => changes.reopenPullRequest(state, id),
    deletePullRequest: (id: number) => changes.deletePullRequest(state, id),
    async pullRequests() {
      await changes.refresh(state);
      return structuredClone(state.pullRequests);
    },
    statuses: (commit: string) => statusHistory(state, commit),
    latestStatus: (commit: string, key?: string) => latestStatus(state, commit, key),
    comments: (id: number) => structuredClone(state.comments.filter((comment) => comment.pullRequest === id)),
    reports: (commit: string) => structuredClone(reportsOf(state, commit)),
    deployments: (commit: string) => state.deployments.filter((deployment) => deployment.commit === commit),
  };
}
