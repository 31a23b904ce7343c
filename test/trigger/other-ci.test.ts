import { describe, expect, test } from 'vitest';
import { parseSettings } from '../../src/settings/parse.ts';
import { unknownNames } from '../../src/settings/suggestions.ts';
import type { Variables } from '../../src/settings/variables.ts';
import { readCi, readSurroundings, readTrigger } from '../../src/trigger/trigger.ts';
import * as bamboo from './recorded-bamboo.ts';
import * as jenkins from './recorded-jenkins.ts';
import * as teamcity from './recorded-teamcity.ts';
import { runs } from './recorded.ts';

const tip = 'c0ffee'.padEnd(40, '0');
const other = 'e'.repeat(40);

/** The settings stand apart, as if each CI's own variables were none. */
function settingsOf(settings: Variables) {
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
const release = { kind: 'tag', tag: 'v1.0', commit: tip, isNamed: false };
const nothingElse = { branch: undefined, target: undefined, commit: undefined };

describe('what a run of another CI is for', () => {
  test.each<{ what: string; variables: Variables; settings?: Variables; trigger: object }>([
    { what: 'Jenkins, a branch', variables: jenkins.branchSource, trigger: branch },
    {
      what: 'Jenkins, a pull request whose commit Bitbucket must be asked for',
      variables: jenkins.branchSourcePullRequest,
      trigger: { ...pullRequest, commit: undefined },
    },
    { what: 'Jenkins, a tag', variables: jenkins.tag, trigger: release },
    {
      what: 'Bamboo, a tag',
      variables: { ...bamboo.branchRun, bamboo_planRepository_branchName: 'refs/tags/v1.0' },
      trigger: release,
    },
    {
      what: 'TeamCity, a tag',
      variables: { ...teamcity.branchRun, TEAMCITY_BUILD_BRANCH: 'refs/tags/v1.0' },
      trigger: release,
    },
    {
      what: 'the TAG that a job of Jenkins has for purposes of its own',
      variables: jenkins.branchSource,
      settings: { TAG: 'image-17' },
      trigger: branch,
    },
    {
      what: 'the TAG of a job that releases',
      variables: jenkins.branchSource,
      settings: { TAG: 'v1.0', RELEASE_TAGS: 'v*' },
      trigger: { kind: 'tag', tag: 'v1.0', commit: undefined, isNamed: true },
    },
    {
      what: 'an old commit of the branch that Bamboo builds, without the pull requests from it',
      variables: bamboo.branchRun,
      settings: { ROLLBACK: 'true' },
      trigger: { ...branch, rollback: true },
    },
    { what: 'a plain job in Jenkins', variables: jenkins.plainJob, trigger: alone },
    { what: 'Jenkins without an address', variables: jenkins.withoutAddress, trigger: alone },
    {
      what: 'an agent of Jenkins that is told neither address nor home',
      variables: { ...jenkins.withoutAddress, JENKINS_HOME: undefined },
      trigger: alone,
    },
    {
      what: 'Jenkins without an address, where a build has another tag',
      variables: { ...jenkins.withoutAddress, BUILD_TAG: 'v1.0' },
      trigger: alone,
    },
    {
      what: 'Bamboo on a machine of Jenkins',
      variables: { ...bamboo.branchRun, JENKINS_HOME: '/var/jenkins_home' },
      trigger: alone,
    },
    { what: 'Bamboo, a branch', variables: bamboo.branchRun, trigger: alone },
    { what: 'Bamboo, a pull request', variables: bamboo.pullRequestRun, trigger: pullRequest },
    { what: 'TeamCity, a branch', variables: teamcity.branchRun, trigger: branch },
    {
      what: 'TeamCity, a branch, without the feature Pull Requests',
      variables: { ...teamcity.branchRun, TEAMCITY_PULLREQUEST_NUMBER: undefined },
      trigger: alone,
    },
    { what: 'TeamCity, a pull request', variables: teamcity.pullRequestRun, trigger: pullRequest },
    // The settings come first
    {
      what: 'another branch than that of Jenkins',
      variables: jenkins.branchSource,
      settings: { BRANCH: 'develop' },
      trigger: { kind: 'branch', branch: 'develop', commit: undefined },
    },
    {
      what: 'the very branch that Bamboo builds',
      variables: bamboo.branchRun,
      settings: { BRANCH: 'feature/login' },
      trigger: branch,
    },
    {
      what: 'another commit of the branch that Bamboo builds',
      variables: bamboo.branchRun,
      settings: { COMMIT: other },
      trigger: { ...alone, commit: other },
    },
    {
      what: 'another branch than that of a pull request in Bamboo',
      variables: bamboo.pullRequestRun,
      settings: { BRANCH: 'develop' },
      trigger: { kind: 'branch', branch: 'develop', commit: undefined },
    },
    {
      what: 'another pull request than that of Bamboo',
      variables: bamboo.pullRequestRun,
      settings: { PULL_REQUEST_ID: '13' },
      trigger: { ...pullRequest, id: 13, ...nothingElse },
    },
    {
      what: 'the commit that Jenkins does not know',
      variables: jenkins.branchSourcePullRequest,
      settings: { COMMIT: other },
      trigger: { ...pullRequest, commit: other },
    },
    {
      what: 'a branch, of which TeamCity says nothing',
      variables: teamcity.everyRun,
      settings: { BRANCH: 'feature/login' },
      trigger: { ...branch, commit: undefined },
    },
    {
      what: 'a pull request, of which TeamCity says nothing',
      variables: teamcity.everyRun,
      settings: { PULL_REQUEST_ID: '12', PULL_REQUEST_TARGET: 'develop' },
      trigger: { ...pullRequest, ...nothingElse, target: 'develop' },
    },
    // Pipelines comes before what its user tells it of other CIs
    {
      what: 'Pipelines that starts something in Jenkins',
      variables: { ...runs.branch, JENKINS_URL: 'https://ci.acme.example/', GIT_BRANCH: 'origin/main' },
      trigger: branch,
    },
  ])('$what', ({ variables, settings = {}, trigger }) => {
    expect(readTrigger(readCi(variables), settingsOf(settings))).toEqual(trigger);
  });

  test.each<{ what: string; variables: Variables; remedy: RegExp }>([
    { what: 'Jenkins', variables: jenkins.everyRun, remedy: /BRANCH.*PULL_REQUEST_ID/ },
    {
      what: 'TeamCity',
      variables: teamcity.everyRun,
      remedy: /TEAMCITY_BUILD_BRANCH.*BRANCH.*PULL_REQUEST_ID/,
    },
  ])('has to be said where $what says nothing', ({ variables, remedy }) => {
    const expected: unknown = expect.objectContaining({
      kind: 'configuration',
      remedy: expect.stringMatching(remedy),
    });
    expect(() => readTrigger(readCi(variables), settingsOf({}))).toThrow(expected);
  });
});

describe('the surroundings of a run of another CI', () => {
  const elsewhere = { repositoryUuid: undefined, sourceDirectory: undefined, insidePipe: false };

  test.each<{ what: string; variables: Variables; settings: Variables; surroundings: object }>([
    {
      what: 'Jenkins',
      variables: jenkins.plainJob,
      settings: {},
      surroundings: {
        ...elsewhere,
        repository: 'WEB/shop',
        runUrl: 'https://ci.acme.example/job/shop/42/',
      },
    },
    {
      what: 'Bamboo, with another clone of another repository',
      variables: bamboo.branchRun,
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
      variables: teamcity.everyRun,
      settings: { REPOSITORY: 'WEB/shop' },
      surroundings: {
        ...elsewhere,
        repository: 'WEB/shop',
        runUrl: 'https://teamcity.acme.example/build/4711',
      },
    },
  ])('$what', ({ variables, settings, surroundings }) => {
    expect(readSurroundings(readCi(variables), settingsOf(settings))).toMatchObject(surroundings);
  });
});

describe('advice', () => {
  test.each([
    {
      ci: 'Bitbucket Pipelines',
      variables: runs.branch,
      words: ['clone: enabled', 'depth: full', 'concurrency-group'],
    },
    {
      ci: 'Jenkins',
      variables: jenkins.plainJob,
      words: ['checkout scm', '"Shallow clone"', 'disableConcurrentBuilds'],
    },
    {
      ci: 'Bamboo',
      variables: bamboo.branchRun,
      words: ['checkout task', '"Use shallow clones"', 'one build'],
    },
    {
      ci: 'TeamCity',
      variables: teamcity.branchRun,
      words: ['on the agent', '"Shallow clone"', 'simultaneously running builds'],
    },
    { ci: 'no CI that is known', variables: {}, words: ['check out', 'the whole history', 'one build'] },
  ])('in $ci is given in its own words', ({ ci, variables, words }) => {
    const { advice } = readSurroundings(readCi(variables), settingsOf({ REPOSITORY: 'acme/shop' }));
    const [noClone, shallow, overlapping] = words;
    expect(advice).toEqual({
      noClone: expect.stringContaining(`${noClone}`),
      shallow: expect.stringContaining(`${shallow}`),
      overlapping: expect.stringContaining(`${overlapping}`),
    });
    const isOfPipelines = /pipeline|depth: full|concurrency-group/i.test(JSON.stringify(advice));
    expect(isOfPipelines).toBe(ci === 'Bitbucket Pipelines');
  });
});

describe('what a CI sets by itself is no setting of the pipe, nor taken for a misspelt one', () => {
  test.each(
    Object.entries({ ...jenkins, ...bamboo, ...teamcity }).flatMap(([name, value]) =>
      typeof value === 'string' ? [] : [{ name, variables: value }],
    ),
  )('$name', ({ variables }) => {
    // The one name that Jenkins shares with the pipe, with the same meaning.
    const { BITBUCKET_SERVER_URL: _, ...others } = variables;
    expect(settingsOf(others)).toEqual(settingsOf({}));
    expect(unknownNames(others)).toEqual([]);
  });
});
