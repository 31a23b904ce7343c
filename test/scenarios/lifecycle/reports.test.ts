/** What people see: the exact sequence of statuses, reports and comments for each way a run can end. */
import { expect, test } from 'vitest';
import type { Exchange } from '../../sandbox/server.ts';
import { openPullRequest } from '../failure.ts';
import { wordOfCloud } from '../host.ts';
import { scenario, type Scenario } from '../scenario.ts';

const comment = { PULL_REQUEST_COMMENT: 'true' };

/** A field of what was sent, in Cloud's words. */
function sentAs(name: string): (exchange: Exchange) => string {
  return ({ body }) => wordOfCloud(String((body as Record<string, unknown>)[name]));
}

/** What Bitbucket was told in the last run, in order, by kind. */
function told({ requests, paths }: Scenario) {
  const sent = (path: RegExp, ...methods: string[]) =>
    requests.filter((request) => methods.includes(request.method) && path.test(request.path));
  return {
    statuses: sent(paths.statuses, 'POST').map(sentAs('state')),
    reports: sent(paths.reports, 'PUT').map(sentAs('result')),
    comments: sent(paths.comments, 'POST', 'PUT').map(({ method }) =>
      method === 'POST' ? 'created' : 'edited',
    ),
  };
}

const ways: {
  way: string;
  files?: Record<string, string>;
  before?: (world: Scenario) => void;
  variables?: Record<string, string>;
  statuses: string[];
  report: string;
  description: RegExp;
  link: RegExp | 'the run';
}[] = [
  {
    way: 'success',
    statuses: ['INPROGRESS', 'SUCCESSFUL'],
    report: 'PASSED',
    description: /^pr-1 ready in \d+ s, data from main$/,
    link: /^http:\/\/127\.0\.0\.1:\d+\/$/,
  },
  {
    way: 'failure in build',
    files: { 'build-fails': 'npm error' },
    statuses: ['INPROGRESS', 'FAILED'],
    report: 'FAILED',
    description: /^pr-1: the deployment failed/,
    link: /\/pr-1\/log\//,
  },
  {
    way: 'failure in a hook',
    files: { 'deploy-fails': 'no database' },
    statuses: ['INPROGRESS', 'FAILED'],
    report: 'FAILED',
    description: /^pr-1: app deploy \(exit 1\) failed although the environment is live$/,
    link: /\/pr-1\/log\//,
  },
  {
    way: 'failure in a hook that does not count',
    files: { 'deploy-fails': 'no database' },
    variables: { FAIL_ON_HOOK_ERROR: 'false' },
    statuses: ['INPROGRESS', 'SUCCESSFUL'],
    report: 'PASSED',
    description: /^pr-1 ready in \d+ s, data from main; app deploy \(exit 1\) failed/,
    link: /^http:\/\/127\.0\.0\.1:\d+\/$/,
  },
  {
    way: 'cancelled activity',
    before: ({ upsun }) => upsun.failNext('cancelled'),
    statuses: ['INPROGRESS', 'STOPPED'],
    report: 'undefined',
    description: /^pr-1: it was cancelled on Upsun$/,
    link: /\/pr-1\/log\//,
  },
  {
    way: 'staged activity',
    before: ({ upsun }) => upsun.failNext('staged'),
    statuses: ['INPROGRESS', 'STOPPED'],
    report: 'undefined',
    description: /^pr-1 waits for a manual deployment$/,
    link: /\/pr-1\/log\//,
  },
  {
    way: 'time-out in the queue',
    before: ({ upsun }) => void (upsun.durations.queue = 4000),
    variables: { QUEUE_TIMEOUT: '1s' },
    statuses: ['INPROGRESS', 'FAILED'],
    report: 'FAILED',
    description: /^pr-1: it waited for its turn longer than QUEUE_TIMEOUT \(1 s\); Upsun goes on with it$/,
    link: /\/pr-1\/log\//,
  },
  {
    way: 'time-out of the deployment',
    before: ({ upsun }) => void (upsun.durations.deploy = 4000),
    variables: { DEPLOY_TIMEOUT: '1s' },
    statuses: ['INPROGRESS', 'FAILED'],
    report: 'FAILED',
    description: /^pr-1: it ran longer than DEPLOY_TIMEOUT \(1 s\); Upsun goes on with it$/,
    link: /\/pr-1\/log\//,
  },
  {
    way: 'refused push',
    before: ({ upsun }) => void (upsun.refusePush = 'Invalid configuration'),
    statuses: ['FAILED'],
    report: 'FAILED',
    description: /^pr-1: Upsun refused the push of \w{8} to pr-1: .*$/,
    link: 'the run',
  },
];

test.each(ways)('$way: $statuses, report $report', async ({ files = {}, before, variables, ...expected }) => {
  const world = await scenario();
  const { id, commit } = await openPullRequest(world, files);
  before?.(world);

  await world.deploy({ pullRequest: id }, { ...comment, ...variables });

  expect(told(world)).toEqual({
    statuses: expected.statuses,
    reports: [expected.report],
    comments: ['created'],
  });
  const status = world.bitbucket.latestStatus(commit);
  expect(status?.description).toMatch(expected.description);
  expect(status?.url).toMatch(expected.link === 'the run' ? world.runPage : expected.link);
  expect(world.bitbucket.comments(id)[0]?.raw.replaceAll('\\', '')).toContain(status?.description);
  expect(world.bitbucket.reports(commit)[0]?.content).toMatchObject({ link: status?.url });
});

test('three runs in a row: one status, one report, one comment, each replaced', async () => {
  const world = await scenario();
  const { id, commit, source } = await openPullRequest(world);

  await world.deploy({ pullRequest: id }, comment);
  expect(told(world).comments).toEqual(['created']);
  await world.deploy({ pullRequest: id }, comment);
  expect(told(world)).toEqual({ statuses: ['SUCCESSFUL'], reports: ['PASSED'], comments: ['edited'] });
  const next = await world.repository.commit(source, { 'build-fails': 'npm error' });
  await world.deploy({ pullRequest: id }, comment);
  expect(told(world)).toEqual({
    statuses: ['INPROGRESS', 'FAILED'],
    reports: ['FAILED'],
    comments: ['edited'],
  });

  expect(world.bitbucket.comments(id)).toHaveLength(1);
  expect(world.bitbucket.comments(id)[0]?.raw).toContain('npm error');
  expect(new Set(world.bitbucket.statuses(commit).map(({ key }) => key))).toHaveLength(1);
  expect(world.bitbucket.reports(next)).toHaveLength(1);
});

test('a superseded commit gets an end that names the newer one, and nothing else', async () => {
  const world = await scenario();
  const { id, commit, source } = await openPullRequest(world);
  const newer = await world.repository.commit(source, { 'index.html': 'Newer' });

  const run = await world.deploy({ pullRequest: id }, comment, { commit });

  expect(run.exitCode).toBe(0);
  expect(told(world)).toEqual({ statuses: ['STOPPED'], reports: [], comments: [] });
  expect(world.bitbucket.latestStatus(commit)?.description).toContain(`superseded by ${newer.slice(0, 8)}`);
  expect(world.bitbucket.latestStatus(newer)).toBeUndefined();
});

test('a pull request that is closed meanwhile', async () => {
  const world = await scenario();
  const { id } = await openPullRequest(world);
  world.upsun.durations.deploy = 1500;
  const running = await world.start({ pullRequest: id }, comment);
  await world.until(() => world.upsun.activities().some(({ state }) => state === 'in_progress'));
  await world.bitbucket.declinePullRequest(id);

  await running.finished;

  expect(told(world)).toEqual({
    statuses: ['INPROGRESS', 'STOPPED'],
    reports: ['undefined'],
    comments: ['created', 'edited'],
  });
  expect(world.bitbucket.comments(id)[0]?.raw).toContain('was deleted');
  expect(world.bitbucket.comments(id)[0]?.raw).not.toContain('127.0.0.1');
});

test('a comment does not outlive the addresses in it, and none is made for that', async () => {
  const world = await scenario();
  const commented = await openPullRequest(world, { 'a.txt': 'a' }, 'feature/a');
  const plain = await openPullRequest(world, { 'b.txt': 'b' }, 'feature/b');
  await world.deploy({ pullRequest: commented.id }, comment);
  await world.deploy({ pullRequest: plain.id });
  for (const { id } of [commented, plain]) await world.bitbucket.mergePullRequest(id);

  const run = await world.deploy({ branch: 'main' }, { ...comment, COMMAND: 'cleanup' }, { clone: false });

  expect(run.exitCode).toBe(0);
  expect(world.bitbucket.comments(commented.id).map(({ raw }) => raw)).toEqual([
    expect.stringMatching(/^\*\*Upsun Sandbox:\*\* pr\\?-1 was deleted\n\n\[\/\/\]/),
  ]);
  expect(world.bitbucket.comments(plain.id)).toEqual([]);
});

test('a run that is stopped: the status has its end, and nothing claims a result', async () => {
  const world = await scenario();
  const { id, commit } = await openPullRequest(world);
  world.upsun.durations.deploy = 3000;
  const running = await world.start({ pullRequest: id }, comment);
  await world.until(() => world.states(commit).includes('INPROGRESS'));
  running.kill('SIGTERM');

  await running.finished;

  expect(told(world)).toEqual({ statuses: ['INPROGRESS', 'STOPPED'], reports: [], comments: [] });
});

test('a hook that failed is an annotation with the end of what it wrote', async () => {
  const world = await scenario();
  const { id, commit } = await openPullRequest(world, { 'deploy-fails': 'no database' });

  await world.deploy({ pullRequest: id });

  const [report] = world.bitbucket.reports(commit);
  expect(report?.annotations).toHaveLength(1);
  const words = JSON.stringify(report?.annotations);
  expect(words).toContain('app: deploy failed with exit code 1');
  expect(words).toContain('no database');
});

test('two projects in one repository overwrite nothing of each other', async () => {
  const world = await scenario();
  const other = await scenario({ upsun: { projectId: 'other7654321' } });
  const { id, commit } = await openPullRequest(world);
  await world.deploy({ pullRequest: id }, comment);
  const { PROJECT_ID, UPSUN_CLI_TOKEN, UPSUN_API_URL, UPSUN_AUTH_URL, SSH_KNOWN_HOSTS } = other.variables;
  const elsewhere = { PROJECT_ID, UPSUN_CLI_TOKEN, UPSUN_API_URL, UPSUN_AUTH_URL, SSH_KNOWN_HOSTS };
  const run = await world.deploy(
    { pullRequest: id },
    { ...comment, ...(elsewhere as Record<string, string>) },
  );

  expect(run.exitCode).toBe(0);
  expect(new Set(world.bitbucket.statuses(commit).map(({ key }) => key))).toEqual(
    new Set(['upsun/abc123def4567/pr-1', 'upsun/other7654321/pr-1']),
  );
  expect(world.bitbucket.reports(commit)).toHaveLength(2);
  expect(world.bitbucket.comments(id)).toHaveLength(2);
});

test.each(['statuses', 'reports', 'comments'] as const)(
  'what cannot be told (%s) is a warning and fails nothing',
  async (what) => {
    const world = await scenario();
    const { id } = await openPullRequest(world);
    world.faults.push({
      path: world.paths[what],
      answer: { status: 403, body: { error: { message: 'No' } } },
    });

    const run = await world.deploy({ pullRequest: id }, comment);

    expect(run.exitCode).toBe(0);
    expect(run.output).toContain('WARNING');
    expect(run.output).toContain('pr-1 ready');
  },
);

test('an OUTPUT_FILE where no directory can be made is a warning, and the deployment succeeds', async () => {
  const world = await scenario();
  const { id, commit } = await openPullRequest(world);

  const run = await world.deploy({ pullRequest: id }, { OUTPUT_FILE: '/proc/nonexistent/upsun.env' });

  expect(run.exitCode).toBe(0);
  expect(run.output).toContain('could not be written to /proc/nonexistent/upsun.env: ENOENT');
  expect(world.states(commit)).toEqual(['INPROGRESS', 'SUCCESSFUL']);
});
