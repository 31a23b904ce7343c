import { describe, expect, test } from 'vitest';
import { isDueTo } from '../../../src/http/errors.ts';
import { rejection } from '../../http/loopback.ts';
import { hosts, startWithPullRequest } from './hosts.ts';

const { signal } = new AbortController();

describe.each(hosts)('comments on $name', (host) => {
  test('are made, listed and changed', async () => {
    const { bitbucket, pullRequest } = await startWithPullRequest(host);
    expect(await bitbucket.comments(pullRequest, signal)).toEqual([]);
    const written = 'In *progress*\n\n[//]: # (upsun)';
    const comment = await bitbucket.createComment(pullRequest, written, signal);
    expect(comment).toMatchObject({ text: written });
    expect(await bitbucket.comments(pullRequest, signal)).toEqual([comment]);

    const changed = await bitbucket.updateComment(pullRequest, comment, 'Ready', signal);
    expect(changed).toMatchObject({ id: comment.id, text: 'Ready' });
    expect(await bitbucket.comments(pullRequest, signal)).toEqual([changed]);
  });

  test('are those of one pull request, with ids that rise', async () => {
    const { bitbucket, people, pullRequest } = await startWithPullRequest(host);
    const other = await people.openPullRequest({ source: 'feature/login' });
    const first = await bitbucket.createComment(pullRequest, 'One', signal);
    await bitbucket.createComment(other, 'Two', signal);
    const last = await bitbucket.createComment(pullRequest, 'Three', signal);
    expect(last.id).toBeGreaterThan(first.id);
    const listed = await bitbucket.comments(pullRequest, signal);
    expect(listed.toSorted((one, another) => one.id - another.id)).toEqual([first, last]);
  });

  async function startWithMany() {
    const running = await startWithPullRequest(host);
    const comments = [];
    for (let count = 0; count < host.longestPage + 3; count += 1)
      comments.push(await running.bitbucket.createComment(running.pullRequest, `Comment ${count}`, signal));
    running.world.requests.length = 0;
    return { ...running, comments };
  }

  test('are listed to the last page, without those that were deleted', async () => {
    const { bitbucket, world, pullRequest, comments, deleteComment } = await startWithMany();
    for (const comment of comments.slice(4, 6)) await deleteComment(pullRequest, comment);
    world.requests.length = 0;
    const listed = await bitbucket.comments(pullRequest, signal);
    expect(listed.toSorted((one, another) => one.id - another.id)).toEqual(comments.toSpliced(4, 2));
    expect(world.requests.length).toBeGreaterThan(1);
  });

  test('are no shorter list where a later page fails', async () => {
    const { bitbucket, pullRequest, fail } = await startWithMany();
    fail({ answer: { status: 500, body: 'Oops' } }, 1);
    expect(await rejection(bitbucket.comments(pullRequest, signal))).toMatchObject({ name: 'PipeError' });
  });

  test.each(host.strayPages)('are no shorter list where a page leads to %s', async (_where, answer) => {
    const { bitbucket, pullRequest, fail } = await startWithPullRequest(host);
    fail({ answer });
    expect(await rejection(bitbucket.comments(pullRequest, signal))).toMatchObject({ name: 'PipeError' });
  });

  test('of a pull request that is not there are an error', async () => {
    const { bitbucket } = await startWithPullRequest(host);
    const expected = { kind: 'failure', message: expect.stringContaining('pull request 404: ') as string };
    expect(await rejection(bitbucket.comments(404, signal))).toMatchObject(expected);
    expect(await rejection(bitbucket.createComment(404, 'Ready', signal))).toMatchObject(expected);
  });
});

describe.each(hosts)('a comment on $name', (host) => {
  test('is not made twice where the answer was lost', async () => {
    const { bitbucket, people, pullRequest, fail } = await startWithPullRequest(host);
    fail({ times: 1, drop: true, afterEffect: true });
    expect(await rejection(bitbucket.createComment(pullRequest, 'Ready', signal))).toMatchObject({
      name: 'PipeError',
    });
    expect(people.comments(pullRequest)).toMatchObject([{ raw: 'Ready' }]);
  });

  test('is made after all where the server was too busy to take it', async () => {
    const { bitbucket, people, pullRequest, fail } = await startWithPullRequest(host);
    fail({ times: 1, answer: { status: 503 } });
    await bitbucket.createComment(pullRequest, 'Ready', signal);
    expect(people.comments(pullRequest)).toMatchObject([{ raw: 'Ready' }]);
  });

  test('is changed although the first answer to that was lost', async () => {
    const { bitbucket, pullRequest, fail } = await startWithPullRequest(host);
    const comment = await bitbucket.createComment(pullRequest, 'In progress', signal);
    fail({ times: 1, drop: true, afterEffect: true });
    const changed = await bitbucket.updateComment(pullRequest, comment, 'Ready', signal);
    expect(await bitbucket.comments(pullRequest, signal)).toEqual([{ ...changed, text: 'Ready' }]);
  });

  test('is changed by what is known of it from before another change', async () => {
    const { bitbucket, pullRequest } = await startWithPullRequest(host);
    const comment = await bitbucket.createComment(pullRequest, 'In progress', signal);
    await bitbucket.updateComment(pullRequest, comment, 'Theirs', signal);
    await bitbucket.updateComment(pullRequest, comment, 'Ours', signal);
    await bitbucket.updateComment(pullRequest, { id: comment.id, text: '' }, 'Ours, by the id', signal);
    expect(await bitbucket.comments(pullRequest, signal)).toMatchObject([{ text: 'Ours, by the id' }]);
  });

  test('that somebody deleted cannot be changed, and the error tells that from others', async () => {
    const { bitbucket, pullRequest, deleteComment } = await startWithPullRequest(host);
    const comment = await bitbucket.createComment(pullRequest, 'In progress', signal);
    await deleteComment(pullRequest, comment);
    const error = await rejection(bitbucket.updateComment(pullRequest, comment, 'Ready', signal));
    expect(error).toMatchObject({ name: 'PipeError', kind: 'failure' });
    expect(isDueTo(error, 404)).toBe(true);
    expect(await bitbucket.comments(pullRequest, signal)).toEqual([]);
  });

  test('of nobody who may change it is told from one that is gone', async () => {
    const { bitbucket, pullRequest, fail } = await startWithPullRequest(host);
    const comment = await bitbucket.createComment(pullRequest, 'In progress', signal);
    fail({ method: 'PUT', answer: { status: 403, body: 'Only its author may change a comment' } });
    const error = await rejection(bitbucket.updateComment(pullRequest, comment, 'Ready', signal));
    expect(isDueTo(error, 403)).toBe(true);
  });
});
