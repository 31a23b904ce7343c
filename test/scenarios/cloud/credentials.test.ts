import { expect, test } from 'vitest';
import { expectFailure, openPullRequest } from '../failure.ts';
import { scenario, type Scenario } from '../scenario.ts';

function consumer({ cloud }: Scenario, changes: Record<string, string> = {}): Record<string, string> {
  const { key, secret } = cloud.oauthConsumer;
  return {
    BITBUCKET_ACCESS_TOKEN: '',
    BITBUCKET_OAUTH_KEY: key,
    BITBUCKET_OAUTH_SECRET: secret,
    BITBUCKET_OAUTH_URL: cloud.oauthUrl,
    ...changes,
  };
}

test('an OAuth consumer reads, deploys and reports, with one token', async () => {
  const world = await scenario();
  const { id, commit } = await openPullRequest(world);

  const run = await world.deploy({ pullRequest: id }, consumer(world));

  expect(run.exitCode).toBe(0);
  expect(world.states(commit)).toEqual(['INPROGRESS', 'SUCCESSFUL']);
  expect(world.requests.filter(({ path }) => path.endsWith('/access_token'))).toHaveLength(1);
});

test('a consumer that Bitbucket refuses is named, with where to look', async () => {
  const world = await scenario();
  const { id } = await openPullRequest(world);

  const run = await world.deploy(
    { pullRequest: id },
    consumer(world, { BITBUCKET_OAUTH_SECRET: 'wrong-secret' }),
  );

  expectFailure(run, 2, 'BITBUCKET_OAUTH_KEY and BITBUCKET_OAUTH_SECRET', 'private', 'callback URL');
  expect(world.changes()).toEqual([]);
});

test('a consumer that lacks a scope is told so', async () => {
  const world = await scenario();
  const { id } = await openPullRequest(world);
  world.cloud.oauthConsumer.scopes = ['repository'];

  const run = await world.deploy({ pullRequest: id }, consumer(world));

  expectFailure(run, 2, `may not read pull request ${id}`, 'Save the OAuth consumer with the scopes');
  expect(world.changes()).toEqual([]);
});

test('an Atlassian API token serves as well as an access token', async () => {
  const world = await scenario();
  const { commit, id } = await openPullRequest(world);
  const { email, token } = world.cloud.apiToken;
  const credentials = {
    BITBUCKET_ACCESS_TOKEN: '',
    ATLASSIAN_ACCOUNT_EMAIL: email,
    ATLASSIAN_API_TOKEN: token,
  };

  const run = await world.deploy({ pullRequest: id }, credentials);

  expect(run.exitCode).toBe(0);
  expect(world.states(commit)).toEqual(['INPROGRESS', 'SUCCESSFUL']);
});

test('a scope that is missing is named', async () => {
  const world = await scenario();
  const { id } = await openPullRequest(world);
  for (const token of world.cloud.tokens) token.scopes = ['repository'];

  const run = await world.deploy({ pullRequest: id });

  expectFailure(
    run,
    2,
    `BITBUCKET_ACCESS_TOKEN may not read pull request ${id}`,
    'required pullrequest',
    'docs/permissions.md',
  );
  expect(world.changes()).toEqual([]);
});
