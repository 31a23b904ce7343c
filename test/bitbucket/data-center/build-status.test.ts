import { describe, expect, test } from 'vitest';
import type { BuildStatus } from '../../../src/bitbucket/bitbucket.ts';
import { statusKey } from '../../../src/bitbucket/status-key.ts';
import { rejection } from '../../http/loopback.ts';
import { someCommit } from '../some-commit.ts';
import { buildKey, dataCenterWith, noRepository, nothing, refusal } from './server.ts';

const { signal } = new AbortController();
const status: BuildStatus = {
  key: 'upsun/abc123/pr-7',
  state: 'SUCCESSFUL',
  name: 'Upsun pr-7',
  description: 'pr-7 ready',
  url: 'https://pr-7.example.com',
  otherUrls: [],
  refname: 'feature/login',
};
const asSent = {
  key: 'upsun/abc123/pr-7',
  parent: buildKey,
  state: 'SUCCESSFUL',
  name: 'Upsun pr-7',
  description: 'pr-7 ready',
  url: 'https://pr-7.example.com',
};

describe('a build status', () => {
  test('is set on the commit and names the whole ref of its branch', async () => {
    const { bitbucket, asked, bodies } = await dataCenterWith([nothing]);
    await bitbucket.setBuildStatus(someCommit, status, signal);
    expect(asked()).toEqual([`POST /commits/${someCommit}/builds`]);
    expect(bodies()).toEqual([{ ...asSent, ref: 'refs/heads/feature/login' }]);
  });

  test('has no more text than Bitbucket takes', async () => {
    const { bitbucket, bodies } = await dataCenterWith([nothing]);
    const long = { name: 'n'.repeat(300), description: 'd'.repeat(300) };
    await bitbucket.setBuildStatus(someCommit, { ...status, ...long }, signal);
    expect(bodies()).toMatchObject([{ name: `${'n'.repeat(254)}…`, description: `${'d'.repeat(254)}…` }]);
  });

  test('links to the next page where the address of the first is too long', async () => {
    const { bitbucket, bodies } = await dataCenterWith([nothing]);
    const url = `https://console.example.com/${'x'.repeat(450)}`;
    const otherUrls = [`${url}/x`, 'https://console.example.com'];
    await bitbucket.setBuildStatus(someCommit, { ...status, url, otherUrls }, signal);
    expect(bodies()).toMatchObject([{ url: 'https://console.example.com' }]);
  });

  test('names no ref that is longer than Bitbucket takes', async () => {
    const { bitbucket, bodies } = await dataCenterWith([nothing]);
    await bitbucket.setBuildStatus(someCommit, { ...status, refname: 'x'.repeat(1020) }, signal);
    expect(bodies()).toEqual([asSent]);
  });

  test('is set without emoji where the database stores none, and never on the ref of another branch', async () => {
    const { bitbucket, bodies } = await dataCenterWith([refusal(400, null), nothing]);
    const told = { name: 'Upsun Shop 🛒: pr-7', description: '🚀 ready', refname: 'release-🚀' };
    await bitbucket.setBuildStatus(someCommit, { ...status, ...told }, signal);
    expect(bodies()).toEqual([
      { ...asSent, name: told.name, description: told.description, ref: 'refs/heads/release-🚀' },
      { ...asSent, name: 'Upsun Shop : pr-7', description: ' ready' },
    ]);
  });

  test('keeps the key of a long name that Bitbucket Cloud can take too', async () => {
    const { bitbucket, bodies } = await dataCenterWith([nothing]);
    const key = `upsun/abc123/${'x'.repeat(100)}`;
    await bitbucket.setBuildStatus(someCommit, { ...status, key }, signal);
    expect(bodies()).toMatchObject([{ key: statusKey(key) }]);
  });

  test('that cannot be set says why', async () => {
    const { bitbucket } = await dataCenterWith([noRepository]);
    expect(await rejection(bitbucket.setBuildStatus(someCommit, status, signal))).toMatchObject({
      message: expect.stringContaining('SHOP/storefront'),
    });
  });
});

describe('a build status that is STOPPED', () => {
  const stopped = { ...status, state: 'STOPPED' } as const;

  test('is FAILED where that is unknown', async () => {
    const { bitbucket, bodies } = await dataCenterWith([refusal(400, null, 'Invalid state'), nothing]);
    await bitbucket.setBuildStatus(someCommit, stopped, signal);
    expect(bodies()).toMatchObject([{ state: 'CANCELLED' }, { state: 'FAILED' }]);
  });

  test('is not set otherwise when something else is wrong', async () => {
    const { bitbucket, received } = await dataCenterWith([refusal(409, null, 'The repository is archived')]);
    expect(await rejection(bitbucket.setBuildStatus(someCommit, stopped, signal))).toMatchObject({
      message: expect.stringContaining('The repository is archived'),
    });
    expect(received).toHaveLength(1);
  });
});
