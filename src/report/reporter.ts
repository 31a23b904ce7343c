import type { Bitbucket, Deployment } from '../../bitbucket/bitbucket.ts';
import type { PullRequestComments, ReportWriter } from '../../bitbucket/reports.ts';
import type { Clock } from '../../clock.ts';
import { attempt } from './attempt.ts';
import type { EndState, StatusReport } from './build-status.ts';
import { commentMarker, commentText } from './comment-text.ts';
import type { DeploymentReport } from '../deployment.ts';
import { insightsReport, reportId } from './insights-report.ts';
import type { Log } from '../../log.ts';
import { publishComment } from './publish-comment.ts';

/** Where the run of one environment is told of; what is `undefined` is not told. */
export interface Channels {
  status: StatusReport | undefined;
  insights: ReportWriter | undefined;
  comments: PullRequestComments | undefined;
  deployments: Bitbucket['setDeployment'];
}

export interface Reporter {
  /** Says that it runs, with a page that shows how. */
  begin: (description: string, page: string) => void;
  /** Says how it ended. With `hurry` only what takes less than two seconds. */
  end: (report: DeploymentReport, hurry?: boolean) => Promise<void>;
}

const states: Readonly<Record<DeploymentReport['state'], EndState>> = {
  successful: 'SUCCESSFUL',
  failed: 'FAILED',
  stopped: 'STOPPED',
};

/** Tells every channel. What cannot be told is a warning, and never fails a deployment. */
export function openReporter(
  { status, insights, comments, deployments }: Channels,
  { log, clock }: { log: Log; clock: Clock },
): Reporter {
  const started = clock.now();
  return {
    begin: (description, page) => status?.inProgress(description, page),
    async end(report, hurry = false) {
      await status?.end(states[report.state], report.description, report.link, hurry);
      if (hurry) return;
      const { project, environment, pullRequest } = report;
      await Promise.all([
        insights &&
          attempt('The Code Insights report', log, (signal) =>
            insights.setReport(
              report.sourceCommit,
              reportId(project, environment),
              insightsReport(report),
              signal,
            ),
          ),
        deployments &&
          attempt('The deployment', log, (signal) =>
            deployments(report.sourceCommit, deploymentOf(report, started), signal),
          ),
        comments &&
          pullRequest !== undefined &&
          attempt('The comment', log, (signal) => {
            const marker = commentMarker(project);
            const text = commentText(report, marker);
            return publishComment(comments, { pullRequest, marker, text }, { clock, signal });
          }),
      ]);
    },
  };
}

/** Bitbucket orders the deployments of an environment by their numbers; seconds rise from one to the next. */
function deploymentOf(report: DeploymentReport, started: number): Deployment {
  const { project, environment, state, description, parent, url, link } = report;
  return {
    key: `upsun-${project}`.slice(0, 255),
    sequence: Math.floor(started / 1000),
    name: environment,
    description,
    state: states[state],
    url: report.logPage ?? link,
    environment: {
      key: reportId(project, environment),
      name: environment,
      type: parent === undefined ? 'PRODUCTION' : 'DEVELOPMENT',
      url,
    },
  };
}
