import { describe, expect, test } from 'vitest';
import { failedCommand } from '../../src/apply/outcome.ts';
import { toActivity, toEnvironment, toRoutes } from '../../src/upsun/mapping.ts';
import {
  activityAnswer,
  deploymentAnswer,
  environmentAnswer,
  projectAnswer,
} from '../../src/upsun/schemas.ts';

/** An environment as Upsun's API answers, except for what is given. */
const answer = {
  id: 'pr-7',
  title: 'PR 7: Add login',
  type: 'development',
  status: 'active',
  parent: 'main',
  is_main: false,
  head_commit: 'c0ffee',
  has_deployment: true,
  has_remote: false,
  clone_parent_on_create: true,
  attributes: { repository: 'acme/shop' },
  _links: { self: { href: '/x' }, '#activate': { href: '/x/activate' }, '#list': [{ href: '/y' }] },
};
const environment = (changes: object = {}) =>
  toEnvironment(environmentAnswer.parse({ ...answer, ...changes }));

describe('the number of environments that a subscription allows', () => {
  test.each([
    { gives: { environments: 3 }, limit: 3 },
    { gives: { environments: 0 }, limit: 0 },
    { gives: { environments: null }, limit: null },
    { gives: { environments: -1 }, limit: null },
    { gives: {}, limit: undefined },
  ])('is read, also where it is none at all: $gives', ({ gives, limit }) => {
    const project = { id: 'abc123', default_branch: 'main', repository: { url: 'x' }, subscription: gives };
    expect(projectAnswer.parse(project).subscription?.environments).toBe(limit);
  });
});

describe('an environment', () => {
  test('is read with what may be done to it', () => {
    expect(environment()).toMatchObject({
      id: 'pr-7',
      status: 'active',
      parent: 'main',
      headCommit: 'c0ffee',
      attributes: { repository: 'acme/shop' },
      links: { '#activate': '/x/activate' },
    });
  });

  test.each([
    { what: 'title', gives: { title: null }, expected: { title: '' } },
    { what: 'parent', gives: { parent: null }, expected: { parent: null } },
    { what: 'code', gives: { head_commit: null }, expected: { headCommit: null } },
    { what: 'attributes', gives: { attributes: null }, expected: { attributes: {} } },
    { what: 'links', gives: { _links: undefined }, expected: { links: {} } },
    { what: 'word on remotes', gives: { has_remote: undefined }, expected: { hasRemote: false } },
    {
      what: 'word on data',
      gives: { clone_parent_on_create: undefined },
      expected: { clonesParentData: true },
    },
  ])('may have no $what', ({ gives, expected }) => {
    expect(environment(gives)).toMatchObject(expected);
  });

  test.each([
    { gives: { status: 'dirty', has_deployment: true }, deployed: true },
    { gives: { status: 'active', has_deployment: null }, deployed: true },
    { gives: { status: 'inactive', has_deployment: null }, deployed: false },
    { gives: { status: 'dirty', has_deployment: null }, deployed: false },
  ])('has data or not: $gives → $deployed', ({ gives, deployed }) => {
    expect(environment(gives).hasDeployment).toBe(deployed);
  });

  test.each([{ id: 7 }, { status: 'melting' }, { status: undefined }, { is_main: undefined }, { parent: 7 }])(
    'is not guessed at where that could harm another one: %o',
    (changes) => {
      expect(environmentAnswer.safeParse({ ...answer, ...changes }).success).toBe(false);
    },
  );
});

describe('an activity', () => {
  const plain = { id: 'a1', type: 'environment.push', state: 'complete', result: 'success' };
  const activity = (changes: object) => toActivity(activityAnswer.parse({ ...plain, ...changes }));

  test('is read with the commit it carries and where its log is', () => {
    const changes = { parameters: { new_commit: 'c0ffee' }, _links: { log: { href: '/a1/log' } } };
    expect(activity(changes)).toMatchObject({ commit: 'c0ffee', logLink: '/a1/log', result: 'success' });
  });

  test('may be bare', () => {
    expect(activity({ result: null })).toMatchObject({ result: null, commit: undefined, logLink: undefined });
  });

  test('names the command that failed', () => {
    const commands = [
      { app: 'app', type: 'build', exit_code: 0 },
      { app: 'app', type: 'deploy', exit_code: null },
      { app: 'app', type: 'post_deploy', exit_code: 3 },
    ];
    expect(failedCommand(activity({ commands }))).toMatch(/app post_deploy.*3/);
    expect(failedCommand(activity({ commands: commands.slice(0, 2) }))).toBeUndefined();
  });

  test.each([{ state: 'resting' }, { result: 'maybe' }, { id: null }])('is not guessed at: %o', (changes) => {
    expect(activityAnswer.safeParse({ ...plain, ...changes }).success).toBe(false);
  });
});

describe('the URL of an environment is', () => {
  const upstream = { type: 'upstream' };
  test.each([
    {
      what: 'its primary route',
      routes: { 'https://a/': upstream, 'https://b/': { ...upstream, primary: true } },
      url: 'https://b/',
    },
    {
      what: 'no redirection where there is something to see',
      routes: { 'https://www.a/': { type: 'redirect' }, 'https://a/': upstream },
      url: 'https://a/',
    },
    {
      what: 'secure where it can be',
      routes: { 'http://a/': upstream, 'https://a/': { ...upstream, primary: null } },
      url: 'https://a/',
    },
    { what: 'none where nothing is routed', routes: {}, url: undefined },
  ])('$what', ({ routes, url }) => {
    expect(toRoutes(deploymentAnswer.parse({ routes }))[0]?.url).toBe(url);
  });
});
