import { expect, test } from 'vitest';
import { readByGit } from '../../src/bitbucket/without-credentials.ts';
import { rejection } from '../http/loopback.ts';
import { hashOf } from './hashes.ts';

const branches = new Map([
  ['main', hashOf('1'.repeat(40))],
  ['feature/login', hashOf('2'.repeat(40))],
]);

/** What git lists of a repository with these branches. */
const listing = {
  remoteBranches: (names?: readonly string[]) =>
    Promise.resolve(new Map([...branches].filter(([name]) => names?.includes(name) ?? true))),
  remoteHead: () => Promise.resolve('main'),
};

test('git tells of the branches of a repository, and which one is the main one', async () => {
  const reader = readByGit(() => Promise.resolve(listing), 'acme/shop', '{1}');
  expect(await reader.repository()).toEqual({ fullName: 'acme/shop', uuid: '{1}', mainBranch: 'main' });
  expect(await reader.branch('feature/login')).toEqual({ name: 'feature/login', commit: '2'.repeat(40) });
  expect(await reader.branch('feature/logout')).toBeUndefined();
  expect(await reader.branches()).toEqual([
    { name: 'main', commit: '1'.repeat(40) },
    { name: 'feature/login', commit: '2'.repeat(40) },
  ]);
});

test('branches that git cannot list are an error, and no empty list', async () => {
  const failing = { ...listing, remoteBranches: () => Promise.reject(new Error('No route to host')) };
  const reader = readByGit(() => Promise.resolve(failing), 'acme/shop', undefined);
  expect(await rejection(reader.branches())).toMatchObject({ message: 'No route to host' });
});
