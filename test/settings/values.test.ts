import { describe, expect, test } from 'vitest';
import { problemsWith, settingsFrom } from './parsed.ts';

const minute = 60_000;

describe('a value is read', () => {
  test.each(['true', 'TRUE', 'True', '1', 'yes', 'YES', ' yes '])('%j as on', (value) => {
    expect(settingsFrom({ DRY_RUN: value }).dryRun).toBe(true);
  });

  test.each(['false', 'FALSE', '0', 'no', 'No'])('%j as off', (value) => {
    expect(settingsFrom({ BUILD_PULL_REQUESTS: value }).buildPullRequests).toBe(false);
  });

  test.each(['on-request', 'On-Request', ' on-request '])('%j as on request', (value) => {
    expect(settingsFrom({ BUILD_PULL_REQUESTS: value }).buildPullRequests).toBe('on-request');
  });

  test.each([
    ['90s', 90_000],
    ['30m', 30 * minute],
    ['12h', 720 * minute],
    ['14d', 14 * 1440 * minute],
  ])('%s as a duration', (value, milliseconds) => {
    expect(settingsFrom({ DEPLOY_TIMEOUT: value }).deployTimeout).toBe(milliseconds);
  });

  test.each([
    ['https://api.example.com/', 'https://api.example.com'],
    ['https://example.com:8443/base/', 'https://example.com:8443/base'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['http://localhost:8080/', 'http://localhost:8080'],
    ['http://[::1]:8080', 'http://[::1]:8080'],
  ])('%s as an address, without its last slash', (value, address) => {
    expect(settingsFrom({ UPSUN_API_URL: value }).upsunApiUrl).toBe(address);
  });

  test('the address of the Pipelines proxy may be plain http anywhere', () => {
    const url = 'http://10.0.0.7:29418';
    expect(settingsFrom({ BITBUCKET_PROXY_URL: `${url}/` }).bitbucketProxyUrl).toBe(url);
  });

  test.each(['upsun', 'platformsh', 'webpaas'])('%s as a vendor', (vendor) => {
    expect(settingsFrom({ VENDOR: vendor }).vendor).toBe(vendor);
  });

  test('a number as a number', () => {
    expect(settingsFrom({ PULL_REQUEST_ID: '42' }).pullRequestId).toBe(42);
  });

  test('the key of builds as it is', () => {
    const key = 'SHOP/previews of größe';
    expect(settingsFrom({ BITBUCKET_SERVER_BUILD_KEY: key }).bitbucketServerBuildKey).toBe(key);
  });

  test('without the blanks around it', () => {
    expect(settingsFrom({ PROJECT_ID: ' abc123\n' }).projectId).toBe('abc123');
  });
});

describe('a malformed value is named, with what was got and what would do', () => {
  test.each([
    ['DRY_RUN', 'maybe', 'true or false'],
    ['BITBUCKET_SERVER_BUILD_KEY', 'k'.repeat(1025), '1,024 characters'],
    ['OUTPUT_PREFIX', '2ND_', 'letters, digits and underscores'],
    ['OUTPUT_PREFIX', 'my-shop', 'letters, digits and underscores'],
    ['MAX_DELETIONS', '-1', 'whole number'],
    ['WAIT', '2', 'true or false'],
    ['BUILD_PULL_REQUESTS', 'on', 'true or false (also 1/0, yes/no), or on-request'],
    ['PULL_REQUEST_PATHS', 'apps/shop/', 'apps/shop/**'],
    ['PULL_REQUEST_PATHS', '/apps/shop/**', 'from the root of the repository'],
    ['PULL_REQUEST_PATHS', './apps/shop/**', 'from the root of the repository'],
    ['PULL_REQUEST_PATHS', '! ../docs/**', 'from the root of the repository'],
    ['PULL_REQUEST_PATHS', 'apps/[a', 'globs of files'],
    ['DEPLOY_TIMEOUT', '30', '30m'],
    ['DEPLOY_TIMEOUT', '0m', 'duration'],
    ['DEPLOY_TIMEOUT', '-5m', 'duration'],
    ['DEPLOY_TIMEOUT', '1.5h', 'duration'],
    ['QUEUE_TIMEOUT', '30 minutes', 'duration'],
    ['QUEUE_TIMEOUT', '1w', 'duration'],
    ['PULL_REQUEST_TTL', '0d', 'duration'],
    ['PULL_REQUEST_ID', '0', 'number'],
    ['PULL_REQUEST_ID', '-1', 'number'],
    ['PULL_REQUEST_ID', 'PR-7', 'number'],
    ['PULL_REQUEST_ID', '7.5', 'number'],
    ['MAX_DELETIONS', 'ten', 'number'],
    ['COMMAND', 'destroy', 'deploy, reconcile, cleanup, validate'],
    ['VENDOR', 'platform.sh', 'upsun, platformsh, webpaas'],
    ['ON_LIMIT', 'ignore', 'warn, fail, evict'],
    ['TAKE_OVER', 'shop', 'acme/shop'],
    ['TAKE_OVER', 'acme/*', 'names of repositories'],
    ['TAKE_OVER', '!acme/shop', 'names of repositories'],
    ['TAKE_OVER', 'https://bitbucket.org/acme/shop', 'names of repositories'],
    ['RESOURCES_INIT', 'small', 'default, minimum, parent, manual'],
    ['DEPLOY_STRATEGY', 'bluegreen', 'rolling, stopstart'],
    ['UPSUN_API_URL', 'api.upsun.com', 'https://'],
    ['UPSUN_API_URL', 'http://api.upsun.com', 'https://'],
    ['UPSUN_API_URL', 'http://127.0.0.1.example.com', 'https://'],
    ['UPSUN_API_URL', 'ftp://api.upsun.com', 'https://'],
    ['BITBUCKET_API_URL', 'https://api.bitbucket.org/2.0?page=1', 'https://'],
    ['BITBUCKET_PROXY_URL', 'host.docker.internal:29418', 'http'],
  ])('%s=%s', (name, value, takes) => {
    const problems = problemsWith({ [name]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(name);
    expect(problems[0]).toContain(value);
    expect(problems[0]).toContain(takes);
  });
});
