import { describe, expect, test } from 'vitest';
import { cloudOrigins, unreadable } from '../../../src/bitbucket/cloud/fetching.ts';

const proxy = 'http://host.docker.internal:29418';
const direct = { url: 'https://bitbucket.org/acme/shop.git', proxy: undefined };
const variables = {
  BITBUCKET_GIT_HTTP_ORIGIN: 'http://bitbucket.org/acme/shop',
  BITBUCKET_REPO_FULL_NAME: 'acme/shop',
};
const elsewhere = {
  variables: {},
  repository: 'acme/shop',
  proxyUrl: undefined,
  needsClone: true,
  credentials: { variable: 'BITBUCKET_ACCESS_TOKEN' } as const,
};
const inPipelines = { ...elsewhere, variables, proxyUrl: proxy };
const cloneOf = (url: string, through?: string) => ({ origin: { url, proxy: through } });

describe('with credentials, git reads', () => {
  test.each([
    'git@bitbucket.org:acme/shop.git',
    'ssh://git@bitbucket.org/acme/shop.git',
    'ssh://git@altssh.bitbucket.org:443/acme/shop.git',
    'https://ada@bitbucket.org/acme/shop.git',
    'http://bitbucket.org/acme/shop',
  ])('over HTTPS what was cloned from %s', (url) => {
    expect(cloudOrigins(cloneOf(url), elsewhere)).toEqual([direct]);
  });

  test('over HTTPS where the clone names no origin', () => {
    expect(cloudOrigins({ origin: undefined }, elsewhere)).toEqual([direct]);
  });

  test.each(['/mirrors/shop.git', 'git@bitbucket-shop:acme/shop.git', 'https://bitbucket.org.example/shop'])(
    'from %s, which is somewhere else, and only then over HTTPS',
    (url) => {
      expect(cloudOrigins(cloneOf(url), elsewhere)).toEqual([{ url, proxy: undefined }, direct]);
    },
  );

  test('through the proxy of Pipelines, and over HTTPS where that is not there', () => {
    const clone = cloneOf('http://bitbucket.org/acme/shop', proxy);
    expect(cloudOrigins(clone, inPipelines)).toEqual([clone.origin, direct]);
  });

  test('in the same order without a clone', () => {
    expect(cloudOrigins(undefined, { ...inPipelines, needsClone: false })).toEqual([
      { url: 'http://bitbucket.org/acme/shop', proxy },
      direct,
    ]);
    expect(cloudOrigins(undefined, { ...elsewhere, needsClone: false })).toEqual([direct]);
  });
});

describe('without credentials, git reads', () => {
  const credentials = undefined;

  test('what the clone names, and nothing else', () => {
    const clone = cloneOf('git@bitbucket.org:acme/shop.git');
    expect(cloudOrigins(clone, { ...elsewhere, credentials })).toEqual([clone.origin]);
    expect(cloudOrigins({ origin: undefined }, { ...elsewhere, credentials })).toEqual([]);
  });

  test('the public address where there is neither a clone nor a proxy', () => {
    expect(cloudOrigins(undefined, { ...elsewhere, credentials, needsClone: false })).toEqual([direct]);
  });
});

test('a run that needs a clone does without none', () => {
  expect(cloudOrigins(undefined, inPipelines)).toEqual([]);
});

describe('where nothing can be read, the advice names', () => {
  test('the credentials that were used', () => {
    expect(unreadable(inPipelines)).toContain('check that BITBUCKET_ACCESS_TOKEN may read');
  });

  test('the proxy where the run has one, and how to do without it', () => {
    const advice = unreadable({ ...inPipelines, credentials: undefined });
    expect(advice).toContain('BITBUCKET_PROXY_URL');
    expect(advice).toContain('BITBUCKET_ACCESS_TOKEN');
  });

  test('no proxy of Pipelines where there is none', () => {
    const advice = unreadable({ ...elsewhere, credentials: undefined });
    expect(advice).toContain('Pass credentials for Bitbucket');
    expect(advice).not.toContain('PROXY');
  });
});
