import { describe, expect, test } from 'vitest';
import { describeEnd, type End } from '../../src/report/end.ts';
import { consoleLinks } from '../../src/report/links.ts';
import type { UpsunActivity } from '../../src/upsun/upsun.ts';

const consoleUrl = 'https://console.upsun.com';
const links = consoleLinks(consoleUrl, 'abc123');
const runUrl = 'https://bitbucket.org/acme/shop/pipelines/results/118';
const pages = { environment: 'pr-7', links, page: runUrl };
const activity = { id: 'activity1' } as UpsunActivity;
const live = 'https://pr-7.example.com/';
const page = `${consoleUrl}/projects/abc123/pr-7`;
const activityLog = `${page}/log/activity1`;

const took = { url: live, elapsed: 192_000, copiedFrom: undefined };
const nowhere = { url: undefined, elapsed: 5000, copiedFrom: undefined };

describe('the build status at the end', () => {
  test.each<{ end: End; state: string; said: string; url: string }>([
    { end: { kind: 'deployed', activity, ...took }, state: 'successful', said: '3 min 12 s', url: live },
    { end: { kind: 'deployed', activity, ...nowhere }, state: 'successful', said: 'ready', url: page },
    {
      end: { kind: 'deployed', activity, warning: 'app deploy (exit 1) failed', ...took },
      state: 'successful',
      said: 'app deploy (exit 1) failed',
      url: live,
    },
    {
      end: { kind: 'deployed', activity, ...took, copiedFrom: 'main' },
      state: 'successful',
      said: 'ready in 3 min 12 s, data from main',
      url: live,
    },
    { end: { kind: 'unchanged', ...took }, state: 'successful', said: 'up to date', url: live },
    { end: { kind: 'unchanged', ...nowhere }, state: 'successful', said: 'up to date', url: page },
    { end: { kind: 'stored', ...nowhere }, state: 'successful', said: 'not active', url: page },
    {
      end: { kind: 'closed', reason: 'pull request 7 is merged by now', ...nowhere },
      state: 'stopped',
      said: 'merged',
      url: page,
    },
    {
      end: { kind: 'no-room', said: 'Environment limit reached', ...nowhere },
      state: 'stopped',
      said: 'no room: Upsun says "Environment limit reached"',
      url: page,
    },
    {
      end: { kind: 'no-room', said: 'Environment limit reached', activity, ...nowhere },
      state: 'stopped',
      said: 'no room',
      url: activityLog,
    },
    { end: { kind: 'queued', ...nowhere }, state: 'stopped', said: 'without waiting', url: page },
    { end: { kind: 'staged', activity, ...nowhere }, state: 'stopped', said: 'manual', url: activityLog },
    {
      end: { kind: 'failed', activity, reason: 'the deployment failed after 5 s', ...nowhere },
      state: 'failed',
      said: 'the deployment failed after 5 s',
      url: activityLog,
    },
    {
      end: { kind: 'cancelled', activity, reason: 'it was cancelled on Upsun', ...nowhere },
      state: 'stopped',
      said: 'cancelled',
      url: activityLog,
    },
    {
      end: { kind: 'unready', activity, reason: 'live, but /health answered 502 for 2 min', ...nowhere },
      state: 'failed',
      said: 'live, but /health answered 502 for 2 min',
      url: activityLog,
    },
    {
      end: { kind: 'failed', reason: 'feature/login does not merge into main', ...nowhere },
      state: 'failed',
      said: 'does not merge',
      url: runUrl,
    },
    { end: { kind: 'interrupted' }, state: 'stopped', said: 'stopped', url: runUrl },
    {
      end: { kind: 'error', error: new Error('Disk full\nat x') },
      state: 'failed',
      said: 'Disk full',
      url: runUrl,
    },
    { end: { kind: 'error', error: 'odd' }, state: 'failed', said: 'odd', url: runUrl },
  ])('$end.kind: $state, $said', ({ end, state, said, url }) => {
    const description = describeEnd(end, pages);
    expect(description).toMatchObject({ state, link: url });
    expect(description.description).toContain('pr-7');
    expect(description.description).toContain(said);
    expect(description.description).not.toContain('\n');
  });

  test.each<End>([
    { kind: 'failed', activity, reason: 'it failed', ...took },
    { kind: 'unready', activity, reason: 'it does not answer', ...took },
    { kind: 'cancelled', activity, reason: 'it was cancelled', ...took },
    { kind: 'stored', ...took },
    { kind: 'staged', activity, ...took },
  ])('never links an environment that is not live with this commit: $kind', (end) => {
    expect(describeEnd(end, pages).link).toMatch(/^https:\/\/console\.upsun\.com\//);
  });
});

test('a link to the console survives any name', () => {
  expect(links.environment('feature/größe #1')).toBe(
    `${consoleUrl}/projects/abc123/feature%2Fgr%C3%B6%C3%9Fe%20%231`,
  );
  expect(new URL(links.activity('feature/a', 'x y')).pathname).toBe('/projects/abc123/feature%2Fa/log/x%20y');
});
