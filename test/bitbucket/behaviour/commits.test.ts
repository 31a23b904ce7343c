import { describe, expect, test } from 'vitest';
import type { BuildStatus } from '../../../src/bitbucket/bitbucket.ts';
import { rejection } from '../../http/loopback.ts';
import { hashOf } from '../hashes.ts';
import { status } from './calls.ts';
import { hosts, start } from './hosts.ts';

const { signal } = new AbortController();
const unknownHash = hashOf('0123456789'.repeat(4));

describe.each(hosts)('a commit on $name', (host) => {
  test('has its whole hash, by whatever part of it it is asked for', async () => {
    const { bitbucket, commit } = await start(host);
    const names = [7, 12, 40].map((length) => commit.slice(0, length));
    expect(await Promise.all(names.map(bitbucket.commit))).toEqual([commit, commit, commit]);
  });

  test('is there although no branch has it any more', async () => {
    const { bitbucket, repository, commit } = await start(host);
    await repository.amend('feature/login', { 'login.html': 'Rebased' });
    expect(await bitbucket.commit(commit)).toBe(commit);
  });

  test.each([unknownHash, unknownHash.slice(0, 12), 'no/such/name'])('may be unknown: %s', async (name) => {
    const { bitbucket } = await start(host);
    expect(await bitbucket.commit(name)).toBeUndefined();
  });
});

describe.each(hosts)('a build status on $name', (host) => {
  test.each<BuildStatus['state']>(['INPROGRESS', 'SUCCESSFUL', 'FAILED', 'STOPPED'])(
    'may be %s',
    async (state) => {
      const { bitbucket, people, commit } = await start(host);
      await bitbucket.setBuildStatus(commit, { ...status, state }, signal);
      const { key, name, description, url } = status;
      expect(people.statuses(commit)).toMatchObject([
        { key, name, description, url, state: host.states[state], ...host.refOf('feature/login') },
      ]);
    },
  );

  test('of a fork belongs to no branch, which would be looked for in the fork', async () => {
    const { bitbucket, people, commit } = await start(host);
    await bitbucket.setBuildStatus(commit, { ...status, refname: undefined }, signal);
    const [told] = people.statuses(commit);
    expect(told).toMatchObject({ key: status.key, state: 'SUCCESSFUL' });
    for (const field of Object.keys(host.refOf(''))) expect(told).not.toHaveProperty(field);
  });

  test('replaces the one of its key, and no other', async () => {
    const { bitbucket, people, main, commit } = await start(host);
    const other = 'upsun/xyz789/pr-7';
    await bitbucket.setBuildStatus(commit, { ...status, state: 'INPROGRESS' }, signal);
    await bitbucket.setBuildStatus(commit, { ...status, key: other, state: 'INPROGRESS' }, signal);
    await bitbucket.setBuildStatus(main, { ...status, state: 'INPROGRESS' }, signal);
    await bitbucket.setBuildStatus(commit, { ...status, state: 'FAILED', description: 'No' }, signal);
    expect(people.latestStatus(commit, status.key)).toMatchObject({ state: 'FAILED', description: 'No' });
    expect(people.latestStatus(commit, other)).toMatchObject({ state: 'INPROGRESS' });
    expect(people.latestStatus(main, status.key)).toMatchObject({ state: 'INPROGRESS' });
  });

  test('is sent again where the answer was lost', async () => {
    const { bitbucket, people, commit, fail } = await start(host);
    fail({ times: 1, drop: true, afterEffect: true });
    await bitbucket.setBuildStatus(commit, status, signal);
    expect(people.statuses(commit)).toHaveLength(2);
    expect(people.latestStatus(commit)).toMatchObject({ state: 'SUCCESSFUL' });
  });

  test('on a commit that is not there comes to what the host makes of it', async () => {
    const { bitbucket } = await start(host);
    const [outcome] = await Promise.allSettled([bitbucket.setBuildStatus(unknownHash, status, signal)]);
    expect(outcome).toMatchObject(host.unknownCommit);
  });

  test('that Bitbucket does not take is refused in its words', async () => {
    const { bitbucket, people, commit } = await start(host);
    const url = `https://example.com/${'x'.repeat(450)}`;
    expect(await rejection(bitbucket.setBuildStatus(commit, { ...status, url }, signal))).toMatchObject({
      kind: 'failure',
      message: expect.stringMatching(/^Bitbucket would not set a build status: .*450/),
    });
    expect(people.statuses(commit)).toEqual([]);
  });
});

describe.each(hosts)('the state of a build status on $name', (host) => {
  test.each<BuildStatus['state']>(['INPROGRESS', 'SUCCESSFUL', 'FAILED', 'STOPPED'])(
    'is read as it was set: %s',
    async (state) => {
      const { bitbucket, commit } = await start(host);
      await bitbucket.setBuildStatus(commit, { ...status, state: 'INPROGRESS' }, signal);
      await bitbucket.setBuildStatus(commit, { ...status, state }, signal);
      expect(await bitbucket.buildState(commit, status.key)).toBe(state);
    },
  );

  test('is that of a long key as well, among many others', async () => {
    const { bitbucket, commit } = await start(host);
    const key = `upsun/abc123/${'feature/'.repeat(20)}`;
    for (let other = 0; other < 60; other += 1)
      await bitbucket.setBuildStatus(commit, { ...status, key: `ci/${other}` }, signal);
    await bitbucket.setBuildStatus(commit, { ...status, key, state: 'FAILED' }, signal);
    expect(await bitbucket.buildState(commit, key)).toBe('FAILED');
  });

  test('is none where there is no such status, and none on a commit that is not there', async () => {
    const { bitbucket, main, commit } = await start(host);
    await bitbucket.setBuildStatus(main, status, signal);
    expect(await bitbucket.buildState(commit, status.key)).toBeUndefined();
    expect(await bitbucket.buildState(main, 'upsun/abc123/pr-8')).toBeUndefined();
    expect(await bitbucket.buildState(unknownHash, status.key)).toBeUndefined();
  });
});

describe.each(hosts)('a deployment on $name', (host) => {
  test('is told of where the server keeps any', async () => {
    const { bitbucket, commit, deployments } = await start(host);
    const environment = { key: 'pr-7', name: 'PR 7', type: 'DEVELOPMENT', url: undefined } as const;
    const deployment = { ...status, sequence: 12, environment };
    await bitbucket.setDeployment?.(commit, { ...deployment, state: 'INPROGRESS' }, signal);
    await bitbucket.setDeployment?.(commit, deployment, signal);
    expect(deployments(commit)).toMatchObject(host.deployments);
  });
});
