import { authorize } from '../../../src/bitbucket/cloud/authorization.ts';
import { createCloud } from '../../../src/bitbucket/cloud/repository.ts';
import type { Credentials } from '../../../src/bitbucket/cloud/credentials.ts';
import { createRedactor } from '../../../src/text/redact.ts';
import { fakeClock } from '../../http/fake-clock.ts';
import { type BitbucketSandbox, createBitbucket } from '../../sandbox/bitbucket/index.ts';
import { emptyPage, type Host, remove } from './host.ts';

const scopes = ['repository', 'pullrequest'];

export const cloud: Host = {
  name: 'Bitbucket Cloud',
  async open(world, repository) {
    const people = await createBitbucket(world, { repository });
    const { apiUrl, oauthUrl, accessToken, fullName, tokens } = people;
    const context = { oauthUrl, clock: fakeClock(), redactor: createRedactor([]) };
    return {
      people,
      origin: new URL(apiUrl).origin,
      connect(http, variable, name = fullName) {
        const credentials = credentialsOf(people, variable);
        const authorization = authorize(credentials, { http, ...context });
        return createCloud({ http, apiUrl, repository: name, credentials, authorization });
      },
      secrets: () => [people.oauthConsumer.secret, ...tokens.map(({ token }) => token)],
      revoke() {
        for (const token of tokens) token.revoked = true;
      },
      disarm() {
        for (const token of tokens) token.scopes = ['webhook'];
      },
      endings: {
        MERGED: people.mergePullRequest,
        DECLINED: people.declinePullRequest,
        SUPERSEDED: people.supersedePullRequest,
      },
      deleteComment: (pullRequest, { id }) =>
        remove(`${apiUrl}/repositories/${fullName}/pullrequests/${pullRequest}/comments/${id}`, accessToken),
      deployments: () => [],
    };
  },
  variable: 'BITBUCKET_ACCESS_TOKEN',
  granted: {
    BITBUCKET_ACCESS_TOKEN: { kind: 'scopes', scopes },
    BITBUCKET_OAUTH_KEY: { kind: 'scopes', scopes },
    ATLASSIAN_API_TOKEN: {
      kind: 'scopes',
      scopes: ['read:repository:bitbucket', 'read:pullrequest:bitbucket'],
    },
  },
  grantedNothing: { kind: 'scopes', scopes: ['webhook'] },
  longestPage: 50,
  strayPages: [
    ['another host', () => emptyPage({ next: 'https://bitbucket.example.com/2.0/repositories?page=2' })],
    ['itself', ({ origin, path, query }) => emptyPage({ next: `${origin}${path}?${query.toString()}` })],
  ],
  sourceInFork: (_pullRequest, repository) => ({ repository }),
  sourceInDeletedFork: () => ({}),
  states: { INPROGRESS: 'INPROGRESS', SUCCESSFUL: 'SUCCESSFUL', FAILED: 'FAILED', STOPPED: 'STOPPED' },
  refOf: (refname) => ({ refname }),
  unknownCommit: { status: 'rejected', reason: { name: 'PipeError', kind: 'failure' } },
  deployments: [],
  results: { PASSED: 'PASSED', FAILED: 'FAILED' },
  mostData: 10,
  linkValue: (text, href) => ({ text, href }),
  annotation: (summary, details) => ({ summary, details }),
};

function credentialsOf(people: BitbucketSandbox, variable: string): Credentials {
  const { accessToken, oauthConsumer, apiToken } = people;
  if (variable === 'BITBUCKET_OAUTH_KEY') return { kind: 'oauth-consumer', variable, ...oauthConsumer };
  if (variable === 'ATLASSIAN_API_TOKEN') return { kind: 'api-token', variable, ...apiToken };
  return { kind: 'access-token', variable: 'BITBUCKET_ACCESS_TOKEN', token: accessToken };
}
