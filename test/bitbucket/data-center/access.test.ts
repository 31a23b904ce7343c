import { describe, expect, test } from 'vitest';
import * as recorded from './recorded.ts';
import { answer, dataCenterWith, page } from './server.ts';

describe('who the pipe is', () => {
  test.each<[string, Record<string, string>, string | undefined]>([
    ['is said beside every answer', { 'X-AUSERNAME': 'jane' }, 'jane'],
    ['is nobody for a public repository', { 'X-AUSERNAME': 'anonymous' }, undefined],
    ['may not be said', {}, undefined],
  ])('%s', async (_what, headers, user) => {
    const { bitbucket } = await dataCenterWith([answer(recorded.repository, headers)]);
    expect(await bitbucket.user()).toBe(user);
  });
});

describe('a permission', () => {
  const other = { ...recorded.repository, slug: 'storefront-old' };

  test('is there where Bitbucket lists the repository among those that have it', async () => {
    const { bitbucket, received, queries } = await dataCenterWith([
      page([other], 1),
      page([recorded.repository]),
    ]);
    expect(await bitbucket.hasPermission('REPO_READ')).toBe(true);
    expect(received[0]?.path).toMatch('/bitbucket/rest/api/latest/repos?');
    expect(queries()[0]).toMatchObject({ projectkey: 'SHOP', permission: 'REPO_READ', archived: 'ALL' });
  });

  test('is missing where it does not', async () => {
    const { bitbucket } = await dataCenterWith([page([other])]);
    expect(await bitbucket.hasPermission('REPO_ADMIN')).toBe(false);
  });
});

test('the version is told', async () => {
  const told = {
    version: '9.4.3',
    buildNumber: '9004003',
    buildDate: '1734000000000',
    displayName: 'Bitbucket',
  };
  const { bitbucket, asked } = await dataCenterWith([answer(told)]);
  expect(await bitbucket.version()).toBe('9.4.3');
  expect(asked()).toEqual(['GET /bitbucket/rest/api/latest/application-properties']);
});
