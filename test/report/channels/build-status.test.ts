import { describe, expect, test } from 'vitest';
import type { Bitbucket, BuildStatus } from '../../../src/bitbucket/bitbucket.ts';
import { createRedactor } from '../../../src/text/redact.ts';
import { systemClock } from '../../../src/clock.ts';
import { openStatus, statusKey } from '../../../src/report/channels/build-status.ts';
import { writtenLog } from '../written.ts';

type Reported = BuildStatus & { commit: string };
const subject = { commit: 'c0ffee', branch: 'feature/login', project: 'abc123', environment: 'pr-7' };

/** A Bitbucket that takes build statuses, each in its own way. */
function bitbucket(take: (status: BuildStatus, signal: AbortSignal) => Promise<void> = async () => {}) {
  const reported: Reported[] = [];
  const setBuildStatus: Bitbucket['setBuildStatus'] = async (commit, status, signal) => {
    await take(status, signal);
    reported.push({ ...status, commit });
  };
  return { reported, api: { setBuildStatus } as Bitbucket };
}

const statesOf = (reported: Reported[]) => reported.map(({ state }) => state);

describe('the key of a build status', () => {
  const names = ['pr-7', 'pr-70', 'main', 'a'.repeat(300), 'feature/a-long-name-that-two-share-up-to-here-1'];
  const all = [...names, 'feature/a-long-name-that-two-share-up-to-here-2', 'größe/😀'.repeat(9)];

  test.each(all)('has at most 40 characters: %s', (name) => {
    expect(statusKey('abc123def4567', name).length).toBeLessThanOrEqual(40);
    expect(statusKey('abc123def4567', name).length).toBeGreaterThan(5);
  });

  test('differs for each environment and project, so that none overwrites another', () => {
    const keys = ['abc123def4567', 'xyz123def4567'].flatMap((project) =>
      all.map((name) => statusKey(project, name)),
    );
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('stays the same, so that a status replaces the one before', () => {
    for (const name of all) expect(statusKey('abc123', name)).toBe(statusKey('abc123', name));
  });
});

describe('a build status', () => {
  test('is on the source commit and names the source branch', async () => {
    const { reported, api } = bitbucket();
    await openStatus(api, subject, { log: writtenLog(), clock: systemClock }).end(
      'SUCCESSFUL',
      'pr-7 ready',
      'https://pr-7.example.com',
    );
    expect(reported).toMatchObject([
      {
        commit: 'c0ffee',
        refname: 'feature/login',
        state: 'SUCCESSFUL',
        description: 'pr-7 ready',
        url: 'https://pr-7.example.com',
      },
    ]);
    expect(reported[0]?.name).toContain('pr-7');
  });

  test('has one key through its life', async () => {
    const { reported, api } = bitbucket();
    const status = openStatus(api, subject, { log: writtenLog(), clock: systemClock });
    status.inProgress('begun', 'https://console');
    await status.end('FAILED', 'failed', 'https://console');
    expect(new Set(reported.map(({ key }) => key))).toEqual(new Set([statusKey('abc123', 'pr-7')]));
    expect(reported).toHaveLength(2);
  });

  test('shows no secret, and no more text than Bitbucket takes', async () => {
    const { reported, api } = bitbucket();
    const log = writtenLog({ redact: createRedactor(['hunter22']).redact });
    const long = { ...subject, environment: 'x'.repeat(400) };
    await openStatus(api, long, { log, clock: systemClock }).end(
      'FAILED',
      `hunter22 ${'word '.repeat(100)}`,
      'https://console',
    );
    expect(reported[0]?.description).toMatch(/^\*\*\* word/);
    expect(reported[0]?.description.length).toBeLessThanOrEqual(255);
    expect(reported[0]?.name.length).toBeLessThanOrEqual(255);
  });
});

describe('INPROGRESS comes before the end', () => {
  test('also when Bitbucket is slow to take it', async () => {
    const { promise: taken, resolve: take } = Promise.withResolvers<void>();
    const { reported, api } = bitbucket(async ({ state }) => {
      if (state === 'INPROGRESS') await taken;
    });
    const status = openStatus(api, subject, { log: writtenLog(), clock: systemClock });
    status.inProgress('begun', 'https://console');
    const ended = status.end('SUCCESSFUL', 'ready', 'https://pr-7.example.com');
    take();
    await ended;
    expect(statesOf(reported)).toEqual(['INPROGRESS', 'SUCCESSFUL']);
  });

  test('and is given up when the run is stopped meanwhile, so that the end is still said', async () => {
    const { reported, api } = bitbucket(async ({ state }, signal) => {
      if (state !== 'INPROGRESS') return;
      await new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('given up')));
      });
    });
    const log = writtenLog();
    const status = openStatus(api, subject, { log, clock: systemClock });
    status.inProgress('begun', 'https://console');
    await status.end('STOPPED', 'stopped', 'https://console', true);
    expect(statesOf(reported)).toEqual(['STOPPED']);
    expect(log.lines()).toEqual([]);
  });
});

describe('a status that cannot be reported', () => {
  test.each(['INPROGRESS', 'SUCCESSFUL'] as const)('is a warning and fails nothing: %s', async (lost) => {
    const { reported, api } = bitbucket(async ({ state }) => {
      if (state === lost) throw new Error('Bitbucket is away');
    });
    const log = writtenLog();
    const status = openStatus(api, subject, { log, clock: systemClock });
    status.inProgress('begun', 'https://console');
    await status.end('SUCCESSFUL', 'ready', 'https://pr-7.example.com');
    expect(log.lines()).toEqual([expect.stringMatching(`WARNING: .*${lost}.*Bitbucket is away`)]);
    expect(statesOf(reported)).toEqual([lost === 'INPROGRESS' ? 'SUCCESSFUL' : 'INPROGRESS']);
  });
});
