import { describe, expect, test } from 'vitest';
import { cloudComments } from '../../../src/bitbucket/cloud/comments.ts';
import { commentMarker, commentText as textWithin } from '../../../src/report/channels/comment-text.ts';
import { publishComment } from '../../../src/report/channels/publish-comment.ts';
import type { DeploymentReport } from '../../../src/report/deployment.ts';
import { fakeClock } from '../../http/fake-clock.ts';
import { failedWith, reported } from '../../report/reported.ts';
import { startBitbucket } from './sandbox.ts';

const { signal } = new AbortController();
const marker = commentMarker('abc123');
const longest = cloudComments(() => Promise.reject(new Error('Nobody is asked')), '').longestText;
const commentText = (report: DeploymentReport, line: string) => textWithin(report, line, longest);
const text = commentText(reported(), marker);

async function start() {
  const sandbox = await startBitbucket();
  const api = cloudComments(sandbox.send, sandbox.repositoryUrl);
  const { pullRequest } = sandbox;
  const publish = (written: string) =>
    publishComment(api, { pullRequest, marker, text: written }, { clock: fakeClock(), signal });
  const texts = () => sandbox.bitbucket.comments(pullRequest).map(({ raw }) => raw);
  return { ...sandbox, api, publish, texts };
}

describe('the comment of a project on Bitbucket Cloud', () => {
  test('is one, which changes with the state', async () => {
    const { publish, texts } = await start();
    await publish(commentText(reported({ state: 'stopped' }), marker));
    await publish(text);
    expect(texts()).toEqual([text]);
  });

  test('is none of those that other pipes and people wrote', async () => {
    const { api, pullRequest, publish, texts } = await start();
    const others = [`> ${marker}`, commentText(reported(), commentMarker('xyz789')), 'LGTM'];
    for (const other of others) await api.createComment(pullRequest, other, signal);
    await publish(text);
    expect(texts()).toEqual([...others, text]);
  });

  test('is no second one though the answer was lost', async () => {
    const { world, publish, texts } = await start();
    world.faults.push({ method: 'POST', path: /comments$/, times: 1, drop: true, afterEffect: true });
    await publish(text);
    expect(texts()).toEqual([text]);
  });

  test('is made after all where the request was lost', async () => {
    const { world, publish, texts } = await start();
    world.faults.push({ method: 'POST', path: /comments$/, times: 1, drop: true });
    await publish(text);
    expect(texts()).toEqual([text]);
  });

  test('is a new one after somebody deleted it', async () => {
    const { api, pullRequest, publish, repositoryUrl, send, bitbucket } = await start();
    await publish(text);
    const [first] = await api.comments(pullRequest, signal);
    const url = `${repositoryUrl}/pullrequests/${pullRequest}/comments/${first?.id}`;
    await send('delete', { method: 'DELETE', url });
    await publish(text);
    expect(bitbucket.comments(pullRequest).map(({ deleted }) => deleted)).toEqual([true, false]);
  });

  test('is one that Bitbucket takes, however long the log', async () => {
    const { publish, texts } = await start();
    await publish(commentText(failedWith(`${'x'.repeat(5000)}\n`.repeat(100)), marker));
    expect(texts()).toHaveLength(1);
  });

  test('is cut where it is longer than Bitbucket takes', async () => {
    const { api, pullRequest, texts } = await start();
    await api.createComment(pullRequest, 'x'.repeat(40_000), signal);
    expect(texts()).toEqual([`${'x'.repeat(longest - 1)}…`]);
  });
});
