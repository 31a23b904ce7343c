import { describe, expect, test } from 'vitest';
import { describeEnd, type End, printEnd } from '../../src/report/end.ts';
import { consoleLinks } from '../../src/report/links.ts';
import type { UpsunActivity } from '../../src/upsun/index.ts';
import { writtenLog } from './written.ts';

const consoleUrl = 'https://console.upsun.com';
const links = consoleLinks(consoleUrl, 'abc123');
const runUrl = 'https://bitbucket.org/acme/shop/pipelines/results/118';
const subject = { environment: 'pr-7', links, page: runUrl };
const activity = { id: 'activity1' } as UpsunActivity;
const live = 'https://pr-7.example.com/';
const page = `${consoleUrl}/projects/abc123/pr-7`;
const activityLog = `${page}/log/activity1`;

const took = { url: live, elapsed: 192_000 };
const nowhere = { url: undefined, elapsed: 5000 };

describe('the build status at the end', () => {
  test.each<{ end: End; state: string; said: string; url: string }>([
    { end: { kind: 'deployed', activity, ...took }, state: 'SUCCESSFUL', said: '3 min 12 s', url: live },
    { end: { kind: 'deployed', activity, ...nowhere }, state: 'SUCCESSFUL', said: 'ready', url: page },
    {
      end: { kind: 'deployed', activity, warning: 'app deploy (exit 1) failed', ...took },
      state: 'SUCCESSFUL',
      said: 'app deploy (exit 1) failed',
      url: live,
    },
    { end: { kind: 'unchanged', ...took }, state: 'SUCCESSFUL', said: 'up to date', url: live },
    { end: { kind: 'unchanged', ...nowhere }, state: 'SUCCESSFUL', said: 'up to date', url: page },
    { end: { kind: 'stored', ...nowhere }, state: 'SUCCESSFUL', said: 'not active', url: page },
    {
      end: { kind: 'closed', reason: 'pull request 7 is merged by now', ...nowhere },
      state: 'STOPPED',
      said: 'merged',
      url: page,
    },
    { end: { kind: 'queued', ...nowhere }, state: 'STOPPED', said: 'without waiting', url: page },
    { end: { kind: 'staged', activity, ...nowhere }, state: 'STOPPED', said: 'manual', url: activityLog },
    {
      end: { kind: 'failed', activity, reason: 'the deployment failed after 5 s', ...nowhere },
      state: 'FAILED',
      said: 'the deployment failed after 5 s',
      url: activityLog,
    },
    {
      end: { kind: 'cancelled', activity, reason: 'it was cancelled on Upsun', ...nowhere },
      state: 'STOPPED',
      said: 'cancelled',
      url: activityLog,
    },
    {
      end: { kind: 'failed', reason: 'feature/login does not merge into main', ...nowhere },
      state: 'FAILED',
      said: 'does not merge',
      url: runUrl,
    },
    { end: { kind: 'interrupted' }, state: 'STOPPED', said: 'stopped', url: runUrl },
    {
      end: { kind: 'error', error: new Error('Disk full\nat x') },
      state: 'FAILED',
      said: 'Disk full',
      url: runUrl,
    },
    { end: { kind: 'error', error: 'odd' }, state: 'FAILED', said: 'odd', url: runUrl },
  ])('$end.kind: $state, $said', ({ end, state, said, url }) => {
    const description = describeEnd(end, subject);
    expect(description).toMatchObject({ state, url });
    expect(description.description).toContain('pr-7');
    expect(description.description).toContain(said);
    expect(description.description).not.toContain('\n');
  });

  test.each<End>([
    { kind: 'failed', activity, reason: 'it failed', ...took },
    { kind: 'cancelled', activity, reason: 'it was cancelled', ...took },
    { kind: 'stored', ...took },
    { kind: 'staged', activity, ...took },
  ])('never links an environment that is not live with this commit: $kind', (end) => {
    expect(describeEnd(end, subject).url).toMatch(/^https:\/\/console\.upsun\.com\//);
  });
});

function closing(end: Parameters<typeof printEnd>[1]): string {
  const log = writtenLog();
  printEnd(log, end, subject);
  return log.lines().join('\n');
}

describe('the closing lines of the log', () => {
  test('show where the environment is', () => {
    expect(closing({ kind: 'deployed', activity, ...took })).toMatch(
      /✔ pr-7 ready in 3 min 12 s\n.*pr-7\.example\.com/,
    );
  });

  test.each(['failed', 'cancelled'] as const)('show where the log is and what to do: %s', (kind) => {
    const text = closing({ kind, activity, reason: 'the build broke', ...nowhere });
    expect(text).toContain('✖ pr-7: the build broke');
    expect(text).toContain(activityLog);
    expect(text).toContain('run this step again');
  });

  test('show what is left to do by hand', () => {
    expect(closing({ kind: 'staged', activity, ...nowhere })).toMatch(
      /WARNING: .*manual[^]*console\.upsun\.com/,
    );
  });

  test('promise nothing where nobody waited', () => {
    expect(closing({ kind: 'queued', ...nowhere })).toMatch(/WAIT is off[^]*console\.upsun\.com/);
    expect(closing({ kind: 'queued', ...nowhere })).not.toContain('ready');
  });
});

test('a link to the console survives any name', () => {
  expect(links.environment('feature/größe #1')).toBe(
    `${consoleUrl}/projects/abc123/feature%2Fgr%C3%B6%C3%9Fe%20%231`,
  );
  expect(new URL(links.activity('feature/a', 'x y')).pathname).toBe('/projects/abc123/feature%2Fa/log/x%20y');
});
