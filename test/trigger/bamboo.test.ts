import { describe, expect, test } from 'vitest';
import type { Variables } from '../../src/settings/variables.ts';
import { readBamboo } from '../../src/trigger/bamboo.ts';
import { branchRun, commit, pullRequestRun, withoutRepository } from './recorded-bamboo.ts';
import { runs, targetOf } from './recorded.ts';

const branch = { branch: 'feature/login', commit };

describe('what a run in Bamboo is for', () => {
  test.each<{ what: string; variables: Variables; target: object }>([
    { what: 'a branch', variables: branchRun, target: branch },
    {
      what: 'a pull request',
      variables: pullRequestRun,
      target: { ...branch, pullRequest: { id: 12, target: 'develop' } },
    },
    {
      what: 'a branch, in the names of older releases',
      variables: {
        ...withoutRepository,
        bamboo_repository_branch_name: 'feature/login',
        bamboo_repository_revision_number: commit,
      },
      target: branch,
    },
    {
      what: 'a tag',
      variables: { ...branchRun, bamboo_planRepository_branchName: 'refs/tags/v1.0' },
      target: { tag: 'v1.0', commit },
    },
    {
      what: "a pull request's ref",
      variables: { ...branchRun, bamboo_planRepository_branchName: 'refs/pull-requests/12/from' },
      target: { pullRequest: { id: 12, target: undefined } },
    },
    {
      what: 'a branch of a repository that is not kept in git',
      variables: { ...branchRun, bamboo_planRepository_revision: '4711' },
      target: { branch: 'feature/login', commit: undefined },
    },
    { what: 'a plan without a repository', variables: withoutRepository, target: {} },
  ])('$what', ({ variables, target }) => {
    expect(targetOf(readBamboo(variables))).toEqual(target);
  });
});

describe('the repository of a run in Bamboo', () => {
  const clone = 'bamboo_planRepository_repositoryUrl';
  test.each<{ variables: Variables; repository: string | undefined }>([
    { variables: branchRun, repository: 'WEB/shop' },
    {
      variables: { ...branchRun, [clone]: 'ssh://git@bitbucket.org/acme/shop' },
      repository: 'acme/shop',
    },
    {
      variables: { [clone]: '', bamboo_repository_git_repositoryUrl: 'git@bitbucket.org:acme/shop.git' },
      repository: 'acme/shop',
    },
    { variables: withoutRepository, repository: undefined },
  ])('is $repository', ({ variables, repository }) => {
    expect(readBamboo(variables)?.repository).toBe(repository);
  });
});

describe('the page of a run in Bamboo', () => {
  test('is that of the job', () => {
    const runUrl = 'https://bamboo.acme.example/browse/WEB-SHOP12-JOB1-42';
    expect(readBamboo(branchRun)).toMatchObject({ name: 'Bamboo', runUrl });
  });

  test('is that of the deployment in a deployment project', () => {
    const runUrl = 'https://bamboo.acme.example/deploy/viewDeploymentResult.action?deploymentResultId=7';
    const variables = { ...branchRun, bamboo_buildResultsUrl: undefined, bamboo_resultsUrl: runUrl };
    expect(readBamboo(variables)?.runUrl).toBe(runUrl);
  });
});

test.each(Object.entries(runs))('Bamboo is not seen in a run of Pipelines (%s)', (_, variables) => {
  expect(readBamboo(variables)).toBeUndefined();
});
