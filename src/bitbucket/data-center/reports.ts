import type { Annotation, Report, ReportData } from '../reports.ts';
import type { Api } from './api.ts';

// https://dac-static.atlassian.com/server/bitbucket/10.4.swagger.v3.json (read 2026-11-21)
const limits = { title: 450, details: 2000, data: 6, message: 2000, annotations: 1000 };

/**
 * Makes or replaces the report of this key on a commit, which is named by its full hash. Lines and annotations beyond
 * what Bitbucket takes are left out.
 */
export async function setReport(
  api: Api,
  commit: string,
  key: string,
  report: Report,
  signal: AbortSignal,
): Promise<void> {
  const path = `commits/${encodeURIComponent(commit)}/reports/${encodeURIComponent(key)}`;
  const url = `${api.insightsUrl}/${path}`;
  const asked = 'set a Code Insights report';
  const json = {
    title: report.title.slice(0, limits.title),
    details: report.details.slice(0, limits.details),
    result: resultOf(report),
    link: report.link,
    reporter: 'Upsun',
    data: report.data.slice(0, limits.data).map(dataField),
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
  if (field.type !== 'LINK') return field;
  return { ...field, value: { linktext: field.value.text, href: field.value.href } };
}

function toJson({ summary, details, severity, link }: Annotation) {
  return { message: `${summary}\n${details}`.slice(0, limits.message), severity, link };
}
