import { describe, expect, test } from 'vitest';
import type { Bitbucket, BuildStatus } from '../../../src/bitbucket/bitbucket.ts';
import { setBuildStatus } from '../../../src/bitbucket/cloud/build-status.ts';
import type { HttpRequest } from '../../../src/http/client.ts';
import { type Clock, systemClock } from '../../../src/clock.ts';
import type { Log } from '../../../src/log.ts';
import { openBuildStatus } from '../../../src/report/channels/build-status.ts';
import type { Channel } from '../../../src/report/channels/channel.ts';
import { createRedactor } from '../../../src/text/redact.ts';
import { PipeError } from '../../../src/errors.ts';
import { HttpError } from '../../../src/http/errors.ts';
import { someCommit } from '../../bitbucket/some-commit.ts';
import { fakeClock } from '../../http/fake-clock.ts';
import { reported as report } from '../reported.ts';
import { writtenLog } from '../written.ts';

type Reported = BuildStatus & { commit: string };
type Api = Pick<Bitbucket, 'setBuildStatus' | 'buildState'>;
const place = {
  commit: someCommit,
  branch: 'feature/login',
  project: 'abc123',
  projectTitle: 'Shop',
  environment: 'pr-7',
  pullRequest: 7,
};
const settings = { wait: true, buildStatus: true };
const hosts = { console: 'https://console.upsun.com' };

/** A Bitbucket that takes build statuses, each in its own way. `state` is what the commit has from an earlier run. */
function bitbucket(
  take: (status: BuildStatus, signal: AbortSignal) => Promise<void> = async () => {},
  state?: BuildStatus['state'],
) {
  const reported: Reported[] = [];
  const api: Api = {
    buildState: async () => state,
    async setBuildStatus(commit, status, signal) {
      await take(status, signal);
      reported.push({ ...status, commit });
    },
  };
  return { reported, api };
}

function open(api: Api, log: Log = writtenLog(), where = place, clock: Clock = systemClock) {
  const channel = openBuildStatus(where, { settings, bitbucket: api, hosts, log, clock });
  if (!channel) throw new Error('The channel is not used');
  return channel;
}

const end = async (
  channel: Channel,
  state: 'successful' | 'failed' | 'stopped',
  description: string,
  link: string,
  hurry = false,
) => channel.end?.(report({ state, description, link }), hurry);

const statesOf = (reported: Reported[]) => reported.map(({ state }) => state);

describe('a build status', () => {
  test('is on the source commit and names the source branch', async () => {
    const { reported, api } = bitbucket();
    await end(open(api), 'successful', 'pr-7 ready', 'https://pr-7.example.com');
    expect(reported).toMatchObject([
      {
        commit: someCommit,
        refname: 'feature/login',
        state: 'SUCCESSFUL',
        description: 'pr-7 ready',
        url: 'https://pr-7.example.com',
      },
    ]);
    expect(reported[0]?.name).toBe('Upsun Shop: pr-7');
  });

  test('has one key through its life', async () => {
    const { reported, api } = bitbucket();
    const status = open(api);
    status.begin?.('begun', 'https://console');
    await end(status, 'failed', 'failed', 'https://console');
    expect(new Set(reported.map(({ key }) => key))).toEqual(new Set(['upsun/abc123/pr-7']));
    expect(reported).toHaveLength(2);
  });

  test('shows no secret, and no more text than Bitbucket takes', async () => {
    const sent: HttpRequest[] = [];
    const send = async (_asked: string, request: HttpRequest) => {
      sent.push(request);
      return { status: 201, headers: {}, body: '' };
    };
    const api: Api = {
      buildState: async () => undefined,
      setBuildStatus: (...told) => setBuildStatus({ send, repositoryUrl: 'https://x' }, ...told),
    };
    const log = writtenLog({ redact: createRedactor(['hunter22']).redact });
    const long = { ...place, environment: 'x'.repeat(400) };
    await end(open(api, log, long), 'failed', `hunter22 ${'word '.repeat(100)}`, 'https://console');
    const status = sent[0]?.json as BuildStatus;
    expect(status.description).toMatch(/^\*\*\* word/);
    expect(status.description.length).toBeLessThanOrEqual(255);
    expect(status.name.length).toBeLessThanOrEqual(255);
    expect(status.key.length).toBeLessThanOrEqual(40);
  });

  test.each([
    ['it is switched off', { settings: { ...settings, buildStatus: false } }],
    ['there are no credentials', { bitbucket: undefined }],
  ])('is not set where %s', (_why, changes) => {
    const ports = { settings, bitbucket: bitbucket().api, hosts, log: writtenLog(), clock: systemClock };
    expect(openBuildStatus(place, { ...ports, ...changes })).toBeUndefined();
  });

  test('is not set where the commit is unknown', () => {
    const ports = { settings, bitbucket: bitbucket().api, hosts, log: writtenLog(), clock: systemClock };
    expect(openBuildStatus({ ...place, commit: undefined }, ports)).toBeUndefined();
  });

  test('tells nothing of a deployment that nobody waits for', () => {
    const ports = { bitbucket: bitbucket().api, hosts, log: writtenLog(), clock: systemClock };
    const channel = openBuildStatus(place, { ...ports, settings: { ...settings, wait: false } });
    expect([channel?.begin, channel?.end]).toEqual([undefined, undefined]);
  });
});

describe('a build status is taken back', () => {
  const retraction = { description: 'pr-7 was idle', page: 'https://console' };

  test.each(['superseded', 'deactivated'] as const)('where it is %s', async (kind) => {
    const { reported, api } = bitbucket();
    await open(api).retract?.({ kind, ...retraction });
    expect(reported).toMatchObject([
      { state: 'STOPPED', description: 'pr-7 was idle', url: 'https://console' },
    ]);
  });

  test.each(['SUCCESSFUL', 'FAILED', 'STOPPED'] as const)(
    'but %s, which an earlier run found out, is left by one that found its commit superseded',
    async (state) => {
      const { reported, api } = bitbucket(undefined, state);
      await open(api).retract?.({ kind: 'superseded', ...retraction });
      expect(reported).toEqual([]);
    },
  );

  test('and INPROGRESS, which a killed run left, ends where the commit is superseded', async () => {
    const { reported, api } = bitbucket(undefined, 'INPROGRESS');
    await open(api).retract?.({ kind: 'superseded', ...retraction });
    expect(statesOf(reported)).toEqual(['STOPPED']);
  });

  test('but is left alone where Bitbucket does not say what it is', async () => {
    const { reported, api } = bitbucket();
    const log = writtenLog();
    const away = { ...api, buildState: () => Promise.reject(new Error('Bitbucket is away')) };
    await open(away, log).retract?.({ kind: 'superseded', ...retraction });
    expect(reported).toEqual([]);
    expect(log.lines()).toEqual([expect.stringMatching(/WARNING: .*left as it is.*Bitbucket is away/)]);
  });

  test('but stays as a record where the environment was deleted', async () => {
    const { reported, api } = bitbucket();
    await open(api).retract?.({ kind: 'deleted', ...retraction });
    expect(reported).toEqual([]);
  });
});

describe('where the code is only stored', () => {
  const stored = report({ result: 'stored' });

  test.each([undefined, 'SUCCESSFUL', 'FAILED'] as const)('nothing is said, and %s stays', async (state) => {
    const { reported, api } = bitbucket(undefined, state);
    await open(api).end?.(stored, false);
    expect(reported).toEqual([]);
  });

  test('INPROGRESS, which a killed run left, ends', async () => {
    const { reported, api } = bitbucket(undefined, 'INPROGRESS');
    await open(api).end?.(stored, false);
    expect(statesOf(reported)).toEqual(['STOPPED']);
  });

  test('what this run has begun ends', async () => {
    const { reported, api } = bitbucket();
    const status = open(api);
    status.begin?.('pr-7 is being deployed', 'https://console');
    await status.end?.(stored, false);
    expect(statesOf(reported)).toEqual(['INPROGRESS', 'STOPPED']);
    expect(reported.at(-1)?.url).toBe(stored.environmentPage);
  });
});

describe('INPROGRESS comes before the end', () => {
  test('also when Bitbucket is slow to take it', async () => {
    const { promise: taken, resolve: take } = Promise.withResolvers<void>();
    const { reported, api } = bitbucket(async ({ state }) => {
      if (state === 'INPROGRESS') await taken;
    });
    const status = open(api);
    status.begin?.('begun', 'https://console');
    const ended = end(status, 'successful', 'ready', 'https://pr-7.example.com');
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
    const status = open(api, log);
    status.begin?.('begun', 'https://console');
    await end(status, 'stopped', 'stopped', 'https://console', true);
    expect(statesOf(reported)).toEqual(['STOPPED']);
    expect(log.lines()).toEqual([]);
  });
});

/** Bitbucket refuses the end of a deployment so many times. */
function refusing(status: number, times: number) {
  let left = times;
  return bitbucket(async ({ state }) => {
    if (state === 'INPROGRESS' || left === 0) return;
    left -= 1;
    const cause = new HttpError('https://x/', 'POST x', { status, body: '', headers: {} });
    throw new PipeError('failure', `answers ${status}`, { cause });
  });
}

describe('the end of a deployment that Bitbucket refuses', () => {
  test.each([401, 403, 404, 409, 429, 500])('with %i is reported a moment later', async (status) => {
    const { reported, api } = refusing(status, 2);
    const [log, clock] = [writtenLog(), fakeClock()];
    const channel = open(api, log, place, clock);
    channel.begin?.('begun', 'https://console');
    await end(channel, 'successful', 'ready', 'https://pr-7.example.com');
    expect(statesOf(reported)).toEqual(['INPROGRESS', 'SUCCESSFUL']);
    expect(log.lines()).toEqual([]);
    expect(clock.sleeps).toHaveLength(2);
  });

  test.each([
    [500, 'always', 3],
    [400, 'because it is malformed', 0],
  ])('with %i %s is a warning after a few tries', async (status, _why, sleeps) => {
    const { reported, api } = refusing(status, Infinity);
    const [log, clock] = [writtenLog(), fakeClock()];
    await end(open(api, log, place, clock), 'failed', 'no', 'https://console');
    expect(reported).toEqual([]);
    expect(log.lines()).toEqual([expect.stringMatching(`WARNING: .*FAILED.*answers ${status}`)]);
    expect(clock.sleeps).toHaveLength(sleeps);
  });

  test('is said of the environment that was deactivated, too', async () => {
    const { reported, api } = refusing(409, 1);
    const channel = open(api, writtenLog(), place, fakeClock());
    await channel.retract?.({ kind: 'deactivated', description: 'pr-7 was idle', page: 'https://console' });
    expect(statesOf(reported)).toEqual(['STOPPED']);
  });

  test('is given up in time by a run that is in a hurry', async () => {
    const { reported, api } = refusing(500, Infinity);
    const log = writtenLog();
    await end(open(api, log), 'stopped', 'stopped', 'https://console', true);
    expect(reported).toEqual([]);
    expect(log.lines()).toEqual([expect.stringContaining('answers 500')]);
  });
});

describe('a status that cannot be reported', () => {
  test.each(['INPROGRESS', 'SUCCESSFUL'] as const)('is a warning and fails nothing: %s', async (lost) => {
    const { reported, api } = bitbucket(async ({ state }) => {
      if (state === lost) throw new Error('Bitbucket is away');
    });
    const log = writtenLog();
    const status = open(api, log, place, fakeClock());
    status.begin?.('begun', 'https://console');
    await end(status, 'successful', 'ready', 'https://pr-7.example.com');
    expect(log.lines()).toEqual([expect.stringMatching(`WARNING: .*${lost}.*Bitbucket is away`)]);
    expect(statesOf(reported)).toEqual([lost === 'INPROGRESS' ? 'SUCCESSFUL' : 'INPROGRESS']);
  });
});
