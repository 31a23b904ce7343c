import { describe, expect, test } from 'vitest';
import { rejection } from '../../http/loopback.ts';
import { answer, dataCenterWith, page, refusal } from './server.ts';

const { signal } = new AbortController();
const comment = (id: number, text: string, version = 0) => ({
  id,
  version,
  text,
  author: { name: 'jane' },
  severity: 'NORMAL',
  state: 'OPEN',
  comments: [],
});
const added = (told: object) => ({ id: 1, action: 'COMMENTED', commentAction: 'ADDED', comment: told });
const outdated = refusal(409, 'com.atlassian.bitbucket.comment.CommentOutOfDateException');

describe('the comments on a pull request', () => {
  test('are found among everything that happened to it', async () => {
    const { bitbucket, asked } = await dataCenterWith([
      page(
        [
          { id: 9, action: 'APPROVED' },
          added(comment(5, 'Ready', 2)),
          { ...added(comment(4, 'In this line')), commentAnchor: { path: 'a.txt', line: 1 } },
          { ...added(comment(3, 'Gone')), commentAction: 'DELETED' },
          'something of a plugin',
        ],
        25,
      ),
      // What happens meanwhile moves what was on the first page to the second one.
      page([added(comment(5, 'Ready', 2)), added(comment(2, 'Nice'))]),
    ]);
    expect(await bitbucket.comments(7, signal)).toEqual([
      { id: 5, text: 'Ready', version: 2 },
      { id: 2, text: 'Nice', version: 0 },
    ]);
    expect(asked()[0]).toBe('GET /pull-requests/7/activities');
  });
});

describe('a new comment', () => {
  test('has no more text than Bitbucket takes', async () => {
    const { bitbucket, bodies } = await dataCenterWith([answer(comment(6, 'x'))]);
    await bitbucket.createComment(7, 'x'.repeat(40_000), signal);
    expect(bodies()).toEqual([{ text: `${'x'.repeat(32_767)}…` }]);
  });
});

describe('a new comment with emoji, on a server whose database stores none', () => {
  const refused = refusal(500, null);

  test('is written without them', async () => {
    const { bitbucket, asked, bodies } = await dataCenterWith([refused, page([]), answer(comment(6, ' up'))]);
    expect(await bitbucket.createComment(7, '🚀 up', signal)).toMatchObject({ id: 6 });
    expect(asked()).toEqual([
      'POST /pull-requests/7/comments',
      'GET /pull-requests/7/activities',
      'POST /pull-requests/7/comments',
    ]);
    expect(bodies().filter(Boolean)).toEqual([{ text: '🚀 up' }, { text: ' up' }]);
  });

  test('is not written twice where it was made although the answer was an error', async () => {
    const made = page([added(comment(6, '🚀 up'))]);
    const { bitbucket, received } = await dataCenterWith([refused, made]);
    expect(await bitbucket.createComment(7, '🚀 up', signal)).toMatchObject({ id: 6, text: '🚀 up' });
    expect(received).toHaveLength(2);
  });

  test('is written without them also where it is edited', async () => {
    const { bitbucket, bodies } = await dataCenterWith([refusal(400, null), answer(comment(5, ' up', 3))]);
    await bitbucket.updateComment(7, { id: 5, text: 'Old', version: 2 }, '🚀 up', signal);
    expect(bodies()).toEqual([
      { text: '🚀 up', version: 2 },
      { text: ' up', version: 2 },
    ]);
  });
});

describe('a comment that changes', () => {
  test('names the version that it replaces', async () => {
    const { bitbucket, asked, bodies } = await dataCenterWith([answer(comment(5, 'Gone', 3))]);
    const changed = await bitbucket.updateComment(7, { id: 5, text: 'Old', version: 2 }, 'Gone', signal);
    expect(changed).toEqual({ id: 5, text: 'Gone', version: 3 });
    expect(asked()).toEqual(['PUT /pull-requests/7/comments/5']);
    expect(bodies()).toEqual([{ text: 'Gone', version: 2 }]);
  });

  test('is looked up where its version is unknown', async () => {
    const { bitbucket, bodies } = await dataCenterWith([
      answer(comment(5, 'Old', 2)),
      answer(comment(5, 'New', 3)),
    ]);
    await bitbucket.updateComment(7, { id: 5, text: 'Old' }, 'New', signal);
    expect(bodies()).toEqual([undefined, { text: 'New', version: 2 }]);
  });

  test('is changed again when another one was faster, once', async () => {
    const replies = [outdated, answer(comment(5, 'Theirs', 4)), answer(comment(5, 'Ours', 5))];
    const { bitbucket, bodies } = await dataCenterWith(replies);
    const changed = await bitbucket.updateComment(7, { id: 5, text: 'Old', version: 2 }, 'Ours', signal);
    expect(changed).toMatchObject({ text: 'Ours' });
    expect(bodies()).toEqual([{ text: 'Ours', version: 2 }, undefined, { text: 'Ours', version: 4 }]);
  });

  test('is given up when another one is always faster', async () => {
    const { bitbucket, received } = await dataCenterWith([
      outdated,
      answer(comment(5, 'Theirs', 4)),
      outdated,
    ]);
    const error = await rejection(
      bitbucket.updateComment(7, { id: 5, text: 'Old', version: 2 }, 'Ours', signal),
    );
    expect(error).toMatchObject({ message: expect.stringContaining('change comment 5 on pull request 7') });
    expect(received).toHaveLength(3);
  });
});
