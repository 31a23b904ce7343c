import type { Answer, Handler, Request } from '../server.ts';
import { ofCommit } from './commits.ts';
import { failure, sentFields } from './errors.ts';
import { listing } from './listing.ts';
import { repositoryPath } from './repository.ts';
import { newUuid, now, type Report, type State } from './state.ts';

const reportsPath = `${repositoryPath}/commit/:commit/reports`;
const mostData = 10;
/** No document says it: the limit is that of a build status. */
const longestLink = 450;
const mostAnnotationsAtOnce = 100;
const mostAnnotations = 1000;

/** Code Insights: the reports of a commit and their annotations. */
export function reportResources(state: State): Record<string, Handler> {
  const one = (answer: (report: Report, request: Request) => Answer) =>
    ofCommit(state, (commit, request) => {
      const { report = '' } = request.params;
      const found = findReport(state, commit, report);
      return found ? answer(found, request) : failure(404, `Report "${report}" not found`);
    });
  return {
    [`GET ${reportsPath}`]: ofCommit(state, (commit, request) =>
      listing(request, reportsOf(state, commit).map(reportPayload)),
    ),
    [`PUT ${reportsPath}/:report`]: ofCommit(state, (commit, { body, params: { report = '' } }) =>
      writeReport(state, commit, report, sentFields(body)),
    ),
    [`GET ${reportsPath}/:report`]: one((report) => ({ status: 200, body: reportPayload(report) })),
    [`DELETE ${reportsPath}/:report`]: ofCommit(state, (commit, { params: { report = '' } }) => {
      state.reports = state.reports.filter((known) => known !== findReport(state, commit, report));
      return { status: 204 };
    }),
    [`GET ${reportsPath}/:report/annotations`]: one((report, request) =>
      listing(request, report.annotations),
    ),
    [`POST ${reportsPath}/:report/annotations`]: one((report, { body }) => addAnnotations(report, body)),
  };
}

/** The reports of a commit. */
export function reportsOf(state: State, commit: string): Report[] {
  return state.reports.filter((report) => report.commit.startsWith(commit));
}

function findReport(state: State, commit: string, name: string): Report | undefined {
  return reportsOf(state, commit).find(({ externalId, uuid }) => [externalId, uuid].includes(name));
}

function writeReport(state: State, commit: string, name: string, content: Record<string, unknown>): Answer {
  const missing = ['title', 'details', 'report_type'].filter((field) => !content[field]);
  if (missing.length > 0) return failure(400, `A report needs ${missing.join(', ')}`);
  if (Array.isArray(content.data) && content.data.length > mostData) {
    return failure(400, `A report holds at most ${mostData} data fields`);
  }
  const { link } = content;
  if (typeof link === 'string' && link.length > longestLink) {
    return failure(400, `The link of a report has at most ${longestLink} characters`);
  }
  const present = findReport(state, commit, name);
  const report: Report = present ?? {
    uuid: newUuid(),
    commit,
    externalId: name,
    content,
    annotations: [],
    createdOn: now(),
    updatedOn: now(),
  };
  if (present) Object.assign(present, { content, updatedOn: now() });
  else state.reports.push(report);
  return { status: 200, body: reportPayload(report) };
}

/** Adds annotations to those that there are; one whose id is known replaces that. */
function addAnnotations(report: Report, body: unknown): Answer {
  if (!Array.isArray(body) || body.length === 0 || body.length > mostAnnotationsAtOnce) {
    return failure(400, `Send 1 to ${mostAnnotationsAtOnce} annotations at once`);
  }
  const sent = body.map((annotation) => sentFields(annotation));
  const added = sent.map((annotation) => ({
    ...annotation,
    type: 'report_annotation',
    uuid: newUuid(),
    created_on: now(),
    updated_on: now(),
  }));
  const ids = new Set(sent.map((annotation) => annotation.external_id));
  const others = report.annotations.filter((annotation) => !ids.has(annotation.external_id));
  if (others.length + added.length > mostAnnotations) {
    return failure(400, `A report has at most ${mostAnnotations} annotations`);
  }
  report.annotations = [...others, ...added];
  return { status: 200, body: added };
}

function reportPayload(report: Report) {
  return {
    ...report.content,
    type: 'report',
    uuid: report.uuid,
    external_id: report.externalId,
    commit_hash: report.commit,
    created_on: report.createdOn,
    updated_on: report.updatedOn,
  };
}
