import type { CommitHash } from '../../plan/commit.ts';
import { cut } from '../../text/plain-text.ts';
import type { Annotation, Report, ReportData, ReportWriter } from '../reports.ts';
import { fittingLink, unlessTooLong, withFittingLinks } from '../links.ts';
import type { Api } from './api.ts';
import type { Spelling } from './characters.ts';

// https://dac-static.atlassian.com/server/bitbucket/10.4.swagger.v3.json (read 2026-11-21)
const limits = {
  title: 450,
  details: 2000,
  text: 255,
  data: 6,
  summary: 450,
  message: 2000,
  annotations: 1000,
  // Inferred: the document names none.
  link: 2000,
};

/** Where the reports of a repository go. */
export function dataCenterReports(api: Api): ReportWriter {
  return {
    // The summary of an annotation stands in the same text, on a line of its own.
    longestDetails: limits.message - limits.summary - 1,
    setReport: (commit, key, report, signal) =>
      api.inStoredCharacters((spelled) =>
        setReport(api, commit, key, spelledReport(report, spelled), signal),
      ),
  };
}

/**
 * Makes or replaces the report of this key on a commit. Lines and annotations beyond what Bitbucket takes are left out.
 */
async function setReport(
  api: Api,
  commit: CommitHash,
  key: string,
  report: Report,
  signal: AbortSignal,
): Promise<void> {
  const path = `commits/${encodeURIComponent(commit)}/reports/${encodeURIComponent(key)}`;
  const url = `${api.insightsUrl}/${path}`;
  const asked = 'set a Code Insights report';
  const json = {
    title: cut(report.title, limits.title),
    details: cut(report.details, limits.details),
    result: resultOf(report),
    link: fittingLink([report.link, ...report.otherLinks], limits.link),
    reporter: 'Upsun',
    data: withFittingLinks(report.data, limits.link).slice(0, limits.data).map(dataField),
  };
  await api.send(asked, { method: 'PUT', url, json, idempotent: true, signal });

  // Those of an earlier report of this key stay, and are not recognised when they come again.
  // https://dac-static.atlassian.com/server/bitbucket/10.4.swagger.v3.json (read 2026-11-21)
  const annotationsUrl = `${url}/annotations`;
  await api.send(asked, { method: 'DELETE', url: annotationsUrl, idempotent: true, signal });
  const annotations = report.annotations.slice(0, limits.annotations).map(toJson);
  if (annotations.length > 0)
    await api.send(asked, { method: 'POST', url: annotationsUrl, json: { annotations }, signal });
}

/** Data Center has no word for a report that is not decided yet: it leaves the result out. */
function resultOf({ result }: Report): 'PASS' | 'FAIL' | undefined {
  if (result === 'PASSED') return 'PASS';
  return result === 'FAILED' ? 'FAIL' : undefined;
}

function dataField(field: ReportData) {
  if (field.type === 'DURATION') return field;
  if (field.type === 'TEXT') return { ...field, value: cut(field.value, limits.text) };
  return { ...field, value: { linktext: cut(field.value.text, limits.text), href: field.value.href } };
}

function toJson({ summary, details, severity, link }: Annotation) {
  const message = cut(`${cut(summary, limits.summary)}\n${details}`, limits.message);
  return { message, severity, link: unlessTooLong(link, limits.link) };
}

/** The texts that people read. Links stay as they are, so that they lead where they should. */
function spelledReport(report: Report, spelled: Spelling): Report {
  return {
    ...report,
    title: spelled(report.title),
    details: spelled(report.details),
    data: report.data.map((datum) => spelledData(datum, spelled)),
    annotations: report.annotations.map(({ summary, details, ...annotation }) => ({
      ...annotation,
      summary: spelled(summary),
      details: spelled(details),
    })),
  };
}

function spelledData(datum: ReportData, spelled: Spelling): ReportData {
  if (datum.type === 'DURATION') return datum;
  if (datum.type === 'TEXT') return { ...datum, value: spelled(datum.value) };
  return { ...datum, value: { ...datum.value, text: spelled(datum.value.text) } };
}
