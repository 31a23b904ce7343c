import { describe, expect, test } from 'vitest';
import type { Bitbucket } from '../../src/bitbucket/bitbucket.ts';
import type { ReportPorts } from '../../src/report/channels/channel.ts';
import { openReporter } from '../../src/report/reporter.ts';
import { someCommit } from '../bitbucket/some-commit.ts';
import { openJournal } from '../../src/journal.ts';
import { fakeClock } from '../http/fake-clock.ts';
import { reported } from './reported.ts';
import { writtenLog } from './written.ts';

const place = {
  project: 'abc123',
  projectTitle: 'Shop',
  environment: 'pr-7',
  commit: someCommit,
  branch: 'feature/login',
  pullRequest: 7,
};
const allOn = {
  command: 'deploy',
  wait: true,
  buildStatus: true,
  codeInsights: true,
  pullRequestComment: true,
} as const;

/** A reporter with every channel, and what Bitbucket is told through it, in order. */
function telling(
  changes: { settings?: Partial<ReportPorts['settings']>; commit?: undefined; outputs?: undefined } = {},
) {
  const told: string[] = [];
  const tell = async (what: string) => void told.push(what);
  const bitbucket = {
    longestText: 31_000,
    longestDetails: 2000,
    buildState: async () => undefined,
    setBuildStatus: async (_commit, { state }) => {
      await Promise.resolve();
      await tell(`status ${state}`);
    },
    setReport: () => tell('report'),
    setDeployment: () => tell('deployment'),
    comments: async () => [{ id: 1, text: '[//]: # (upsun-environments abc123)' }],
    updateComment: async (_pullRequest, comment, text) => {
      await tell(`comment ${text.includes('was deleted') ? 'deleted' : 'ready'}`);
      return comment;
    },
  } as Partial<Bitbucket> as Bitbucket;
  const log = writtenLog();
  const outputs: ReportPorts['outputs'] = ({ ENVIRONMENT_RESULT: result }) => tell(`outputs ${result}`);
  const { settings, ...others } = changes;
  const reporter = openReporter(
    { ...place, ...others },
    {
      settings: { ...allOn, ...settings },
      bitbucket,
      insights: bitbucket,
      outputs: 'outputs' in changes ? undefined : outputs,
      hosts: { console: 'https://console.upsun.com' },
      log,
      clock: fakeClock(),
      journal: openJournal(),
    },
  );
  return { reporter, told, log };
}

const retraction = { description: 'pr-7 was deleted', page: 'https://console' };

describe('the end of a deployment', () => {
  test('is told to every channel, and the build status first', async () => {
    const { reporter, told } = telling();
    reporter.begin('pr-7 is being deployed', 'https://console');
    await reporter.end(reported());
    expect(told.slice(0, 2)).toEqual(['status INPROGRESS', 'status SUCCESSFUL']);
    expect(told.slice(2).toSorted()).toEqual(['comment ready', 'deployment', 'outputs deployed', 'report']);
  });

  test('is only a build status where the run is in a hurry', async () => {
    const { reporter, told } = telling();
    await reporter.end(reported({ state: 'stopped' }), true);
    expect(told).toEqual(['status STOPPED']);
  });

  test('is told beside no commit where that is unknown', async () => {
    const { reporter, told } = telling({ commit: undefined });
    await reporter.end(reported());
    expect(told.toSorted()).toEqual(['comment ready', 'outputs deployed']);
  });

  test('is told to nobody where it was not waited for, except to later steps', async () => {
    const { reporter, told } = telling({ settings: { wait: false } });
    reporter.begin('pr-7 is being deployed', 'https://console');
    await reporter.end(reported({ result: 'queued' }));
    expect(told).toEqual(['outputs queued']);
  });

  test('has no outputs where it is of another command than deploy', async () => {
    const { reporter, told } = telling({ outputs: undefined });
    await reporter.end(reported());
    expect(told).not.toContain('outputs deployed');
    expect(told).toContain('report');
  });
});

describe('what was said is taken back', () => {
  test.each([
    ['superseded', ['status STOPPED']],
    ['left-out', ['status STOPPED']],
    // The status goes last: it tells the next run whether a killed one has left anything.
    ['deactivated', ['comment deleted', 'status STOPPED']],
    ['deleted', ['comment deleted']],
  ] as const)('where it is %s, from %j, also by a run that does not wait', async (kind, expected) => {
    const { reporter, told } = telling({ settings: { wait: false } });
    await reporter.retract({ kind, ...retraction });
    expect(told).toEqual(expected);
  });
});
