import { describe, expect, test } from 'vitest';
import type { Variables } from '../../src/settings/variables.ts';
import { readJenkins } from '../../src/trigger/jenkins.ts';
import {
  branchSource,
  branchSourcePullRequest,
  everyRun,
  merge,
  plainJob,
  pushAndPullRequest,
  serverIntegrationPullRequest,
  stashPullRequest,
  tag,
  tip,
} from './recorded-jenkins.ts';
import { runs, targetOf } from './recorded.ts';

const pullRequest = { pullRequest: { id: 12, target: 'develop' } };
const branch = { branch: 'feature/login' };
const sourceKnown = { ...pullRequest, ...branch, commit: tip };

describe('what a run in Jenkins is for', () => {
  test.each<{ what: string; variables: Variables; target: object }>([
    { what: 'a branch', variables: branchSource, target: { ...branch, commit: tip } },
    {
      what: 'a branch whose checkout is left to a script',
      variables: { ...branchSource, GIT_BRANCH: undefined, GIT_COMMIT: undefined },
      target: branch,
    },
    {
      what: 'a branch, though something else was checked out last',
      variables: { ...branchSource, GIT_BRANCH: 'origin/library', GIT_COMMIT: merge },
      target: branch,
    },
    {
      what: 'a detached checkout of a branch',
      variables: { ...branchSource, GIT_BRANCH: 'detached' },
      target: { ...branch, commit: tip },
    },
    { what: 'a tag', variables: tag, target: { tag: 'v1.0', commit: tip } },
    {
      what: 'a pull request, whose source commit no variable has',
      variables: branchSourcePullRequest,
      target: { ...pullRequest, ...branch },
    },
    {
      what: 'a pull request that is built merged and as it is: merged',
      variables: { ...branchSourcePullRequest, BRANCH_NAME: 'PR-12-merge' },
      target: { ...pullRequest, ...branch },
    },
    {
      what: 'a pull request that is built merged and as it is: as it is',
      variables: { ...branchSourcePullRequest, BRANCH_NAME: 'PR-12-head', GIT_COMMIT: tip },
      target: sourceKnown,
    },
    {
      what: 'a pull request from a fork, whose branch is not one of this repository',
      variables: { ...branchSourcePullRequest, CHANGE_FORK: '~jdoe' },
      target: pullRequest,
    },
    {
      what: 'a pull request of Bitbucket Server Integration',
      variables: serverIntegrationPullRequest,
      target: sourceKnown,
    },
    { what: 'a plain job', variables: plainJob, target: { ...branch, commit: tip } },
    {
      what: 'a plain job of Bitbucket Server Integration, with its own name for the remote',
      variables: { ...plainJob, GIT_BRANCH: 'shop/feature/login' },
      target: { ...branch, commit: tip },
    },
    {
      what: 'a plain job with a full ref',
      variables: { ...plainJob, GIT_BRANCH: 'refs/remotes/origin/feature/login' },
      target: { ...branch, commit: tip },
    },
    {
      what: 'a plain job with parameters that are named like variables of a multibranch project',
      variables: { ...plainJob, TAG_NAME: 'v1.0', CHANGE_ID: 'CHG0012' },
      target: { ...branch, commit: tip },
    },
    {
      what: 'a plain job that builds the refs of pull requests',
      variables: { ...plainJob, GIT_BRANCH: 'origin/pull-requests/12/from' },
      target: { pullRequest: { id: 12, target: undefined } },
    },
    {
      what: 'a plain job on a tag',
      variables: { ...plainJob, GIT_BRANCH: 'refs/tags/v1.0' },
      target: { tag: 'v1.0', commit: tip },
    },
    {
      what: 'a plain job on a commit',
      variables: { ...plainJob, GIT_BRANCH: 'detached' },
      target: {},
    },
    {
      what: 'a plain job on whatever is newest',
      variables: { ...plainJob, GIT_BRANCH: 'origin/HEAD' },
      target: {},
    },
    { what: 'a scheduled job without a checkout', variables: everyRun, target: {} },
    { what: 'Stash Pull Request Builder', variables: stashPullRequest, target: sourceKnown },
    {
      what: 'Stash Pull Request Builder, from a fork',
      variables: { ...stashPullRequest, sourceRepositoryOwner: '~jdoe' },
      target: pullRequest,
    },
    {
      what: 'Bitbucket Pull Request Builder, which names no commit',
      variables: {
        ...plainJob,
        GIT_URL: 'git@bitbucket.org:acme/shop.git',
        sourceBranch: 'feature/login',
        targetBranch: 'develop',
        repositoryOwner: 'acme',
        repositoryName: 'shop',
        pullRequestId: '12',
        destinationRepositoryOwner: 'acme',
        destinationRepositoryName: 'shop',
        pullRequestAuthor: 'jdoe',
      },
      target: { ...pullRequest, ...branch },
    },
    { what: 'Bitbucket Push and Pull Request', variables: pushAndPullRequest, target: sourceKnown },
    {
      what: 'Bitbucket Push and Pull Request on Cloud, which abbreviates the commit',
      variables: {
        ...pushAndPullRequest,
        BITBUCKET_PULL_REQUEST_LATEST_COMMIT_FROM_SOURCE_BRANCH: tip.slice(0, 12),
      },
      target: { ...pullRequest, ...branch },
    },
  ])('$what', ({ variables, target }) => {
    expect(targetOf(readJenkins(variables))).toEqual(target);
  });
});

describe('the repository of a run in Jenkins', () => {
  const without = { BITBUCKET_OWNER: undefined, BITBUCKET_REPOSITORY: undefined };
  test.each<{ from: string; variables: Variables; repository: string | undefined }>([
    { from: 'Bitbucket Branch Source', variables: branchSource, repository: 'WEB/shop' },
    {
      from: 'Bitbucket Branch Source on Cloud, where the project is not the workspace',
      variables: {
        ...branchSource,
        BITBUCKET_OWNER: 'acme',
        BITBUCKET_SERVER_URL: 'https://bitbucket.org',
        GIT_URL: 'https://bitbucket.org/acme/shop.git',
      },
      repository: 'acme/shop',
    },
    {
      from: 'the page of the pull request, not the clone of its fork',
      variables: {
        ...branchSourcePullRequest,
        ...without,
        GIT_URL: 'https://git.acme.example/bitbucket/scm/~jdoe/shop.git',
      },
      repository: 'WEB/shop',
    },
    { from: "a user's pull request", variables: serverIntegrationPullRequest, repository: '~jdoe/shop' },
    { from: 'the clone', variables: plainJob, repository: 'WEB/shop' },
    {
      from: 'the repository that a pull request goes to, not the clone of its fork',
      variables: { ...stashPullRequest, GIT_URL: 'ssh://git@git.acme.example:7999/~jdoe/shop.git' },
      repository: 'WEB/shop',
    },
    { from: 'nothing', variables: everyRun, repository: undefined },
  ])('is known from $from', ({ variables, repository }) => {
    expect(readJenkins(variables)?.repository).toBe(repository);
  });
});

test('the page of a run in Jenkins is that of the build', () => {
  expect(readJenkins(plainJob)).toMatchObject({
    name: 'Jenkins',
    runUrl: 'https://ci.acme.example/job/shop/42/',
  });
});

test.each(Object.entries(runs))('Jenkins is not seen in a run of Pipelines (%s)', (_, variables) => {
  expect(readJenkins(variables)).toBeUndefined();
});
