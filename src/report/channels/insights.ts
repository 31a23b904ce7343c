import type { Place } from '../place.ts';
import type { Channel, ReportPorts } from './channel.ts';
import { insightsReport } from './insights-report.ts';
import { writeWithPatience } from './patience.ts';
import { reportId } from './report-id.ts';

interface InsightsPorts extends Pick<ReportPorts, 'insights' | 'log' | 'clock'> {
  settings: Pick<ReportPorts['settings'], 'wait' | 'codeInsights'>;
}

/** A Code Insights report beside the source commit. */
export function openInsights(
  { commit, project, environment }: Place,
  { settings, insights, log, clock }: InsightsPorts,
): Channel | undefined {
  if (!settings.wait || !settings.codeInsights || !insights || !commit) return undefined;
  const id = reportId(project, environment);
  return {
    end: (report) =>
      writeWithPatience('The Code Insights report', { log, clock }, (signal) =>
        insights.setReport(commit, id, insightsReport(report, insights.longestDetails), signal),
      ),
  };
}
