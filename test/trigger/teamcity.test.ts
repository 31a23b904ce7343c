import { describe, expect, test } from 'vitest';
import type { Variables } from '../../src/settings/variables.ts';
import { readTeamCity } from '../../src/trigger/teamcity.ts';
import { branchRun, commit, everyRun, pullRequestRun } from './recorded-teamcity.ts';
import { runs, targetOf } from './recorded.ts';

const branch = { branch: 'feature/login', commit };
const pullRequest = { ...branch, pullRequest: { id: 12, target: 'develop' } };
const numberOnly = { pullRequest: { id: 12, target: undefined }, branch: undefined, commit };

describe('what a run in TeamCity is for', () => {
  test.each<{ what: string; variables: Variables; target: object }>([
    { what: 'nothing that it says by itself', variables: everyRun, target: {} },
    { what: 'a branch', variables: branchRun, target: branch },
    {
      what: 'a branch by its ref',
      variables: { ...branchRun, TEAMCITY_BUILD_BRANCH: 'refs/heads/feature/login' },
      target: branch,
    },
    {
      what: 'a branch that is called merge',
      variables: { ...branchRun, TEAMCITY_BUILD_BRANCH: 'feature/merge' },
      target: { branch: 'feature/merge', commit },
    },
    {
      what: 'a branch that TeamCity only calls the default one',
      variables: { ...branchRun, TEAMCITY_BUILD_BRANCH: '<default>' },
      target: {},
    },
    {
      what: 'a branch, of several repositories',
      variables: { ...branchRun, BUILD_VCS_NUMBER: undefined, BUILD_VCS_NUMBER_Ops: 'd'.repeat(40) },
      target: { branch: 'feature/login', commit: undefined },
    },
    {
      what: 'a tag',
      variables: { ...branchRun, TEAMCITY_BUILD_BRANCH: 'refs/tags/v1.0' },
      target: { tag: 'v1.0', commit },
    },
    { what: 'a pull request', variables: pullRequestRun, target: pullRequest },
    {
      what: 'a pull request on Cloud, which is built on its source branch',
      variables: { ...pullRequestRun, TEAMCITY_BUILD_BRANCH: 'feature/login' },
      target: pullRequest,
    },
    {
      what: 'a pull request from a fork, whose branch is not one of this repository',
      variables: {
        ...pullRequestRun,
        TEAMCITY_PULLREQUEST_SOURCE_BRANCH: '%teamcity.pullRequest.source.branch%',
      },
      target: { ...pullRequest, branch: undefined },
    },
    {
      what: 'a pull request by its ref alone',
      variables: { ...branchRun, TEAMCITY_BUILD_BRANCH: 'refs/pull-requests/12/from' },
      target: numberOnly,
    },
    {
      what: 'the merge of a pull request, whose commit is not its source',
      variables: { ...branchRun, TEAMCITY_BUILD_BRANCH: 'refs/pull-requests/12/merge' },
      target: { ...numberOnly, commit: undefined },
    },
    {
      what: 'a pull request of which the branch specification left the number, which may be a branch',
      variables: { ...branchRun, TEAMCITY_BUILD_BRANCH: '12/from' },
      target: {},
    },
    {
      what: 'the merge of a pull request of which the branch specification left the number',
      variables: { ...pullRequestRun, TEAMCITY_BUILD_BRANCH: '12/merge' },
      target: { ...pullRequest, commit: undefined },
    },
  ])('$what', ({ variables, target }) => {
    expect(targetOf(readTeamCity(variables))).toEqual(target);
  });
});

describe('the repository of a run in TeamCity', () => {
  test('is known where the address of the VCS root is handed on', () => {
    expect(readTeamCity(branchRun)?.repository).toBe('WEB/shop');
  });

  test.each([undefined, '', '%vcsroot.url%'])('is not known from %o', (address) => {
    expect(readTeamCity({ ...everyRun, VCSROOT_URL: address })?.repository).toBeUndefined();
  });
});

test('the page of a run in TeamCity is that of the build', () => {
  const runUrl = 'https://teamcity.acme.example/build/4711';
  expect(readTeamCity(everyRun)).toMatchObject({ name: 'TeamCity', runUrl });
});

test.each(Object.entries(runs))('TeamCity is not seen in a run of Pipelines (%s)', (_, variables) => {
  expect(readTeamCity(variables)).toBeUndefined();
});
