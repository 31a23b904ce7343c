import { describe, expect, test } from 'vitest';
import type { DeploymentOutcome } from '../../src/apply/outcome.ts';
import { unlessUnready } from '../../src/apply/ready.ts';
import type { SiteAnswer, SiteQuestion } from '../../src/http/site.ts';
import type { UpsunEnvironment } from '../../src/upsun/upsun.ts';
import { fakeClock } from '../http/fake-clock.ts';
import { writtenLog } from '../report/written.ts';
import { environmentAtTip, pushActivity } from './context.ts';

const activity = pushActivity();
const deployed: DeploymentOutcome = { kind: 'deployed', activity };
const httpAuth = { user: 'team', password: 'review-only-9f3b' };
const routes = [
  { url: 'https://pr-7.example.com/shop/', primary: true, type: 'upstream' },
  { url: 'https://api.pr-7.example.com/', primary: false, type: 'upstream' },
];

interface Case {
  outcome?: DeploymentOutcome;
  environment?: UpsunEnvironment | undefined;
  routes?: typeof routes;
  isPreview?: boolean;
  settings?: object;
  /** In turn, and the last one for ever. */
  answers?: SiteAnswer[];
}

async function check(one: Case = {}) {
  const clock = fakeClock();
  const log = writtenLog();
  const asked: SiteQuestion[] = [];
  const { answers = [{ kind: 'answered', status: 200 }], outcome = deployed, isPreview = true } = one;
  const checked = await unlessUnready(
    outcome,
    { environment: environmentAtTip(), routes, ...one, isPreview },
    {
      settings: { wait: true, readyPath: '/health?key=k', readyTimeout: 120_000, httpAuth, ...one.settings },
      askSite: async (question) => {
        asked.push(question);
        return answers[Math.min(asked.length, answers.length) - 1] ?? { kind: 'answered', status: 200 };
      },
      clock,
      log,
      signal: new AbortController().signal,
    },
  );
  return { checked, asked, sleeps: clock.sleeps, lines: log.lines() };
}

const bad: SiteAnswer = { kind: 'answered', status: 502 };

describe('READY_PATH', () => {
  test('is asked for at the root of the primary route, and its answer ends the check', async () => {
    const { checked, asked } = await check();
    expect(checked).toBe(deployed);
    expect(asked.map(({ url }) => url.href)).toEqual(['https://pr-7.example.com/health?key=k']);
    expect(asked[0]?.origins).toEqual(['https://pr-7.example.com', 'https://api.pr-7.example.com']);
  });

  test('is waited for, less and less often', async () => {
    const { checked, asked, sleeps, lines } = await check({
      answers: [...Array.from({ length: 9 }, () => bad), { kind: 'answered', status: 302 }],
    });
    expect(checked).toBe(deployed);
    expect(asked).toHaveLength(10);
    expect(sleeps[0]).toBe(500);
    expect(sleeps.at(-1)).toBe(5000);
    expect(lines).toEqual([
      'INFO: Waiting until pr-7.example.com/health answers, for 2 min at most',
      'INFO: pr-7.example.com/health answers',
    ]);
  });

  test.each<[SiteAnswer, string]>([
    [bad, 'live, but /health answered 502 for 2 min'],
    [
      { kind: 'untrusted', code: 'CERT_HAS_EXPIRED' },
      'live, but the certificate of pr-7.example.com could not be trusted for 2 min (CERT_HAS_EXPIRED)',
    ],
    [
      { kind: 'unanswered', code: 'ECONNREFUSED' },
      'live, but /health gave no answer for 2 min (ECONNREFUSED)',
    ],
    [
      { kind: 'redirected', to: 'https://login.example.com' },
      'live, but /health redirects to https://login.example.com, which is none of its routes',
    ],
  ])('that is not answered in time fails: %j', async (answer, reason) => {
    const { checked } = await check({ answers: [answer] });
    expect(checked).toEqual({ kind: 'unready', activity, reason });
  });

  test('fails an environment that is up to date as well', async () => {
    const { checked } = await check({ outcome: { kind: 'unchanged' }, answers: [bad] });
    expect(checked).toEqual({ kind: 'unready', reason: 'live, but /health answered 502 for 2 min' });
  });

  test('fails where there is nothing to ask', async () => {
    expect((await check({ routes: [] })).checked).toMatchObject({
      reason: 'live, but READY_PATH could not be checked, because it has no route',
    });
    expect((await check({ environment: undefined, routes: [] })).checked).toMatchObject({
      reason: 'live, but READY_PATH could not be checked, because its routes could not be read',
    });
  });

  test('takes the password of HTTP_AUTH to pull request environments alone', async () => {
    expect((await check()).asked[0]?.user).toEqual(httpAuth);
    expect((await check({ isPreview: false })).asked[0]?.user).toBeUndefined();
  });

  test.each<[string, Case]>([
    ['without the setting', { settings: { readyPath: undefined } }],
    ['with WAIT=false', { settings: { wait: false } }],
    [
      'of an inactive environment',
      { outcome: { kind: 'unchanged' }, environment: environmentAtTip({ status: 'inactive' }) },
    ],
    ['of one that failed', { outcome: { kind: 'failed', reason: 'the deployment failed' } }],
    ['of one that only stores code', { outcome: { kind: 'stored' } }],
  ])('is not asked for %s', async (_what, one) => {
    const { checked, asked } = await check(one);
    expect(asked).toEqual([]);
    expect(checked).toBe(one.outcome ?? deployed);
  });
});
