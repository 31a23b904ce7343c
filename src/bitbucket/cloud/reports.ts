import type { Http } from '../../http/client.ts';
import { isDueTo } from '../../http/errors.ts';
import type { CommitHash } from '../../plan/commit.ts';
import { cut } from '../../text/plain-text.ts';
import { fittingLink, unlessTooLong, withFittingLinks } from '../links.ts';
import type { Annotation, Report, ReportData, ReportWriter } from '../reports.ts';
import type { Send } from '../requests.ts';
import { repositoryUrlOf } from './api.ts';
import { proxiedApiUrl, sendThroughProxy } from './proxy.ts';

/** The most that Bitbucket shows or takes of each. */
// https://dac-static.atlassian.com/cloud/bitbucket/swagger.v3.json (read 2026-11-21)
const limits = {
  title: 255,
  details: 2000,
  text: 255,
  summary: 450,
  data: 10,
  annotations: 1000,
  // Inferred from that of a build status: no document says it.
  link: 449,
};
/** The most annotations that Bitbucket takes at once. */
const annotationsAtOnce = 100;

export interface ReportTarget {
  /** Of the API, with its `/repositories/{workspace}/{slug}`. */
  repositoryUrl: string;
  commit: CommitHash;
  /** A report of the same id on the same commit is replaced. */
  id: string;
}

/** Makes or replaces a Code Insights report with its annotations. */
export async function putReport(
  send: Send,
  { repositoryUrl, commit, id }: ReportTarget,
  report: Report,
  signal: AbortSignal,
): Promise<void> {
  const url = `${repositoryUrl}/commit/${commit}/reports/${encodeURIComponent(id)}`;
  await removeReport(send, url, signal);
  const { result, link, otherLinks } = report;
  const json = {
    title: cut(report.title, limits.title),
    details: cut(report.details, limits.details),
    result,
    link: fittingLink([link, ...otherLinks], limits.link),
    report_type: 'TEST',
    reporter: 'Upsun',
    data: withFittingLinks(report.data, limits.link).slice(0, limits.data).map(shortened),
  };
  await send('write a Code Insights report', { method: 'PUT', url, json, idempotent: true, signal });

  const annotations = report.annotations
    .slice(0, limits.annotations)
    .map((annotation, index) => toJson(annotation, `${id}-${index + 1}`));
  for (let start = 0; start < annotations.length; start += annotationsAtOnce) {
    await send('annotate a Code Insights report', {
      method: 'POST',
      url: `${url}/annotations`,
      json: annotations.slice(start, start + annotationsAtOnce),
      // An annotation of the same id is replaced.
      // https://dac-static.atlassian.com/cloud/bitbucket/swagger.v3.json (read 2026-11-21)
      idempotent: true,
      signal,
    });
  }
}

/** Where the reports of a repository go without credentials. `http` goes through the proxy of Pipelines. */
export function reportsThroughProxy(http: Http, repository: string): ReportWriter {
  return cloudReports(sendThroughProxy(http), repositoryUrlOf(proxiedApiUrl, repository));
}

/** Where the reports of a repository go. `repositoryUrl` ends with `/repositories/{workspace}/{slug}`. */
export function cloudReports(send: Send, repositoryUrl: string): ReportWriter {
  return {
    longestDetails: limits.details,
    setReport: (commit, id, report, signal) => putReport(send, { repositoryUrl, commit, id }, report, signal),
  };
}

// Inferred: the documents do not say what becomes of them.
/** Replacing a report would leave the annotations of an earlier run of the same commit on it. */
async function removeReport(send: Send, url: string, signal: AbortSignal): Promise<void> {
  try {
    await send('remove a Code Insights report', { method: 'DELETE', url, idempotent: true, signal });
  } catch (error) {
    // There may be none yet; and where removing is not allowed, replacing may be.
    if (!isDueTo(error, 400, 401, 403, 404, 405)) throw error;
  }
}

function shortened(datum: ReportData): ReportData {
  if (datum.type === 'DURATION') return datum;
  if (datum.type === 'TEXT') return { ...datum, value: cut(datum.value, limits.text) };
  return { ...datum, value: { ...datum.value, text: cut(datum.value.text, limits.text) } };
}

function toJson({ summary, details, severity, link }: Annotation, id: string) {
  return {
    external_id: id,
    annotation_type: 'BUG',
    result: 'FAILED',
    summary: cut(summary, limits.summary),
    details: cut(details, limits.details),
    severity,
    link: unlessTooLong(link, limits.link),
  };
}
