import type { Bitbucket, BuildStatus } from '../../../src/bitbucket/bitbucket.ts';
import type { Report } from '../../../src/bitbucket/reports.ts';
import type { CommitHash } from '../../../src/plan/commit.ts';

/** What the calls are about. */
export interface Subject {
  commit: CommitHash;
  pullRequest: number;
}

export type Call = (bitbucket: Bitbucket, subject: Subject) => Promise<unknown>;
type EndedBySignal = (bitbucket: Bitbucket, subject: Subject, signal: AbortSignal) => Promise<unknown>;

export const status: BuildStatus = {
  key: 'upsun/abc123/pr-7',
  state: 'SUCCESSFUL',
  name: 'Upsun pr-7',
  description: 'pr-7 is ready',
  url: 'https://pr-7.example.com/',
  otherUrls: [],
  refname: 'feature/login',
};

export const report: Report = {
  title: 'Upsun environment pr-7',
  details: 'Deployed with the data of main',
  result: 'PASSED',
  link: 'https://pr-7.example.com/',
  otherLinks: [],
  data: [],
  annotations: [],
};

/** Every way to read, by what is read. */
export const reads: [string, Call][] = [
  ['repository', (bitbucket) => bitbucket.repository()],
  ['branch', (bitbucket) => bitbucket.branch('feature/login')],
  ['branches', (bitbucket) => bitbucket.branches()],
  ['pullRequest', (bitbucket, { pullRequest }) => bitbucket.pullRequest(pullRequest)],
  ['openPullRequests', (bitbucket) => bitbucket.openPullRequests()],
  ['changedFiles', (bitbucket, { pullRequest }) => bitbucket.changedFiles(pullRequest)],
  ['commit', (bitbucket, { commit }) => bitbucket.commit(commit)],
  ['buildState', (bitbucket, { commit }) => bitbucket.buildState(commit, status.key)],
  ['comments', (bitbucket, { pullRequest }) => bitbucket.comments(pullRequest, signalOfNobody())],
];

const remarked: Report = {
  ...report,
  annotations: [{ summary: 'app: deploy failed', details: 'No database', severity: 'HIGH', link: undefined }],
};

/** Every call that takes a signal. */
export const signalled: [string, EndedBySignal][] = [
  ['comments', (bitbucket, { pullRequest }, signal) => bitbucket.comments(pullRequest, signal)],
  [
    'createComment',
    (bitbucket, { pullRequest }, signal) => bitbucket.createComment(pullRequest, 'Ready', signal),
  ],
  [
    'updateComment',
    // Without its version, which Data Center looks up then.
    (bitbucket, { pullRequest }, signal) =>
      bitbucket.updateComment(pullRequest, { id: 1000, text: 'Old' }, 'New', signal),
  ],
  ['setBuildStatus', (bitbucket, { commit }, signal) => bitbucket.setBuildStatus(commit, status, signal)],
  ['setReport', (bitbucket, { commit }, signal) => bitbucket.setReport(commit, 'upsun-1', remarked, signal)],
];

/** Every call but `granted`, which answers where others are refused. */
export const calls: [string, Call][] = [
  ...reads,
  ...signalled
    .filter(([name]) => name !== 'comments')
    .map(([name, call]): [string, Call] => [name, (...about) => call(...about, signalOfNobody())]),
];

/** What each of the calls is rejected with or, where it is not, comes to. */
export async function outcomesOf(
  table: readonly (readonly [string, Call])[],
  bitbucket: Bitbucket,
  subject: Subject,
): Promise<Record<string, unknown>> {
  const outcomes = table.map(async ([name, call]) => {
    const outcome = await call(bitbucket, subject).catch((error: unknown) => error);
    return [name, outcome] as const;
  });
  return Object.fromEntries(await Promise.all(outcomes));
}

function signalOfNobody(): AbortSignal {
  return new AbortController().signal;
}
