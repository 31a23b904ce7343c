import { describe, expect, test } from 'vitest';
import type { Bitbucket, BuildStatus } from '../../src/bitbucket/bitbucket.ts';
import type { PullRequest } from '../../src/plan/world.ts';
import { retractDeactivated, retractDeleted, retractOvertaken } from '../../src/report/retract.ts';
import { hashOf } from '../bitbucket/hashes.ts';
import { someCommit } from '../bitbucket/some-commit.ts';
import { openJournal } from '../../src/journal.ts';
import { fakeClock } from '../http/fake-clock.ts';
import { writtenLog } from './written.ts';

const older = hashOf('0'.repeat(40));
const project = { id: 'abc123', title: 'Shop' };
const target = {
  kind: 'branch',
  name: 'feature/login',
  tip: { name: 'feature/login', commit: someCommit },
} as const;
const pullRequest = {
  id: 7,
  fork: false,
  source: { name: 'feature/login', commit: someCommit.slice(0, 12) },
} as PullRequest;

/** What the functions need, and the statuses that Bitbucket is told. */
function ports(commit: Bitbucket['commit'] = async () => someCommit) {
  const told: Pick<BuildStatus & { commit: string }, 'commit' | 'state' | 'url'>[] = [];
  const bitbucket = {
    commit,
    buildState: async () => undefined,
    async setBuildStatus(on, { state, url }) {
      told.push({ commit: on, state, url });
    },
  } as Partial<Bitbucket> as Bitbucket;
  const settings = {
    command: 'deploy',
    wait: true,
    buildStatus: true,
    codeInsights: true,
    pullRequestComment: false,
  } as const;
  return {
    told,
    settings,
    bitbucket,
    insights: undefined,
    outputs: undefined,
    hosts: { console: 'https://console.upsun.com' },
    log: writtenLog(),
    clock: fakeClock(),
    journal: openJournal(),
  };
}

describe('a commit that was overtaken', () => {
  test('has a build status with an end, which links to the environment', async () => {
    const effects = ports();
    await retractOvertaken({ target, commit: older, project }, [], effects);
    const url = 'https://console.upsun.com/projects/abc123/feature%2Flogin';
    expect(effects.told).toEqual([{ commit: older, state: 'STOPPED', url }]);
  });

  test.each([
    ['is the newest one', someCommit.slice(0, 12)],
    ['is not known', undefined],
  ])('is none where it %s', async (_which, commit) => {
    const effects = ports();
    await retractOvertaken({ target, commit, project }, [], effects);
    expect(effects.told).toEqual([]);
  });
});

describe('an environment that no longer answers', () => {
  test('has a stopped status on the full hash of its commit where it is deactivated', async () => {
    const effects = ports();
    await retractDeactivated('pr-7', pullRequest, project, effects);
    expect(effects.told).toMatchObject([{ commit: someCommit, state: 'STOPPED' }]);
  });

  test('has none where Bitbucket does not have the commit', async () => {
    const effects = ports(async () => undefined);
    await retractDeactivated('pr-7', pullRequest, project, effects);
    expect(effects.told).toEqual([]);
  });

  test('is deactivated all the same where the commit cannot be read, with a warning', async () => {
    const effects = ports(() => Promise.reject(new Error('Bitbucket is away')));
    await retractDeactivated('pr-7', pullRequest, project, effects);
    expect(effects.told).toEqual([]);
    expect(effects.log.lines()).toEqual([expect.stringMatching(/WARNING: .*Bitbucket is away/)]);
  });

  test('keeps its status as a record where it is deleted', async () => {
    const effects = ports();
    await retractDeleted('pr-7', 7, project, effects);
    expect(effects.told).toEqual([]);
  });
});
