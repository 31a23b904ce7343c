/** Histories that once went wrong, as short as they can be. */
import { expect, test } from 'vitest';
import { problemsIn } from './seeds.ts';

test('an environment that is only stored takes no room from one that goes live beside it', async () => {
  expect(
    await problemsIn({
      product: 'cloud',
      credentials: true,
      defaultBranch: 'live',
      environmentLimit: 2,
      shop: { active: ['main', 'develop'] },
      steps: [
        { kind: 'commit', branch: 'develop', wait: 0 },
        { kind: 'commit', branch: 'feature/a', wait: 0 },
        { kind: 'commit', branch: 'live', wait: 0 },
      ],
    }),
  ).toEqual([]);
});

test('two environments that are deployed side by side never compete for the last room', async () => {
  expect(
    await problemsIn({
      product: 'cloud',
      credentials: true,
      defaultBranch: 'main',
      environmentLimit: 1,
      shop: { active: ['feature/*'] },
      steps: [
        { kind: 'commit', branch: 'develop', wait: 0 },
        { kind: 'commit', branch: 'feature/a', wait: 0 },
        { kind: 'commit', branch: 'feature/b', wait: 0 },
        { kind: 'commit', branch: 'demo/a', wait: 0 },
        { kind: 'run', command: 'reconcile', pace: 0 },
      ],
    }),
  ).toEqual([]);
});

test('an environment that was busy is only taken down if its branch is still gone then', async () => {
  expect(
    await problemsIn({
      product: 'cloud',
      credentials: true,
      defaultBranch: 'main',
      shop: { active: ['develop'] },
      steps: [
        { kind: 'commit', branch: 'develop', wait: 0 },
        { kind: 'commit', branch: 'feature/a', wait: 0 },
        { kind: 'run', command: 'reconcile', pace: 0, wait: 36 },
        { kind: 'delete branch', branch: 'develop', wait: 0 },
        { kind: 'run', command: 'reconcile', pace: 0, wait: 14 },
        { kind: 'commit', branch: 'develop', wait: 0 },
      ],
    }),
  ).toEqual([]);
});

test('one that is idle makes way where there is room for one of two that are deployed side by side', async () => {
  expect(
    await problemsIn({
      product: 'cloud',
      credentials: true,
      defaultBranch: 'main',
      environmentLimit: 2,
      shop: { fetchBranches: false, onLimit: 'evict' },
      steps: [
        { kind: 'commit', branch: 'develop', wait: 0 },
        { kind: 'commit', branch: 'feature/a', wait: 0 },
        { kind: 'open', source: 'feature/a', target: 'develop', title: 'Log in', wait: 0 },
        { kind: 'run', command: 'reconcile', pace: 0 },
        { kind: 'commit', branch: 'feature/b', wait: 0 },
        { kind: 'open', source: 'main', target: 'develop', title: 'Log in', wait: 0 },
        { kind: 'open', source: 'feature/b', target: 'develop', title: 'Log in', wait: 0 },
        { kind: 'run', command: 'reconcile', pace: 800_110 },
      ],
    }),
  ).toEqual([]);
});

test('a push that is slow waits for the deployment of the same commit that another run pushed before it', async () => {
  expect(
    await problemsIn({
      product: 'cloud',
      credentials: true,
      defaultBranch: 'main',
      shop: { wait: false },
      steps: [
        { kind: 'commit', branch: 'feature/a', wait: 0 },
        { kind: 'commit', branch: 'feature/b', wait: 0 },
        { kind: 'run', command: 'reconcile', pace: 809_740, wait: 13 },
        { kind: 'reparent', id: 'pr-1', parent: 'pr-1', wait: 15 },
        { kind: 'commit', branch: 'main', wait: 0 },
        { kind: 'run', command: 'deploy', target: 'main', pace: 0, faults: { 10: 'late' } },
      ],
    }),
  ).toEqual([]);
});

test('an environment that was deleted and made anew is not deleted once more', async () => {
  expect(
    await problemsIn({
      product: 'cloud',
      credentials: true,
      defaultBranch: 'main',
      steps: [
        { kind: 'commit', branch: 'develop', wait: 0 },
        { kind: 'commit', branch: 'feature/a', wait: 0 },
        { kind: 'open', source: 'feature/a', target: 'main', title: 'Log in', wait: 0 },
        { kind: 'run', command: 'reconcile', pace: 0 },
        { kind: 'close', id: 1, as: 'MERGED', wait: 0 },
        { kind: 'run', command: 'reconcile', pace: 208_030, wait: 12 },
        { kind: 'reparent', id: 'by-hand', parent: 'pr-1', wait: 11 },
        { kind: 'delete branch', branch: 'develop', wait: 0 },
        { kind: 'run', command: 'reconcile', pace: 450_119, wait: 24 },
        { kind: 'commit', branch: 'develop', wait: 0 },
      ],
    }),
  ).toEqual([]);
});

test('a push that broke off after somebody else pushed the same commit is followed, and no failure', async () => {
  expect(
    await problemsIn({
      product: 'data-center',
      credentials: true,
      defaultBranch: 'main',
      steps: [
        { kind: 'commit', branch: 'develop', wait: 0 },
        { kind: 'commit', branch: 'feature/a', wait: 0 },
        { kind: 'open', source: 'feature/a', target: 'main', title: 'Log in', wait: 0 },
        { kind: 'commit', branch: 'main', wait: 0 },
        { kind: 'run', command: 'reconcile', pace: 0, wait: 9 },
        { kind: 'reparent', id: 'by-hand', parent: 'pr-1', wait: 25 },
        { kind: 'commit', branch: 'develop', wait: 0 },
        { kind: 'run', command: 'deploy', target: 'develop', pace: 0, wait: 41 },
        { kind: 'commit', branch: 'develop', wait: 0 },
        { kind: 'run', command: 'deploy', target: 'develop', pace: 0, wait: 12 },
        { kind: 'delete pull request', id: 3, wait: 9 },
        { kind: 'run', command: 'reconcile', pace: 0, faults: { 8: 'unreachable' }, wait: 14 },
        { kind: 'add', id: 'by-hand', parent: 'demo/a', owner: 'nobody', status: 'inactive', wait: 5 },
        { kind: 'open', source: 'feature/b', target: 'main', title: 'Log in [skip env]', wait: 5 },
        { kind: 'run', command: 'reconcile', pace: 754_952, faults: { 60: 'unreachable' } },
      ],
    }),
  ).toEqual([]);
});
