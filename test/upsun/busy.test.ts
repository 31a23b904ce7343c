import { describe, expect, test } from 'vitest';
import { describe as describeRequest } from '../../src/http/client.ts';
import { HttpError } from '../../src/http/errors.ts';
import type { Session } from '../../src/upsun/session.ts';
import type { UpsunReader, UpsunWriter } from '../../src/upsun/upsun.ts';
import { environmentAtTip } from '../apply/context.ts';
import { fakeClock } from '../http/fake-clock.ts';
import { rejection } from '../http/loopback.ts';
import { connectedUpsun } from './connected.ts';

const api = 'https://api.example.com';
const links = Object.fromEntries(
  ['#activate', '#redeploy', '#deactivate'].map((name) => [name, { href: `/x/${name.slice(1)}` }]),
);
const begun = ['redeploy', 'deactivate'].map((name) => ({
  id: name,
  type: `environment.${name}`,
  state: 'pending',
}));

const ok = (body: unknown) => ({ status: 200, headers: {}, body: JSON.stringify(body) });

/** Upsun where the first changes are answered with these statuses, and the environment has this status meanwhile. */
function busyUpsun(
  refusals: readonly number[],
  statusAfter = 'inactive',
  said = 'Another activity is under way.',
  looksWhileDirty = 0,
) {
  const clock = fakeClock();
  const sent: string[] = [];
  let looks = 0;
  const send: Session['send'] = async ({ method, url }) => {
    if (method === 'GET') {
      const isDirty = !url.includes('/activities') && (looks += 1) <= looksWhileDirty;
      const status = isDirty ? 'dirty' : sent.length === 0 ? 'inactive' : statusAfter;
      const left = status === 'inactive' ? links : {};
      return ok(url.includes('/activities') ? [] : { id: 'pr-1', status, is_main: false, _links: left });
    }
    const refusal = refusals[Math.min(sent.push(method), refusals.length) - 1];
    const isRefused = refusal !== undefined && (refusals.length === 1 || sent.length <= refusals.length);
    if (!isRefused) return ok({ _embedded: { activities: begun } });
    const answer = { status: refusal, body: JSON.stringify({ message: said }), headers: {} };
    throw new HttpError(url, describeRequest({ method, url }), answer);
  };
  const upsun = connectedUpsun({
    session: { send, authorization: async () => ({ authorization: 'Bearer x' }) },
    http: { stream: () => Promise.reject(new Error('No log is read.')) },
    apiUrl: api,
    projectId: 'abc123',
    clock,
    signal: new AbortController().signal,
  });
  return { upsun, sent, waited: () => clock.sleeps.reduce((sum, one) => sum + one, 0) };
}

const inactive = environmentAtTip({ id: 'pr-1', links: { '#delete': '/x' } });

type Change = (upsun: UpsunReader & UpsunWriter) => Promise<unknown>;
const changes: [string, Change][] = [
  ['an operation', (upsun) => upsun.operate('pr-1', 'redeploy')],
  ['an edit', (upsun) => upsun.edit('pr-1', { title: 'x' })],
  ['a deactivation', (upsun) => upsun.deactivate('pr-1', async () => undefined)],
  ['a deletion', (upsun) => upsun.remove(inactive, async () => undefined)],
];

describe.each([409, 423])(
  'while something else runs in the environment, which Upsun answers with %i',
  (status) => {
    test.each(changes)('%s waits', async (_what, change) => {
      const { upsun, sent } = busyUpsun([status, status]);
      await change(upsun);
      expect(sent).toHaveLength(3);
    });

    test.each(changes)(
      '%s waits for two minutes at the longest, and then says why',
      async (_what, change) => {
        const { upsun, waited } = busyUpsun([status]);
        expect(await rejection(change(upsun))).toMatchObject({
          kind: 'failure',
          message: expect.stringMatching(/^Upsun refused to .*pr-1: Another activity is under way\.$/),
          remedy: expect.stringContaining('re-run the step when it is over'),
        });
        expect(waited()).toBeGreaterThanOrEqual(120_000);
        expect(waited()).toBeLessThan(130_000);
      },
    );
  },
);

test('what the other activity has done is not asked for again', async () => {
  const { upsun, sent } = busyUpsun([409, 409], 'active');
  expect(await upsun.operate('pr-1', 'activate')).toBeUndefined();
  expect(sent).toEqual(['POST']);
});

const inUse = async () => 'it is in use';

describe('after a wait it is asked again whether an environment is to be taken away', () => {
  test('and what is in use is not deactivated', async () => {
    const { upsun, sent } = busyUpsun([409]);
    expect(await upsun.deactivate('pr-1', inUse)).toEqual({ objection: 'it is in use' });
    expect(sent).toEqual(['POST']);
  });

  test('also where Upsun did not offer it at first', async () => {
    const { upsun, sent } = busyUpsun([], 'inactive', '', 2);
    expect(await upsun.deactivate('pr-1', inUse)).toEqual({ objection: 'it is in use' });
    expect(sent).toEqual([]);
  });

  test('and what is in use is not deleted', async () => {
    const { upsun, sent } = busyUpsun([423]);
    expect(await upsun.remove(inactive, inUse)).toBe('it is in use');
    expect(sent).toEqual(['DELETE']);
  });

  test('and without a wait it is not', async () => {
    const { upsun, sent } = busyUpsun([]);
    expect(await upsun.deactivate('pr-1', inUse)).toMatchObject({ activity: { id: 'deactivate' } });
    expect(await upsun.remove(inactive, inUse)).toBeUndefined();
    expect(sent).toEqual(['POST', 'DELETE']);
  });
});

test('another refusal is not waited for', async () => {
  const { upsun, sent, waited } = busyUpsun([400]);
  expect(await rejection(upsun.edit('pr-1', { title: 'x' }))).toMatchObject({ kind: 'failure' });
  expect([sent, waited()]).toEqual([['PATCH'], 0]);
});

describe('where the project has no room', () => {
  test.each([409, 423])(
    'nobody waits for that, though Upsun answers %i as for a busy environment',
    async (status) => {
      const { upsun, sent, waited } = busyUpsun([status], 'inactive', 'Environment limit reached');
      await rejection(upsun.operate('pr-1', 'activate'));
      expect(sent).toHaveLength(1);
      expect(waited()).toBe(0);
    },
  );

  test.each([400, 402, 403, 409, 422])('the words of a refusal with %i can be read', async (status) => {
    const { upsun } = busyUpsun([status], 'inactive', 'Environment limit reached');
    const error = await rejection(upsun.operate('pr-1', 'activate'));
    expect(error).toMatchObject({ refusal: 'Environment limit reached' });
  });

  test.each([404, 423, 500, 503])('an answer of %i is no refusal', async (status) => {
    const { upsun } = busyUpsun([status], 'inactive', 'Environment limit reached');
    const error = await rejection(upsun.operate('pr-1', 'activate'));
    expect(error).toMatchObject({ refusal: undefined });
  });
});
