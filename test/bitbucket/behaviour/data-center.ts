import type { Credentials } from '../../../src/bitbucket/data-center/credentials.ts';
import { createDataCenter } from '../../../src/bitbucket/data-center/repository.ts';
import { createDataCenter as createServer, type DataCenterSandbox } from '../../sandbox/data-center/index.ts';
import { emptyPage, type Host, remove } from './host.ts';

const longestPage = 10;
const version = '10.2.8';

export const dataCenter: Host = {
  name: 'Bitbucket Data Center',
  async open(world, repository) {
    const people = await createServer(world, { repository, settings: { longestPage, version } });
    const { serverUrl, accessToken, fullName, settings, tokens } = people;
    const [project, slug] = fullName.split('/');
    const repositoryUrl = `${serverUrl}/rest/api/latest/projects/${project}/repos/${slug}`;
    return {
      people,
      origin: new URL(serverUrl).origin,
      connect: (http, variable, name = fullName) =>
        createDataCenter({
          http,
          serverUrl,
          repository: name,
          credentials: credentialsOf(people, variable),
          buildKey: 'upsun-environments/abc123',
        }),
      secrets: () => tokens.map(({ token }) => token),
      revoke() {
        for (const token of tokens) token.revoked = true;
      },
      disarm() {
        for (const token of tokens) token.permissions = [];
        settings.public = true;
      },
      endings: { MERGED: people.mergePullRequest, DECLINED: people.declinePullRequest },
      deleteComment: (pullRequest, { id, version: counted }) =>
        remove(
          `${repositoryUrl}/pull-requests/${pullRequest}/comments/${id}?version=${counted}`,
          accessToken,
        ),
      deployments: people.deployments,
    };
  },
  variable: 'BITBUCKET_SERVER_TOKEN',
  granted: {
    BITBUCKET_SERVER_TOKEN: { kind: 'permission', permission: 'REPO_READ', user: undefined, version },
    BITBUCKET_SERVER_PASSWORD: { kind: 'permission', permission: 'REPO_WRITE', user: 'ada', version },
  },
  grantedNothing: { kind: 'permission', permission: undefined, user: undefined, version },
  longestPage,
  strayPages: [
    ['nowhere', () => emptyPage({ isLastPage: false, nextPageStart: null })],
    ['itself', ({ query }) => emptyPage({ isLastPage: false, nextPageStart: Number(query.get('start')) })],
  ],
  sourceInFork: (id) => ({ ref: `refs/pull-requests/${id}/from` }),
  sourceInDeletedFork: (id) => ({ ref: `refs/pull-requests/${id}/from` }),
  states: { INPROGRESS: 'INPROGRESS', SUCCESSFUL: 'SUCCESSFUL', FAILED: 'FAILED', STOPPED: 'CANCELLED' },
  refOf: (branch) => ({ ref: `refs/heads/${branch}` }),
  unknownCommit: { status: 'fulfilled' },
  deployments: [{ key: 'upsun/abc123/pr-7', deploymentSequenceNumber: 12, state: 'SUCCESSFUL' }],
  results: { PASSED: 'PASS', FAILED: 'FAIL' },
  mostData: 6,
  linkValue: (linktext, href) => ({ linktext, href }),
  annotation: (summary, details) => ({ message: `${summary}\n${details}` }),
};

function credentialsOf({ accessToken, user }: DataCenterSandbox, variable: string): Credentials {
  if (variable === 'BITBUCKET_SERVER_PASSWORD') return { kind: 'password', variable, ...user };
  return { kind: 'access-token', variable: 'BITBUCKET_SERVER_TOKEN', token: accessToken };
}
