import type { Annotation, Report, ReportData } from '../../bitbucket/reports.ts';
import type { Command } from '../../plan/world.ts';
import { copied } from '../copied-data.ts';
import type { DeploymentReport } from '../deployment.ts';
import { reportName } from '../name.ts';
import { findStep, stepsOf } from './log-steps.ts';
import { cut, lastLines, oneLine, plainText } from '../../text/plain-text.ts';

const linesOfLog = 30;

const results = {
  successful: 'PASSED',
  failed: 'FAILED',
  stopped: undefined,
} as const;

/** A run as a Code Insights report, with `longest` characters for its details and for those of an annotation. */
export function insightsReport(report: DeploymentReport, longest: number): Report {
  return {
    title: reportName(report),
    details: detailsOf(report, longest),
    result: results[report.state],
    link: report.link,
    otherLinks: [report.environmentPage, report.projectPage],
    data: dataOf(report),
    annotations: annotationsOf(report, longest),
  };
}

function detailsOf(report: DeploymentReport, longest: number): string {
  const { description, commit, branch, tag, pullRequest } = report;
  const origin = pullRequest === undefined ? '' : `, pull request ${pullRequest}`;
  const kind = tag === undefined ? 'branch' : 'tag';
  const from = commit ? `Commit ${commit} of ${kind} ${oneLine(branch)}` : `Branch ${oneLine(branch)}`;
  return `${cut(plainText(description), longest / 2)}\n${from}${origin}`;
}

function dataOf(report: DeploymentReport): ReportData[] {
  const { url, logPage, duration, data, parent, status, routes } = report;
  const known: (ReportData | undefined)[] = [
    url === undefined ? undefined : linkTo('Environment', url, url),
    logPage === undefined ? undefined : linkTo('Log', 'Activity in the console', logPage),
    { title: 'Duration', type: 'DURATION', value: Math.round(duration) },
    text('Commit', report.commit?.slice(0, 12)),
    text('Data', data && copied(data)),
    text('Parent', parent),
    text('Status', status),
    ...routes.filter((route) => route.url !== url).map((route) => linkTo('Route', route.url, route.url)),
  ];
  return known.filter((datum) => datum !== undefined);
}

function text(title: string, value: string | undefined): ReportData | undefined {
  return value === undefined ? undefined : { title, type: 'TEXT', value };
}

function linkTo(title: string, words: string, href: string): ReportData {
  return { title, type: 'LINK', value: { text: words, href } };
}

/** An annotation for each build or hook that failed, with the end of what it wrote. */
export function annotationsOf(report: DeploymentReport, longest: number): Annotation[] {
  const log = plainText(report.log);
  const steps = stepsOf(log);
  const severity = report.state === 'failed' ? 'HIGH' : 'MEDIUM';
  const annotation = (summary: string, lines: string | undefined): Annotation => ({
    summary: plainText(summary),
    details: lastLines(lines ?? log, linesOfLog, longest),
    severity,
    link: report.logPage,
  });
  const ofCommands = report.failedCommands.map((command) =>
    annotation(failure(command), findStep(steps, command.app, command.type)?.lines.join('\n')),
  );
  if (ofCommands.length > 0) return ofCommands;
  // A build that fails need not be among the commands of its activity.
  const error = report.state === 'failed' ? log.split('\n').find((line) => /^\s*E: /.test(line)) : undefined;
  if (error === undefined) return [];
  const step = steps.find(({ lines }) => lines.includes(error));
  return [annotation(inStep(error.trim().slice('E: '.length), step?.app), step?.lines.join('\n'))];
}

function failure({ app, type, exitCode }: Command): string {
  return inStep(`${type.replaceAll('_', '-')} failed with exit code ${exitCode}`, app);
}

function inStep(what: string, app: string | undefined): string {
  return app ? `${app}: ${what}` : what;
}
