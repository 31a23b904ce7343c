import { describe, expect, test } from 'vitest';
import type { Environment } from '../../src/settings/parse.ts';
import { readBamboo } from '../../src/trigger/bamboo.ts';
import { branchRun, commit, pullRequestRun, withoutRepository } from './recorded-bamboo.ts';
import { runs, subjectOf } from './recorded.ts';

const branch = { branch: 'feature/login', commit };

describe('what a run in Bamboo is for', () => {
  test.each<{ what: string; environment: Environment; subject: object }>([
    { what: 'a branch', environment: branchRun, subject: branch },
    {
      what: 'a pull request',
      environment: pullRequestRun,
      subject: { ...branch, pullRequest: { id: 12, target: 'develop' } },
    },
    {
      what: 'a branch, in the names of older releases',
      environment: {
        ...withoutRepository,
        bamboo_repository_branch_name: 'feature/login',
        bamboo_repository_revision_number: commit,
      },
      subject: branch,
    },
    {
      what: 'a tag',
      environment: { ...branchRun, bamboo_planRepository_branchName: 'refs/tags/v1.0' },
      subject: { tag: 'v1.0' },
    },
    {
      what: "a pull request's ref",
      environment: { ...branchRun, bamboo_planRepository_branchName: 'refs/pull-requests/12/from' },
      subject: { pullRequest: { id: 12, target: undefined } },
    },
    {
      what: 'a branch of a repository that is not kept in git',
      environment: { ...branchRun, bamboo_planRepository_revision: '4711' },
      subject: { branch: 'feature/login', commit: undefined },
    },
    { what: 'a plan without a repository', environment: withoutRepository, subject: {} },
  ])('$what', ({ environment, subject }) => {
    expect(subjectOf(readBamboo(environment))).toEqual(subject);
  });
});

describe('the repository of a run in Bamboo', () => {
  const clone = 'bamboo_planRepository_repositoryUrl';
  test.each<{ environment: Environment; repository: string | undefined }>([
    { environment: branchRun, repository: 'WEB/shop' },
    {
      environment: { ...branchRun, [clone]: 'ssh://git@bitbucket.org/acme/shop' },
      repository: 'acme/shop',
    },
    {
      environment: { [clone]: '', bamboo_repository_git_repositoryUrl: 'git@bitbucket.org:acme/shop.git' },
      repository: 'acme/shop',
    },
    { environment: withoutRepository, repository: undefined },
  ])('is $repository', ({ environment, repository }) => {
    expect(readBamboo(environment)?.repository).toBe(repository);
  });
});

describe('the page of a run in Bamboo', () => {
  test('is that of the job', () => {
    const runUrl = 'https://bamboo.acme.example/browse/WEB-SHOP12-JOB1-42';
    expect(readBamboo(branchRun)).toMatchObject({ name: 'Bamboo', runUrl });
  });

  test('is that of the deployment in a deployment project', () => {
    const runUrl = 'https://bamboo.acme.example/deploy/viewDeploymentResult.action?deploymentResultId=7';
    const environment = { ...branchRun, bamboo_buildResultsUrl: undefined, bamboo_resultsUrl: runUrl };
    expect(readBamboo(environment)?.runUrl).toBe(runUrl);
  });
});

test.each(Object.entries(runs))('Bamboo is not seen in a run of Pipelines (%s)', (_, environment) => {
  expect(readBamboo(environment)).toBeUndefined();
});
