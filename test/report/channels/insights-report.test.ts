import { describe, expect, test } from 'vitest';
import type { ReportData } from '../../../src/bitbucket/reports.ts';
import * as insights from '../../../src/report/channels/insights-report.ts';
import { reportId } from '../../../src/report/channels/report-id.ts';
import type { DeploymentReport } from '../../../src/report/deployment.ts';
import { deploymentLog, failedWith, live, reported } from '../reported.ts';

const page = 'https://console.upsun.com/projects/abc123/pr-7';
const logPage = `${page}/log/activity1`;
const insightsReport = (report: DeploymentReport) => insights.insightsReport(report, 2000);
const annotationsOf = (report: DeploymentReport) => insights.annotationsOf(report, 2000);
const datum = (data: readonly ReportData[], title: string) => data.find((one) => one.title === title)?.value;

describe('the report of an environment', () => {
  test('that is live links it and tells where it comes from', () => {
    const { data, annotations, ...report } = insightsReport(reported());
    expect(report).toEqual({
      title: 'Upsun Shop: pr-7',
      details:
        'pr-7 ready in 3 min 12 s\nCommit c0ffee0000000000000000000000000000000000 of branch feature/login, pull request 7',
      result: 'PASSED',
      link: live,
      otherLinks: [page, 'https://console.upsun.com/projects/abc123'],
    });
    expect(annotations).toEqual([]);
    expect(data).toEqual([
      { title: 'Environment', type: 'LINK', value: { text: live, href: live } },
      { title: 'Log', type: 'LINK', value: { text: 'Activity in the console', href: logPage } },
      { title: 'Duration', type: 'DURATION', value: 192_000 },
      { title: 'Commit', type: 'TEXT', value: 'c0ffee000000' },
      { title: 'Data', type: 'TEXT', value: 'copied from main, 2 h 5 min ago' },
      { title: 'Parent', type: 'TEXT', value: 'main' },
      { title: 'Status', type: 'TEXT', value: 'active' },
      {
        title: 'Route',
        type: 'LINK',
        value: {
          text: 'http://pr-7-abc123.eu-5.platformsh.site/',
          href: 'http://pr-7-abc123.eu-5.platformsh.site/',
        },
      },
    ]);
  });

  test.each([
    ['successful', 'PASSED', live],
    ['failed', 'FAILED', logPage],
    ['stopped', undefined, logPage],
  ] as const)('%s: %s, with the page to look at next', (state, result, link) => {
    expect(insightsReport(reported({ state, link }))).toMatchObject({ result, link });
  });

  test('leaves out what is not known', () => {
    const unknown = { url: undefined, routes: [], parent: undefined, data: undefined };
    const { data, details } = insightsReport(
      reported({ ...unknown, pullRequest: undefined, status: undefined }),
    );
    expect(data.map(({ title }) => title)).toEqual(['Log', 'Duration', 'Commit']);
    expect(details).not.toContain('pull request');
  });

  test('says from whom the data is though not since when', () => {
    const { data } = insightsReport(reported({ data: { environment: 'main', age: undefined } }));
    expect(datum(data, 'Data')).toBe('copied from main');
  });
});

describe('the id of a report', () => {
  const names = ['pr-7', 'pr-70', 'main', 'feature/a', 'a'.repeat(300), 'größe 😀'];

  test('can stand in a path, and is the same in every run', () => {
    for (const name of names) {
      expect(reportId('abc123', name)).toMatch(/^upsun-[0-9a-f]{34}$/);
      expect(reportId('abc123', name)).toBe(reportId('abc123', name));
    }
  });

  test('differs for each project and environment', () => {
    const ids = ['abc123', 'xyz789'].flatMap((project) => names.map((name) => reportId(project, name)));
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('what failed is remarked', () => {
  const deploy = { app: 'app', type: 'deploy', exitCode: 1 };
  const postDeploy = { app: 'worker', type: 'post_deploy', exitCode: 255 };

  test('for each command, with what it wrote and nothing of the others', () => {
    expect(annotationsOf(failedWith(deploymentLog, { failedCommands: [deploy, postDeploy] }))).toEqual([
      {
        summary: 'app: deploy failed with exit code 1',
        details: '    migrating\n    table "users" is locked',
        severity: 'HIGH',
        link: logPage,
      },
      {
        summary: 'worker: post-deploy failed with exit code 255',
        details: '    queue not reachable',
        severity: 'HIGH',
        link: logPage,
      },
    ]);
  });

  test('with the end of the whole log where that does not tell them apart', () => {
    const command = { app: 'other', type: 'deploy', exitCode: 2 };
    const [annotation] = annotationsOf(failedWith(deploymentLog, { failedCommands: [command] }));
    expect(annotation?.summary).toBe('other: deploy failed with exit code 2');
    expect(annotation?.details).toMatch(/queue not reachable[^]*is served by application `app`$/);
  });

  test('also where the environment is live all the same', () => {
    const annotations = annotationsOf(reported({ log: deploymentLog, failedCommands: [deploy] }));
    expect(annotations).toMatchObject([{ severity: 'MEDIUM', summary: expect.stringContaining('app') }]);
  });

  test('for a build, which no command tells of', () => {
    const log = `Building application 'app' (runtime type: nodejs:24, tree: 1a2b3c4)
  Executing build hook...
    npm error: no such package

  E: Error building project: Step failed with status code 1.
E: Error: Unable to build application, aborting.
`;
    expect(annotationsOf(failedWith(log))).toMatchObject([
      {
        summary: 'app: Error building project: Step failed with status code 1.',
        details: expect.stringContaining('npm error: no such package'),
      },
    ]);
  });

  test('for an error before any build', () => {
    expect(annotationsOf(failedWith('E: Invalid configuration\n'))).toMatchObject([
      { summary: 'Invalid configuration', details: 'E: Invalid configuration' },
    ]);
  });

  test('for an error that no build wrote', () => {
    const log = deploymentLog.replace('  Preparing deployment', 'E: Service db did not start');
    expect(annotationsOf(failedWith(log))).toMatchObject([
      {
        summary: 'Service db did not start',
        details: expect.stringContaining('E: Service db did not start'),
      },
    ]);
  });

  test.each([
    ['nothing failed', reported({ log: 'E: not an end\n' })],
    ['there is no log', failedWith('')],
    ['the log tells nothing', failedWith('Redeploying environment pr-7\n')],
  ])('and not where %s', (_when, report) => {
    expect(annotationsOf(report)).toEqual([]);
  });

  test('with the last lines that fit', () => {
    const failedCommands = [{ ...deploy, app: 'other' }];
    const log = `${'first '.repeat(500)}\nlast`;
    expect(annotationsOf(failedWith(log, { failedCommands }))).toMatchObject([{ details: 'last' }]);
  });
});
