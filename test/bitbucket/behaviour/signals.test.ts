import { describe, expect, test } from 'vitest';
import { outcomesOf, signalled } from './calls.ts';
import { hosts, startWithPullRequest } from './hosts.ts';

describe.each(hosts)('on $name', (host) => {
  test.each(signalled)('%s waits no longer than its signal says', async (name, call) => {
    const { bitbucket, fail, ...subject } = await startWithPullRequest(host);
    fail({ delay: 60_000 });
    const signal = AbortSignal.timeout(50);
    const outcomes = await outcomesOf([[name, (...about) => call(...about, signal)]], bitbucket, subject);
    expect(outcomes[name]).toBe(signal.reason);
  });

  test('what takes a signal is still said after the run was stopped', async () => {
    const { bitbucket, people, afterStop, commit, pullRequest } = await startWithPullRequest(host);
    const { signal } = new AbortController();
    await bitbucket.createComment(pullRequest, 'In progress', signal);
    for (const [, call] of signalled) await call(afterStop(), { commit, pullRequest }, signal);
    expect(people.comments(pullRequest).map(({ raw }) => raw)).toEqual(['New', 'Ready']);
    expect(people.statuses(commit)).toHaveLength(1);
    expect(people.reports(commit).map(({ annotations }) => annotations.length)).toEqual([1]);
  });
});
