import { sentFields } from '../bitbucket/errors.ts';
import { now } from '../bitbucket/state.ts';
import type { Answer, Request } from '../server.ts';
import { insightsPath, type Resource } from './access.ts';
import { noSuchCommit, ofFullHash } from './commits.ts';
import { failure, invalidFields, notPermitted, problemsOf } from './errors.ts';
import { page } from './paging.ts';
import { type Report, type State, timestamp, type Token } from './state.ts';

const reportsPath = `${insightsPath}/commits/:commit/reports`;
const annotationsPath = `${reportsPath}/:report/annotations`;
const mostData = 6;
const mostAnnotations = 1000;
const reportLimits = {
  required: ['title'],
  longest: { title: 450, details: 2000, reporter: 450, link: 2000, logoUrl: 2000 },
  choices: { result: ['PASS', 'FAIL'] },
};
const annotationLimits = {
  required: ['message', 'severity'],
  longest: { message: 2000, externalId: 450 },
  choices: { severity: ['LOW', 'MEDIUM', 'HIGH'], type: ['VULNERABILITY', 'CODE_SMELL', 'BUG'] },
};

/** Code Insights: the reports of a commit and their annotations. */
export function reportResources(state: State): Record<string, Resource> {
  const one = (answer: (report: Report, request: Request) => Answer) =>
    ofFullHash((commit, request) => {
      const { report: key = '' } = request.params;
      const found = findReport(state, commit, key);
      return found ? answer(found, request) : failure(404, `Report "${key}" does not exist.`);
    });
  const ownOne = (answer: (report: Report, request: Request) => Answer): Resource => {
    return (request, token) =>
      one((report) => (report.author === token.token ? answer(report, request) : notPermitted()))(
        request,
        token,
      );
  };
  return {
    [`GET ${reportsPath}`]: ofFullHash((commit, request) =>
      page(state, request, reportsOf(state, commit).map(reportPayload)),
    ),
    [`PUT ${reportsPath}/:report`]: ofFullHash((commit, request, token) =>
      writeReport(state, commit, request, token),
    ),
    [`GET ${reportsPath}/:report`]: one((report) => ({ status: 200, body: reportPayload(report) })),
    [`DELETE ${reportsPath}/:report`]: ownOne((report) => {
      state.reports = state.reports.filter((known) => known !== report);
      return { status: 204 };
    }),
    [`GET ${annotationsPath}`]: one(({ annotations }) => ({ status: 200, body: { annotations } })),
    [`POST ${annotationsPath}`]: ownOne((report, { body }) => addAnnotations(report, sentFields(body))),
    [`DELETE ${annotationsPath}`]: ownOne((report, { query }) => {
      const ids = query.getAll('externalId');
      report.annotations = report.annotations.filter(
        ({ externalId }) => ids.length > 0 && !ids.includes(String(externalId)),
      );
      return { status: 204 };
    }),
  };
}

/** The reports of a commit. */
export function reportsOf(state: State, commit: string): Report[] {
  return state.reports.filter((report) => report.commit.startsWith(commit));
}

function findReport(state: State, commit: string, key: string): Report | undefined {
  return reportsOf(state, commit).find(({ externalId }) => externalId === key);
}

async function writeReport(
  state: State,
  commit: string,
  { body, params: { report: key = '' } }: Request,
  { token }: Token,
): Promise<Answer> {
  if (!(await state.repository.resolve(commit))) return noSuchCommit(state, commit);
  const content = sentFields(body);
  const problems = problemsOf(content, reportLimits);
  const tooMuch = Array.isArray(content.data) && content.data.length > mostData;
  if (tooMuch) problems.data = `size must be between 0 and ${mostData}`;
  if (Object.keys(problems).length > 0) return invalidFields(problems);
  const present = findReport(state, commit, key);
  if (present && present.author !== token) return notPermitted();
  const times = { createdOn: now(), updatedOn: now() };
  const report = present ?? { commit, externalId: key, author: token, content, annotations: [], ...times };
  Object.assign(report, { content, updatedOn: times.updatedOn });
  if (!present) state.reports.push(report);
  return { status: 200, body: reportPayload(report) };
}

/** Adds annotations to those that there are: the same one comes twice where it is sent twice. */
function addAnnotations(report: Report, { annotations: sent }: Record<string, unknown>): Answer {
  if (!Array.isArray(sent) || sent.length === 0) return invalidFields({ annotations: 'must not be empty' });
  const annotations = sent.map((annotation) => sentFields(annotation));
  const [problem] = annotations
    .map((annotation) => problemsOf(annotation, annotationLimits))
    .filter((problems) => Object.keys(problems).length > 0);
  if (problem) return invalidFields(problem);
  if (report.annotations.length + annotations.length > mostAnnotations) {
    return failure(400, `A report has at most ${mostAnnotations} annotations.`);
  }
  report.annotations.push(
    ...annotations.map((annotation) => ({ reportKey: report.externalId, ...annotation })),
  );
  return { status: 204 };
}

function reportPayload({ content, externalId, createdOn }: Report) {
  return { data: [], ...content, key: externalId, createdDate: timestamp(createdOn) };
}
