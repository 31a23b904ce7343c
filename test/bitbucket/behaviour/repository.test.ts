import { describe, expect, test } from 'vitest';
import { rejection } from '../../http/loopback.ts';
import { hosts, start, startEmpty } from './hosts.ts';

describe.each(hosts)('the repository on $name', (host) => {
  test('has its full name, an id and its main branch', async () => {
    const { bitbucket, people, repository, main } = await start(host);
    const expected = { fullName: people.fullName, uuid: expect.stringMatching(/./) as string };
    expect(await bitbucket.repository()).toEqual({ ...expected, mainBranch: 'main' });

    await repository.setBranch('trunk/2.x', main);
    people.setMainBranch('trunk/2.x');
    expect(await bitbucket.repository()).toEqual({ ...expected, mainBranch: 'trunk/2.x' });
  });

  test('has no main branch before its first commit, and no other one', async () => {
    const { bitbucket, people } = await startEmpty(host);
    expect(await bitbucket.repository()).toMatchObject({ fullName: people.fullName, mainBranch: undefined });
    expect(await bitbucket.branches()).toEqual([]);
    expect(await bitbucket.branch('main')).toBeUndefined();
    expect(await bitbucket.openPullRequests()).toEqual([]);
  });
});

describe.each(hosts)('credentials for $name', (host) => {
  test.each(Object.entries(host.granted))('in %s have what they were granted', async (variable, granted) => {
    const { connectWith } = await start(host);
    const bitbucket = connectWith(variable);
    expect(await bitbucket.granted()).toEqual({ variable, ...granted });
    expect(await bitbucket.repository()).toMatchObject({ mainBranch: 'main' });
  });

  test('are told to have nothing where they only reach the repository', async () => {
    const { bitbucket, disarm } = await start(host);
    disarm();
    expect(await bitbucket.granted()).toEqual({ variable: host.variable, ...host.grantedNothing });
  });

  test.each(Object.keys(host.granted))('in %s are named when they are refused', async (variable) => {
    const { connectWith, revoke, secrets } = await start(host);
    const bitbucket = connectWith(variable);
    await bitbucket.repository();
    revoke();
    for (const read of [bitbucket.granted, bitbucket.repository]) {
      const error = await rejection(read());
      expect(error).toMatchObject({
        kind: 'configuration',
        message: expect.stringContaining(`Bitbucket refused ${variable}`),
        remedy: expect.stringContaining(variable),
      });
      for (const secret of secrets()) expect(String(error)).not.toContain(secret);
    }
  });

  test('cannot be told of for a repository that they do not see', async () => {
    const { elsewhere } = await start(host);
    expect(await rejection(elsewhere().granted())).toMatchObject({ name: 'PipeError' });
  });
});
