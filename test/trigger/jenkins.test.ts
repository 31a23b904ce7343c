import { describe, expect, test } from 'vitest';
import type { Environment } from '../../src/settings/parse.ts';
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
import { runs, subjectOf } from './recorded.ts';

const pullRequest = { pullRequest: { id: 12, target: 'develop' } };
const branch = { branch: 'feature/login' };
const sourceKnown = { ...pullRequest, ...branch, commit: tip };

describe('what a run in Jenkins is for', () => {
  test.each<{ what: string; environment: Environment; subject: object }>([
    { what: 'a branch', environment: branchSource, subject: { ...branch, commit: tip } },
    {
      what: 'a branch whose checkout is left to a script',
      environment: { ...branchSource, GIT_BRANCH: undefined, GIT_COMMIT: undefined },
      subject: branch,
    },
    {
      what: 'a branch, though something else was checked out last',
      environment: { ...branchSource, GIT_BRANCH: 'origin/library', GIT_COMMIT: merge },
      subject: branch,
    },
    {
      what: 'a detached checkout of a branch',
      environment: { ...branchSource, GIT_BRANCH: 'detached' },
      subject: { ...branch, commit: tip },
    },
    { what: 'a tag', environment: tag, subject: { tag: 'v1.0' } },
    {
      what: 'a pull request, whose source commit no variable has',
      environment: branchSourcePullRequest,
      subject: { ...pullRequest, ...branch },
    },
    {
      what: 'a pull request that is built merged and as it is: merged',
      environment: { ...branchSourcePullRequest, BRANCH_NAME: 'PR-12-merge' },
      subject: { ...pullRequest, ...branch },
    },
    {
      what: 'a pull request that is built merged and as it is: as it is',
      environment: { ...branchSourcePullRequest, BRANCH_NAME: 'PR-12-head', GIT_COMMIT: tip },
      subject: sourceKnown,
    },
    {
      what: 'a pull request from a fork, whose branch is not one of this repository',
      environment: { ...branchSourcePullRequest, CHANGE_FORK: '~jdoe' },
      subject: pullRequest,
    },
    {
      what: 'a pull request of Bitbucket Server Integration',
      environment: serverIntegrationPullRequest,
      subject: sourceKnown,
    },
    { what: 'a plain job', environment: plainJob, subject: { ...branch, commit: tip } },
    {
      what: 'a plain job of Bitbucket Server Integration, with its own name for the remote',
      environment: { ...plainJob, GIT_BRANCH: 'shop/feature/login' },
      subject: { ...branch, commit: tip },
    },
    {
      what: 'a plain job with a full ref',
      environment: { ...plainJob, GIT_BRANCH: 'refs/remotes/origin/feature/login' },
      subject: { ...branch, commit: tip },
    },
    {
      what: 'a plain job with parameters that are named like variables of a multibranch project',
      environment: { ...plainJob, TAG_NAME: 'v1.0', CHANGE_ID: 'CHG0012' },
      subject: { ...branch, commit: tip },
    },
    {
      what: 'a plain job that builds the refs of pull requests',
      environment: { ...plainJob, GIT_BRANCH: 'origin/pull-requests/12/from' },
      subject: { pullRequest: { id: 12, target: undefined } },
    },
    {
      what: 'a plain job on a tag',
      environment: { ...plainJob, GIT_BRANCH: 'refs/tags/v1.0' },
      subject: { tag: 'v1.0' },
    },
    {
      what: 'a plain job on a commit',
      environment: { ...plainJob, GIT_BRANCH: 'detached' },
      subject: {},
    },
    {
      what: 'a plain job on whatever is newest',
      environment: { ...plainJob, GIT_BRANCH: 'origin/HEAD' },
      subject: {},
    },
    { what: 'a scheduled job without a checkout', environment: everyRun, subject: {} },
    { what: 'Stash Pull Request Builder', environment: stashPullRequest, subject: sourceKnown },
    {
      what: 'Stash Pull Request Builder, from a fork',
      environment: { ...stashPullRequest, sourceRepositoryOwner: '~jdoe' },
      subject: pullRequest,
    },
    {
      what: 'Bitbucket Pull Request Builder, which names no commit',
      environment: {
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
      subject: { ...pullRequest, ...branch },
    },
    { what: 'Bitbucket Push and Pull Request', environment: pushAndPullRequest, subject: sourceKnown },
    {
      what: 'Bitbucket Push and Pull Request on Cloud, which abbreviates the commit',
      environment: {
        ...pushAndPullRequest,
        BITBUCKET_PULL_REQUEST_LATEST_COMMIT_FROM_SOURCE_BRANCH: tip.slice(0, 12),
      },
      subject: { ...pullRequest, ...branch },
    },
  ])('$what', ({ environment, subject }) => {
    expect(subjectOf(readJenkins(environment))).toEqual(subject);
  });
});

describe('the repository of a run in Jenkins', () => {
  const without = { BITBUCKET_OWNER: undefined, BITBUCKET_REPOSITORY: undefined };
  test.each<{ from: string; environment: Environment; repository: string | undefined }>([
    { from: 'Bitbucket Branch Source', environment: branchSource, repository: 'WEB/shop' },
    {
      from: 'Bitbucket Branch Source on Cloud, where the project is not the workspace',
      environment: {
        ...branchSource,
        BITBUCKET_OWNER: 'acme',
        BITBUCKET_SERVER_URL: 'https://bitbucket.org',
        GIT_URL: 'https://bitbucket.org/acme/shop.git',
      },
      repository: 'acme/shop',
    },
    {
      from: 'the page of the pull request, not the clone of its fork',
      environment: {
        ...branchSourcePullRequest,
        ...without,
        GIT_URL: 'https://git.acme.example/bitbucket/scm/~jdoe/shop.git',
      },
      repository: 'WEB/shop',
    },
    { from: "a user's pull request", environment: serverIntegrationPullRequest, repository: '~jdoe/shop' },
    { from: 'the clone', environment: plainJob, repository: 'WEB/shop' },
    {
      from: 'the repository that a pull request goes to, not the clone of its fork',
      environment: { ...stashPullRequest, GIT_URL: 'ssh://git@git.acme.example:7999/~jdoe/shop.git' },
      repository: 'WEB/shop',
    },
    { from: 'nothing', environment: everyRun, repository: undefined },
  ])('is known from $from', ({ environment, repository }) => {
    expect(readJenkins(environment)?.repository).toBe(repository);
  });
});

test('the page of a run in Jenkins is that of the build', () => {
  expect(readJenkins(plainJob)).toMatchObject({
    name: 'Jenkins',
    runUrl: 'https://ci.acme.example/job/shop/42/',
  });
});

test.each(Object.entries(runs))('Jenkins is not seen in a run of Pipelines (%s)', (_, environment) => {
  expect(readJenkins(environment)).toBeUndefined();
});
