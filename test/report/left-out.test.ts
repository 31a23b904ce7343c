import { expect, test } from 'vitest';
import type { Bitbucket, BuildStatus } from '../../src/bitbucket/bitbucket.ts';
import { reportLeftOut } from '../../src/report/left-out.ts';
import { someCommit } from '../bitbucket/some-commit.ts';
import { openJournal } from '../../src/journal.ts';
import { fakeClock } from '../http/fake-clock.ts';
import { byId, project, pullRequestTarget, repository } from '../plan/world.ts';
import { writtenLog } from './written.ts';

const snapshot = { project, repository, environments: byId([]) };
const reason = { code: 'no-room', room: { taken: 2, limit: 2 }, wantedToEvict: false } as const;
const runUrl = 'https://bitbucket.org/acme/shop/pipelines/results/7';

/** What Bitbucket is told of these pull requests, each of them without room. */
async function told(ids: number[], page: string | undefined, state?: BuildStatus['state']) {
  const statuses: (BuildStatus & { commit: string })[] = [];
  const bitbucket = {
    commit: async () => someCommit,
    buildState: async () => state,
    setBuildStatus: async (commit, status) => void statuses.push({ ...status, commit }),
  } as Partial<Bitbucket> as Bitbucket;
  const ports = {
    settings: { wait: false, buildStatus: true, codeInsights: true, pullRequestComment: false },
    bitbucket,
    insights: undefined,
    outputs: undefined,
    hosts: { console: 'https://console.upsun.com' },
    log: writtenLog(),
    clock: fakeClock(),
    journal: openJournal(),
  };
  const plans = ids.map((id) => {
    const source = { name: `feature/${id}`, commit: someCommit.slice(0, 12) };
    return {
      target: pullRequestTarget({ id, source }),
      actions: [{ kind: 'skip', id: `pr-${id}`, reason } as const],
    };
  });
  await reportLeftOut(plans, snapshot, page, ports);
  return statuses;
}

test('each pull request without room has a stopped status on its full commit, with the reason and the run', async () => {
  const statuses = await told([7, 8], runUrl);
  expect(statuses).toMatchObject([
    { commit: someCommit, key: 'upsun/abc123/pr-7', state: 'STOPPED', refname: 'feature/7', url: runUrl },
    { commit: someCommit, key: 'upsun/abc123/pr-8', state: 'STOPPED', refname: 'feature/8', url: runUrl },
  ]);
  expect(statuses[0]?.description).toMatch(/^Nothing is deployed to pr-7: no room: 2 of the 2/);
});

test('where the run has no page, the status links to the project, as the environment may not exist', async () => {
  expect(await told([7], undefined)).toMatchObject([{ url: 'https://console.upsun.com/projects/abc123' }]);
});

test.each(['SUCCESSFUL', 'FAILED', 'STOPPED'] as const)(
  'a commit that is %s already stays so, and is told nothing again',
  async (state) => {
    expect(await told([7], runUrl, state)).toEqual([]);
  },
);

test('a status that a killed run left in progress is finished', async () => {
  expect(await told([7], runUrl, 'INPROGRESS')).toMatchObject([{ state: 'STOPPED' }]);
});
