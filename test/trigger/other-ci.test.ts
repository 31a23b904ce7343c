import { describe, expect, test } from 'vitest';
import { type Environment, parseSettings } from '../../src/settings/parse.ts';
import { readSurroundings, readTrigger } from '../../src/trigger/trigger.ts';
import * as bamboo from './recorded-bamboo.ts';
import * as jenkins from './recorded-jenkins.ts';
import * as teamcity from './recorded-teamcity.ts';
import { runs } from './recorded.ts';

const tip = 'c0ffee'.padEnd(40, '0');
const other = 'e'.repeat(40);

/** The settings stand apart, as if each CI's own variables were none. */
function settingsOf(settings: Environment) {
  return parseSettings({ ...settings, UPSUN_CLI_TOKEN: 'token', PROJECT_ID: 'abc123' });
}

const branch = { kind: 'branch', branch: 'feature/login', commit: tip };
/** The CI knows of branches only. */
const alone = { ...branch, withPullRequests: true };
const pullRequest = {
  kind: 'pull-request',
  id: 12,
  branch: 'feature/login',
  target: 'develop',
  commit: tip,
};
const nothingElse = { branch: undefined, target: undefined, commit: undefined };

describe('what a run of another CI is for', () => {
  test.each<{ what: string; environment: Environment; settings?: Environment; trigger: object }>([
    { what: 'Jenkins, a branch', environment: jenkins.branchSource, trigger: branch },
    {
      what: 'Jenkins, a pull request whose commit Bitbucket must be asked for',
      environment: jenkins.branchSourcePullRequest,
      trigger: { ...pullRequest, commit: undefined },
    },
    { what: 'Jenkins, a tag', environment: jenkins.tag, trigger: { kind: 'tag', tag: 'v1.0' } },
    { what: 'a plain job in Jenkins', environment: jenkins.plainJob, trigger: alone },
    { what: 'Bamboo, a branch', environment: bamboo.branchRun, trigger: alone },
    { what: 'Bamboo, a pull request', environment: bamboo.pullRequestRun, trigger: pullRequest },
    { what: 'TeamCity, a branch', environment: teamcity.branchRun, trigger: branch },
    {
      what: 'TeamCity, a branch, without the feature Pull Requests',
      environment: { ...teamcity.branchRun, TEAMCITY_PULLREQUEST_NUMBER: undefined },
      trigger: alone,
    },
    { what: 'TeamCity, a pull request', environment: teamcity.pullRequestRun, trigger: pullRequest },
    // The settings come first
    {
      what: 'another branch than that of Jenkins',
      environment: jenkins.branchSource,
      settings: { BRANCH: 'develop' },
      trigger: { kind: 'branch', branch: 'develop', commit: undefined },
    },
    {
      what: 'the very branch that Bamboo builds',
      environment: bamboo.branchRun,
      settings: { BRANCH: 'feature/login' },
      trigger: branch,
    },
    {
      what: 'another commit of the branch that Bamboo builds',
      environment: bamboo.branchRun,
      settings: { COMMIT: other },
      trigger: { ...alone, commit: other },
    },
    {
      what: 'another branch than that of a pull request in Bamboo',
      environment: bamboo.pullRequestRun,
      settings: { BRANCH: 'develop' },
      trigger: { kind: 'branch', branch: 'develop', commit: undefined },
    },
    {
      what: 'another pull request than that of Bamboo',
      environment: bamboo.pullRequestRun,
      settings: { PULL_REQUEST_ID: '13' },
      trigger: { ...pullRequest, id: 13, ...nothingElse },
    },
    {
      what: 'the commit that Jenkins does not know',
      environment: jenkins.branchSourcePullRequest,
      settings: { COMMIT: other },
      trigger: { ...pullRequest, commit: other },
    },
    {
      what: 'a branch, of which TeamCity says nothing',
      environment: teamcity.everyRun,
      settings: { BRANCH: 'feature/login' },
      trigger: { ...branch, commit: undefined },
    },
    {
      what: 'a pull request, of which TeamCity says nothing',
      environment: teamcity.everyRun,
      settings: { PULL_REQUEST_ID: '12', PULL_REQUEST_TARGET: 'develop' },
      trigger: { ...pullRequest, ...nothingElse, target: 'develop' },
    },
    // Pipelines comes before what its user tells it of other CIs
    {
      what: 'Pipelines that starts something in Jenkins',
      environment: { ...runs.branch, JENKINS_URL: 'https://ci.acme.example/', GIT_BRANCH: 'origin/main' },
      trigger: branch,
    },
  ])('$what', ({ environment, settings = {}, trigger }) => {
    expect(readTrigger(environment, settingsOf(settings))).toEqual(trigger);
  });

  test.each<{ what: string; environment: Environment; remedy: RegExp }>([
    { what: 'Jenkins', environment: jenkins.everyRun, remedy: /BRANCH.*PULL_REQUEST_ID/ },
    {
      what: 'TeamCity',
      environment: teamcity.everyRun,
      remedy: /TEAMCITY_BUILD_BRANCH.*BRANCH.*PULL_REQUEST_ID/,
    },
  ])('has to be said where $what says nothing', ({ environment, remedy }) => {
    const expected: unknown = expect.objectContaining({
      kind: 'configuration',
      remedy: expect.stringMatching(remedy),
    });
    expect(() => readTrigger(environment, settingsOf({}))).toThrow(expected);
  });
});

describe('the surroundings of a run of another CI', () => {
  const elsewhere = { repositoryUuid: undefined, sourceDirectory: undefined, insidePipe: false };

  test.each<{ what: string; environment: Environment; settings: Environment; surroundings: object }>([
    {
      what: 'Jenkins',
      environment: jenkins.plainJob,
      settings: {},
      surroundings: {
        ...elsewhere,
        repository: 'WEB/shop',
        runUrl: 'https://ci.acme.example/job/shop/42/',
      },
    },
    {
      what: 'Bamboo, with another clone of another repository',
      environment: bamboo.branchRun,
      settings: { REPOSITORY: '~jdoe/shop', SOURCE_DIR: '/src' },
      surroundings: {
        ...elsewhere,
        repository: '~jdoe/shop',
        sourceDirectory: '/src',
        runUrl: 'https://bamboo.acme.example/browse/WEB-SHOP12-JOB1-42',
      },
    },
    {
      what: 'TeamCity, which does not know the repository',
      environment: teamcity.everyRun,
      settings: { REPOSITORY: 'WEB/shop' },
      surroundings: {
        ...elsewhere,
        repository: 'WEB/shop',
        runUrl: 'https://teamcity.acme.example/build/4711',
      },
    },
  ])('$what', ({ environment, settings, surroundings }) => {
    expect(readSurroundings(environment, settingsOf(settings))).toEqual(surroundings);
  });
});

describe('what a CI sets by itself is no setting of the pipe, nor taken for a misspelt one', () => {
  test.each(
    Object.entries({ ...jenkins, ...bamboo, ...teamcity }).flatMap(([name, value]) =>
      typeof value === 'string' ? [] : [{ name, environment: value }],
    ),
  )('$name', ({ environment }) => {
    // The one name that Jenkins shares with the pipe, with the same meaning.
    const { BITBUCKET_SERVER_URL: _, ...variables } = environment;
    expect(settingsOf(variables)).toEqual(settingsOf({}));
  });
});
