import { describe, expect, test } from 'vitest';
import { printEnd } from '../../../src/report/console/end.ts';
import type { DeploymentReport } from '../../../src/report/deployment.ts';
import type { End } from '../../../src/report/end.ts';
import { reported } from '../reported.ts';
import { writtenLog } from '../written.ts';

const live = 'https://pr-7.example.com/';
const page = 'https://console.upsun.com/projects/abc123/pr-7';
const activityLog = `${page}/log/activity1`;

function closing(kind: End['kind'], changes: Partial<DeploymentReport> = {}): string {
  const log = writtenLog();
  printEnd(log, kind, reported(changes));
  return log.lines().join('\n');
}

describe('the closing lines of the log', () => {
  test('show where the environment is, and what is in it', () => {
    const data = { environment: 'main', age: undefined };
    const text = closing('deployed', { url: live, description: 'pr-7 ready in 3 min 12 s', data });
    expect(text).toMatch(/✔ pr-7 ready in 3 min 12 s\n {2}URL +https:\/\/pr-7\.example\.com/);
    expect(text).toMatch(/Data +copied from main/);
  });

  test('tell time in the queue apart', () => {
    expect(closing('deployed', { queued: 12_000 })).toMatch(/Queue +12 s/);
    expect(closing('deployed', { queued: 200 })).not.toContain('Queue');
  });

  test.each([
    ['failed', 'run this step again'],
    ['no-backup', 'then re-run this step. Production is as it was'],
    ['unready', 're-run this step to check it again'],
    ['cancelled', 'run this step again'],
  ] as const)('show where the log is and what to do: %s', (kind, remedy) => {
    const text = closing(kind, {
      state: 'failed',
      description: 'pr-7: the build broke',
      logPage: activityLog,
    });
    expect(text).toContain('✖ pr-7: the build broke');
    expect(text).toContain(activityLog);
    expect(text).toContain(remedy);
  });

  test('show what is left to do by hand', () => {
    const waiting = { state: 'stopped', url: undefined, environmentPage: page } as const;
    expect(closing('staged', waiting)).toMatch(
      /WARNING: [^]*console\.upsun\.com[^]*Deploy it in the console/,
    );
  });

  test('promise nothing where nobody waited', () => {
    const text = closing('queued', { state: 'stopped', url: undefined, environmentPage: page });
    expect(text).toMatch(/WAIT is off[^]*console\.upsun\.com/);
    expect(text).not.toContain('ready');
  });
});
