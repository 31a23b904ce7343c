import type { PullRequestComments, ReportWriter } from '../bitbucket/reports.ts';
import type { Clock } from '../clock.ts';
import type { EndState, StatusReport } from './build-status.ts';
import { commentMarker, commentText } from './comment.ts';
import type { DeploymentReport } from './deployment-report.ts';
import { insightsReport, reportId } from './insights.ts';
import type { Log } from './log.ts';
import { publishComment } from './publish-comment.ts';

/** Where the run of one environment is told of; what is `undefined` is not told. */
export interface Channels {
  status: StatusReport | undefined;
  insights: ReportWriter | undefined;
  comments: PullRequestComments | undefined;
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

/** Milliseconds that one report may take; the step does not wait longer for it. */
const patience = 30_000;

/** Tells every channel. What cannot be told is a warning, and never fails a deployment. */
export function openReporter(
  { status, insights, comments }: Channels,
  { log, clock }: { log: Log; clock: Clock },
): Reporter {
  async function attempt(what: string, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    try {
      await work(AbortSignal.timeout(patience));
    } catch (error) {
      log.warning(`${what} could not be written: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return {
    begin: (description, page) => status?.inProgress(description, page),
    async end(report, hurry = false) {
      await status?.end(states[report.state], report.description, report.link, hurry);
      if (hurry) return;
      const { project, environment, pullRequest } = report;
      await Promise.all([
        insights &&
          attempt('The Code Insights report', (signal) =>
            insights.setReport(
              report.sourceCommit,
              reportId(project, environment),
              insightsReport(report),
              signal,
            ),
          ),
        comments &&
          pullRequest !== undefined &&
          attempt('The comment', (signal) => {
            const marker = commentMarker(project);
            const text = commentText(report, marker);
            return publishComment(comments, { pullRequest, marker, text }, { clock, signal });
          }),
      ]);
    },
  };
}
