import { describe, expect, test } from 'vitest';
import type { PullRequestComment, PullRequestComments } from '../../../src/bitbucket/reports.ts';
import { PipeError } from '../../../src/errors.ts';
import { HttpError } from '../../../src/http/errors.ts';
import { commentMarker } from '../../../src/report/channels/comment-text.ts';
import { publishComment } from '../../../src/report/channels/publish-comment.ts';
import { fakeClock } from '../../http/fake-clock.ts';

const marker = commentMarker('abc123');
const text = `ready\n\n${marker}`;
const old = `in progress\n\n${marker}`;
const { signal } = new AbortController();

const refusal = (status: number) =>
  new PipeError('configuration', 'Refused', {
    cause: new HttpError('https://x/', 'PUT x/', { status, body: '', headers: {} }),
  });
const lost = () =>
  new PipeError('failure', 'Bitbucket could not be reached for 30 s', { cause: new Error('reset') });

type Method = 'comments' | 'createComment' | 'updateComment';
interface Failure {
  method: Method;
  error: Error;
  /** It was done all the same. */
  done?: boolean;
  /** Of this comment only. */
  of?: number;
  /** Of the calls of this method. */
  nth?: number;
}

/** The comments of a pull request, and what goes wrong with them, each once. */
function pullRequest(texts: string[], ...failures: Failure[]) {
  const comments: PullRequestComment[] = texts.map((written, index) => ({ id: index + 1, text: written }));
  const calls: Method[] = [];
  function answer<Value>(method: Method, take: () => Value, id?: number): Promise<Value> {
    calls.push(method);
    const nth = calls.filter((call) => call === method).length;
    const index = failures.findIndex(
      (failure) => failure.method === method && (failure.of ?? id) === id && (failure.nth ?? nth) === nth,
    );
    const [failure] = index === -1 ? [] : failures.splice(index, 1);
    if (!failure) return Promise.resolve(take());
    if (failure.done) take();
    return Promise.reject(failure.error);
  }
  const api: PullRequestComments = {
    longestText: 31_000,
    comments: () => answer('comments', () => structuredClone(comments)),
    createComment: (_pullRequest, written) =>
      answer('createComment', () => {
        const comment = { id: comments.length + 1, text: written };
        comments.push(comment);
        return comment;
      }),
    updateComment: (_pullRequest, { id }, written) =>
      answer(
        'updateComment',
        () => Object.assign(comments.find((comment) => comment.id === id) ?? { id }, { text: written }),
        id,
      ),
  };
  const publish = () => publishComment(api, { pullRequest: 7, marker, text }, { clock: fakeClock(), signal });
  return { publish, calls, texts: () => comments.map((comment) => comment.text) };
}

describe('a project has one comment', () => {
  test('which is made when there is none', async () => {
    const { publish, texts } = pullRequest(['LGTM']);
    await publish();
    expect(texts()).toEqual(['LGTM', text]);
  });

  test('which is edited when there is one', async () => {
    const { publish, texts } = pullRequest([old, 'LGTM']);
    await publish();
    expect(texts()).toEqual([text, 'LGTM']);
  });

  test('which is left alone when it says the same', async () => {
    const { publish, calls } = pullRequest([`${text}\n`]);
    await publish();
    expect(calls).toEqual(['comments']);
  });
});

describe('an answer that is lost makes no second comment', () => {
  test('when the comment was made', async () => {
    const { publish, texts } = pullRequest([], { method: 'createComment', error: lost(), done: true });
    await publish();
    expect(texts()).toEqual([text]);
  });

  test.each([500, 502, 408])('nor when a gateway answered %i in place of Bitbucket', async (status) => {
    const failure = { method: 'createComment', error: refusal(status), done: true } as const;
    const { publish, texts } = pullRequest([], failure);
    await publish();
    expect(texts()).toEqual([text]);
  });

  test('and when it was not made, it is made', async () => {
    const { publish, texts } = pullRequest([], { method: 'createComment', error: lost() });
    await publish();
    expect(texts()).toEqual([text]);
  });

  test('nor when the comments cannot be listed again', async () => {
    const created = { method: 'createComment', error: lost(), done: true } as const;
    const { publish, texts } = pullRequest([], created, { method: 'comments', error: lost(), nth: 2 });
    await expect(publish()).rejects.toThrow('could not be reached');
    expect(texts()).toEqual([text]);
  });

  test('and after two of them somebody must look', async () => {
    const failure = { method: 'createComment', error: lost() } as const;
    const { publish, calls } = pullRequest([], failure, { ...failure });
    await expect(publish()).rejects.toThrow('could not be reached');
    expect(calls).toEqual(['comments', 'createComment', 'comments', 'createComment']);
  });
});

describe('a comment that cannot be edited is replaced by a new one', () => {
  test.each([
    ['deleted meanwhile', 404],
    ["another identity's", 403],
    ["another identity's on Data Center", 401],
  ])('%s', async (_why, status) => {
    const { publish, texts } = pullRequest([old], { method: 'updateComment', error: refusal(status) });
    await publish();
    expect(texts()).toEqual([old, text]);
  });

  test('which is then the one that is edited, whosever the older is', async () => {
    const { publish, calls, texts } = pullRequest([old, old], {
      method: 'updateComment',
      error: refusal(403),
      of: 1,
    });
    await publish();
    expect(texts()).toEqual([old, text]);
    expect(calls).toEqual(['comments', 'updateComment']);
  });

  test('unless an older one can be edited', async () => {
    const { publish, texts } = pullRequest([old, old], {
      method: 'updateComment',
      error: refusal(403),
      of: 2,
    });
    await publish();
    expect(texts()).toEqual([text, old]);
  });
});

describe('nothing is made where Bitbucket', () => {
  test.each([400, 401, 403, 404, 429])('refuses it with %i', async (status) => {
    const { publish, calls } = pullRequest([], { method: 'createComment', error: refusal(status) });
    await expect(publish()).rejects.toThrow('Refused');
    expect(calls).toEqual(['comments', 'createComment']);
  });

  test('does not say what there is', async () => {
    const { publish, calls } = pullRequest([old], { method: 'comments', error: lost() });
    await expect(publish()).rejects.toThrow('could not be reached');
    expect(calls).toEqual(['comments']);
  });

  test('fails while it edits', async () => {
    const { publish, calls } = pullRequest([old], { method: 'updateComment', error: refusal(500) });
    await expect(publish()).rejects.toThrow('Refused');
    expect(calls).toEqual(['comments', 'updateComment']);
  });
});
