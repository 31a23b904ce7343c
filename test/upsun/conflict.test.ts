import { describe, expect, test } from 'vitest';
import { refuseConflict } from '../../src/upsun/conflict.ts';
import type { Integration, UpsunEnvironment, UpsunProject } from '../../src/upsun/upsun.ts';

const own = 'abc123@git.eu-5.platform.sh:abc123.git';
const project = (repositoryUrl = own): UpsunProject => ({
  id: 'abc123',
  title: 'Shop',
  defaultBranch: 'main',
  repositoryUrl,
  suspended: false,
  environmentLimit: undefined,
});
const integration = (type: string): Integration => ({ id: 'int1', type, repository: 'acme/shop' });
const environments = (hasRemote: boolean) => [{ id: 'main', hasRemote }] as UpsunEnvironment[];

describe('a project that takes its code from an integration of its own is refused', () => {
  test.each(['bitbucket', 'bitbucket_server', 'github', 'gitlab'])('%s', (type) => {
    const error: unknown = expect.objectContaining({
      kind: 'refusal',
      message: expect.stringMatching(new RegExp(`${type} .*acme/shop.*int1`)),
      remedy: expect.stringContaining('upsun integration:delete int1 --project abc123'),
    });
    expect(() => refuseConflict(project(), [integration('health.email'), integration(type)], [])).toThrow(
      error,
    );
  });

  test('also where its repository is not named', () => {
    const unnamed = { ...integration('bitbucket'), repository: undefined };
    expect(() => refuseConflict(project(), [unnamed], [])).toThrow(/bitbucket.*int1/);
  });
});

describe('where the integrations may not be listed', () => {
  test.each([
    'git@bitbucket.org:acme/shop.git',
    'https://bitbucket.org/acme/shop.git',
    'https://ada@bitbucket.org/acme/shop.git',
    'ssh://git@github.com/acme/shop.git',
    'https://gitlab.com/acme/shop.git',
    'ssh://git@bitbucket.example.com:7999/acme/shop.git',
    'https://git.example.com/scm/acme/shop.git',
  ])('a repository elsewhere tells: %s', (url) => {
    const error: unknown = expect.objectContaining({
      kind: 'refusal',
      message: expect.stringContaining(url),
      remedy: expect.stringContaining('upsun integration:list --project abc123'),
    });
    expect(() => refuseConflict(project(url), undefined, environments(false))).toThrow(error);
  });

  test('an environment with a remote tells', () => {
    expect(() => refuseConflict(project(), undefined, environments(true))).toThrow(
      expect.objectContaining({ kind: 'refusal' }),
    );
  });

  test.each([
    own,
    'abc123@git.us.platform.sh:abc123.git',
    'abc123@git.ovhcloud-fr-1.webpaas.ovh.net:abc123.git',
    'ssh://abc123@git.eu-5.platform.sh:22/abc123.git',
  ])("Upsun's own repository is no conflict: %s", (url) => {
    expect(() => refuseConflict(project(url), undefined, environments(false))).not.toThrow();
  });
});

describe('a project without one is accepted', () => {
  test.each([
    { what: 'no integrations', integrations: [] },
    {
      what: 'others that carry no code',
      integrations: ['webhook', 'health.slack', 'newrelic'].map(integration),
    },
  ])('$what', ({ integrations }) => {
    expect(() => refuseConflict(project(), integrations, environments(false))).not.toThrow();
  });
});
