import { createHash } from 'node:crypto';
import type { Annotation, Report, ReportData } from '../../bitbucket/reports.ts';
import type { FailedCommand } from '../../upsun/upsun.ts';
import { copied, type DeploymentReport } from '../deployment.ts';
import { findStep, stepsOf } from './log-steps.ts';
import { cut, lastLines, plainText } from '../../text/plain-text.ts';

/** What Bitbucket takes. */
const limits = { title: 255, details: 2000, text: 255, summary: 450, data: 10, annotations: 1000 };
const linesOfLog = 30;

const results = {
  successful: 'PASSED',
  failed: 'FAILED',
  stopped: undefined,
} as const;

/** Names the report on a commit: a report of the same id is replaced. Stable per project and environment. */
export function reportId(project: string, environment: string): string {
  const hash = createHash('sha256').update(`${project}/${environment}`).digest('hex');
  return `upsun-${hash.slice(0, 34)}`;
}

/** A run as a Code Insights report. */
export function insightsReport(report: DeploymentReport): Report {
  return {
    title: cut(`Upsun environment ${report.environment}`, limits.title),
    details: cut(detailsOf(report), limits.details),
    result: results[report.state],
    link: report.link,
    data: dataOf(report).slice(0, limits.data),
    annotations: annotationsOf(report),
  };
}

function detailsOf({ description, commit, branch, pullRequest }: DeploymentReport): string {
  const origin = pullRequest === undefined ? '' : `, pull request ${pullRequest}`;
  return `${cut(plainText(description), 1000)}\nCommit ${commit} of branch ${branch}${origin}`;
}

function dataOf(report: DeploymentReport): ReportData[] {
  const { url, logPage, duration, data, parent, status, routes } = report;
  const known: (ReportData | undefined)[] = [
    url === undefined ? undefined : linkTo('Environment', url, url),
    logPage === undefined ? undefined : linkTo('Log', 'Activity in the console', logPage),
    { title: 'Duration', type: 'DURATION', value: Math.round(duration) },
    text('Commit', report.commit.slice(0, 12)),
    text('Data', data && copied(data)),
    text('Parent', parent),
    text('Status', status),
    ...routes.filter((route) => route.url !== url).map((route) => linkTo('Route', route.url, route.url)),
  ];
  return known.filter((datum) => datum !== undefined);
}

function text(title: string, value: string | undefined): ReportData | undefined {
  return value === undefined ? undefined : { title, type: 'TEXT', value: cut(value, limits.text) };
}

function linkTo(title: string, words: string, href: string): ReportData {
  return { title, type: 'LINK', value: { text: cut(words, limits.text), href } };
}

/** A remark for each build or hook that failed, with the end of what it wrote. */
export function annotationsOf(report: DeploymentReport): Annotation[] {
  const log = plainText(report.log);
  const steps = stepsOf(log);
  const severity = report.state === 'failed' ? 'HIGH' : 'MEDIUM';
  const annotation = (summary: string, lines: string | undefined): Annotation => ({
    summary: cut(plainText(summary), limits.summary),
    details: lastLines(lines ?? log, linesOfLog, limits.details),
    severity,
    link: report.logPage,
  });
  const ofCommands = report.failedCommands.map((command) =>
    annotation(failure(command), findStep(steps, command.app, command.type)?.lines.join('\n')),
  );
  if (ofCommands.length > 0) return ofCommands.slice(0, limits.annotations);
  // A build that fails need not be among the commands of its activity.
  const error = report.state === 'failed' ? log.split('\n').find((line) => /^\s*E: /.test(line)) : undefined;
  if (error === undefined) return [];
  const step = steps.find(({ lines }) => lines.includes(error));
  return [annotation(inStep(error.trim().slice('E: '.length), step?.app), step?.lines.join('\n'))];
}

function failure({ app, type, exitCode }: FailedCommand): string {
  return inStep(`${type.replaceAll('_', '-')} failed with exit code ${exitCode}`, app);
}

function inStep(what: string, app: string | undefined): string {
  return app ? `${app}: ${what}` : what;
}
