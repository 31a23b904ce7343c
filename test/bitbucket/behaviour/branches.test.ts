import { describe, expect, test } from 'vitest';
import { rejection } from '../../http/loopback.ts';
import { hosts, start } from './hosts.ts';

const oddNames = [
  'Feature/LOGIN',
  'feature/deeply/nested/login',
  'feature/größe',
  '機能/ログイン',
  '100%',
  'a%2Fb',
  'fix#12',
  'a+b',
  'a&filterText=b',
  "o'brien;$HOME",
  'release-1.0',
];

describe.each(hosts)('a branch on $name', (host) => {
  test('has its tip, also after a push', async () => {
    const { bitbucket, repository, commit } = await start(host);
    expect(await bitbucket.branch('feature/login')).toEqual({ name: 'feature/login', commit });
    const pushed = await repository.commit('feature/login', { 'login.html': 'Welcome' });
    expect(await bitbucket.branch('feature/login')).toEqual({ name: 'feature/login', commit: pushed });
  });

  test('is found by its name, whatever characters are in it', async () => {
    const { bitbucket, repository, commit } = await start(host);
    await repository.setBranches(oddNames, commit);
    expect(await Promise.all(oddNames.map(bitbucket.branch))).toEqual(
      oddNames.map((name) => ({ name, commit })),
    );
  });

  test('is not mistaken for others that have its name in theirs', async () => {
    const { bitbucket, repository, main, commit } = await start(host);
    const others = Array.from({ length: 40 }, (_, index) => `login-${index}`);
    await repository.setBranches(['old-login', 'Login', ...others], main);
    expect(await bitbucket.branch('login')).toBeUndefined();
    await repository.setBranch('login', commit);
    expect(await bitbucket.branch('login')).toEqual({ name: 'login', commit });
  });

  test('is none that was never there, nor one that was deleted', async () => {
    const { bitbucket, repository } = await start(host);
    expect(await bitbucket.branch('feature/logout')).toBeUndefined();
    expect(await bitbucket.branch('feature')).toBeUndefined();
    await repository.deleteBranch('feature/login');
    expect(await bitbucket.branch('feature/login')).toBeUndefined();
  });
});

describe.each(hosts)('the branches on $name', (host) => {
  const many = Array.from({ length: 130 }, (_, index) => `many/${index}`);

  test('are all of them, whatever their names and on however many pages', async () => {
    const { bitbucket, repository, world, main, commit } = await start(host);
    const added = [...many, ...oddNames];
    await repository.setBranches(added, main);
    const branches = await bitbucket.branches();
    expect(new Map(branches.map((branch) => [branch.name, branch.commit]))).toEqual(
      new Map([['feature/login', commit], ['main', main], ...added.map((name) => [name, main] as const)]),
    );
    expect(branches).toHaveLength(added.length + 2);
    expect(world.requests.length).toBeGreaterThan(1);
  });

  test.each([
    ['fails', { answer: { status: 500, body: 'Oops' } }],
    ['is refused', { answer: { status: 403, body: 'No' } }],
    ['is not there', { answer: { status: 404, body: '<html>Not here</html>' } }],
    ['is no page', { answer: { status: 200, body: {} } }],
    ['never comes', { drop: true }],
  ])('are no shorter list where a later page %s', async (_how, fault) => {
    const { bitbucket, repository, main, fail } = await start(host);
    await repository.setBranches(many, main);
    fail(fault, 1);
    expect(await rejection(bitbucket.branches())).toMatchObject({ name: 'PipeError' });
  });

  test.each(host.strayPages)('are no shorter list where a page leads to %s', async (_where, answer) => {
    const { bitbucket, fail } = await start(host);
    fail({ answer });
    expect(await rejection(bitbucket.branches())).toMatchObject({ name: 'PipeError', kind: 'failure' });
  });
});
