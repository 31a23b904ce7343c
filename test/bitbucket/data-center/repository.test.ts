import { describe, expect, test } from 'vitest';
import { rejection } from '../../http/loopback.ts';
import * as recorded from './recorded.ts';
import { answer, dataCenterWith, noRepository, page, password, refusal, repositoryPath } from './server.ts';

const { hash } = recorded;
const defaultBranch = answer({ id: 'refs/heads/main', displayId: 'main', type: 'BRANCH' });
const branchNamed = (name: string) => ({ id: `refs/heads/${name}`, displayId: name, latestCommit: hash });

describe('a request', () => {
  test('goes below the context path, and says who asks in the way of the credentials', async () => {
    const { bitbucket, received } = await dataCenterWith([page([])]);
    await bitbucket.branches();
    expect(received[0]?.path).toMatch(`${repositoryPath}/branches?`);
    expect(received[0]?.headers).toMatchObject({
      authorization: 'Bearer T0ken',
      'x-atlassian-token': 'no-check',
    });
  });

  test('with a user name and password', async () => {
    const { bitbucket, received } = await dataCenterWith([page([])], password);
    await bitbucket.branches();
    expect(received[0]?.headers.authorization).toBe('Basic amFuZTpodW50ZXIyMg==');
  });
});

describe('the repository', () => {
  test('has its name as Bitbucket writes it, and an id that outlives a new name', async () => {
    const { bitbucket, asked } = await dataCenterWith([answer(recorded.repository), defaultBranch]);
    expect(await bitbucket.repository()).toEqual({
      fullName: 'SHOP/storefront',
      uuid: 'e3c939f9ef4a7fae272e/42',
      mainBranch: 'main',
    });
    expect(asked()).toEqual(['GET ', 'GET /default-branch']);
  });

  test('may have no default branch yet', async () => {
    const missing = refusal(404, 'com.atlassian.bitbucket.repository.NoSuchBranchException');
    const { bitbucket } = await dataCenterWith([answer(recorded.repository), missing]);
    expect(await bitbucket.repository()).toMatchObject({ mainBranch: undefined });
  });

  test.each([
    ['named by the exception', noRepository],
    ['without an exception', refusal(404, null)],
    [
      'nor its project',
      refusal(404, 'com.atlassian.bitbucket.project.NoSuchProjectException', 'Project SHOP does not exist.'),
    ],
  ])('that Bitbucket does not show is an error that names it: %s', async (_how, reply) => {
    const { bitbucket } = await dataCenterWith([reply]);
    expect(await rejection(bitbucket.repository())).toMatchObject({
      kind: 'configuration',
      message: expect.stringMatching(/SHOP\/storefront.*BITBUCKET_SERVER_TOKEN/),
      remedy: expect.stringContaining('REPOSITORY'),
    });
  });
});

describe('a branch', () => {
  test.each(Object.entries(recorded.branches))(
    'is understood as %s tells of it',
    async (_release, branch) => {
      const { bitbucket } = await dataCenterWith([page([branch])]);
      expect(await bitbucket.branch('feature/login')).toEqual({ name: 'feature/login', commit: hash });
    },
  );

  test('is the one of exactly this name among those that Bitbucket finds, on whatever page', async () => {
    const latestCommit = 'c0ffee'.padEnd(40, '0');
    const { bitbucket, queries } = await dataCenterWith([
      page([branchNamed('Login'), branchNamed('login-2'), branchNamed('feature/login')], 3),
      page([branchNamed('old-login'), { ...branchNamed('login'), latestCommit }]),
    ]);
    expect(await bitbucket.branch('login')).toEqual({ name: 'login', commit: latestCommit });
    expect(queries()).toMatchObject([
      { filterText: 'login', start: '0' },
      { filterText: 'login', start: '3' },
    ]);
  });

  test.each([hash.slice(0, 11), '', hash.toUpperCase()])(
    'whose hash is not given in full is not understood: %s',
    async (latestCommit) => {
      const { bitbucket } = await dataCenterWith([page([{ ...branchNamed('login'), latestCommit }])]);
      expect(await rejection(bitbucket.branches())).toMatchObject({
        kind: 'failure',
        message: expect.stringContaining('values.0.latestCommit: not the full hash of a commit'),
      });
    },
  );

  test.each([
    ['the repository cannot be seen', noRepository],
    ['something is not found that is not named', refusal(404, null)],
    ['a proxy answers', { status: 404, body: '<html>Not here</html>' }],
    ['the answer is a login page', { status: 200, body: '<html>Log in</html>' }],
    ['the list breaks off', page([branchNamed('login-2')], null)],
  ])('is not taken for gone when %s', async (_why, reply) => {
    const { bitbucket } = await dataCenterWith([reply]);
    expect(await rejection(bitbucket.branch('login'))).toMatchObject({ name: 'PipeError' });
  });
});

describe('a list', () => {
  test('is read to its last page, each page from where Bitbucket says that it begins', async () => {
    const { bitbucket, queries } = await dataCenterWith([
      page([branchNamed('a')], 40),
      page([], 41),
      page([branchNamed('b')]),
    ]);
    expect((await bitbucket.branches()).map(({ name }) => name)).toEqual(['a', 'b']);
    expect(queries().map(({ start }) => start)).toEqual(['0', '40', '41']);
  });

  test.each([null, 0, 25])('that does not go on is an error, and no shorter list: %s', async (next) => {
    const { bitbucket } = await dataCenterWith([
      page([branchNamed('a')], 25),
      page([branchNamed('b')], next),
    ]);
    expect(await rejection(bitbucket.branches())).toMatchObject({ kind: 'failure' });
  });
});

describe('a pull request', () => {
  const expected = {
    id: 7,
    title: 'Log in',
    description: 'With a password',
    state: 'OPEN',
    draft: false,
    fork: false,
    source: { name: 'feature/login', commit: hash },
    target: 'main',
    updatedAt: 1_763_500_000_000,
  };

  test.each(Object.entries(recorded.pullRequests))(
    'is understood as %s tells of it',
    async (_release, told) => {
      const { bitbucket, asked } = await dataCenterWith([answer(told)]);
      expect(await bitbucket.pullRequest(7)).toEqual(expected);
      expect(asked()).toEqual(['GET /pull-requests/7']);
    },
  );

  test.each([
    [
      'from a fork',
      recorded.forked,
      { fork: true, source: expect.objectContaining({ ref: 'refs/pull-requests/7/from' }) as unknown },
    ],
    ['from a fork that is gone', recorded.forkedFromNowhere, { fork: true }],
  ])('may be %s', async (_what, told, difference) => {
    const { bitbucket, asked } = await dataCenterWith([
      answer(told),
      answer({ values: [], isLastPage: true }),
    ]);
    expect(await bitbucket.pullRequest(7)).toEqual(expect.objectContaining(difference));
    // Looking at the changes brings its ref up to date.
    expect(asked()).toEqual(['GET /pull-requests/7', 'GET /pull-requests/7/changes']);
  });

  test.each([undefined, null, ''])('may have a source whose commit is unknown: %s', async (latestCommit) => {
    const fromRef = { ...recorded.pullRequest.fromRef, latestCommit };
    const { bitbucket } = await dataCenterWith([answer({ ...recorded.pullRequest, fromRef })]);
    expect((await bitbucket.pullRequest(7))?.source).toStrictEqual({
      name: 'feature/login',
      commit: undefined,
    });
  });

  test.each([
    ['named by the exception', 'com.atlassian.bitbucket.pull.NoSuchPullRequestException'],
    ['without an exception', null],
  ])('that is not there is no error while the repository can be seen: %s', async (_how, exception) => {
    const { bitbucket, asked } = await dataCenterWith([refusal(404, exception), answer(recorded.repository)]);
    expect(await bitbucket.pullRequest(9)).toBeUndefined();
    expect(asked()).toEqual(['GET /pull-requests/9', 'GET ']);
  });

  test.each([
    ['the repository cannot be seen', [refusal(404, null), noRepository]],
    ['the project is gone', [refusal(404, 'com.atlassian.bitbucket.project.NoSuchProjectException')]],
    [
      'something else is not there',
      [refusal(404, 'com.example.NoSuchPluginException'), answer(recorded.repository)],
    ],
    ['a proxy answers', [{ status: 404, body: '<html>Not here</html>' }, answer(recorded.repository)]],
  ])('is not taken for gone when %s', async (_why, replies) => {
    const { bitbucket } = await dataCenterWith(replies);
    expect(await rejection(bitbucket.pullRequest(9))).toMatchObject({ name: 'PipeError' });
  });

  test.each([
    ['state', { state: undefined }],
    ['fromRef', { fromRef: undefined }],
    ['toRef', { toRef: undefined }],
    ['toRef.repository', { toRef: { ...recorded.pullRequest.toRef, repository: undefined } }],
  ])('is not guessed at without its %s', async (missing, part) => {
    const { bitbucket } = await dataCenterWith([answer({ ...recorded.forkedFromNowhere, ...part })]);
    expect(await rejection(bitbucket.pullRequest(7))).toMatchObject({
      kind: 'failure',
      message: expect.stringContaining(`${missing}: `),
    });
  });
});

test('a commit whose hash is not given in full is not understood', async () => {
  const { bitbucket } = await dataCenterWith([answer({ id: hash.slice(0, 11) })]);
  expect(await rejection(bitbucket.commit(hash))).toMatchObject({
    kind: 'failure',
    message: expect.stringContaining('not the full hash of a commit'),
  });
});
