import type { ServerName } from '../server.ts';

/** Where a document is known to say something else than the service does. */
export interface Deviation {
  server: ServerName;
  /** The operation as "METHOD /path", by the path in the document or, where it has none, by that of the request. */
  where: RegExp;
  /** Only for requests with such a query. */
  query?: RegExp;
  what: RegExp;
  reason: string;
}

/** What is wrong with a request that no operation fits. */
export const undocumented = 'is in no document';

const unknownProperty = (where: string, ...names: string[]) =>
  new RegExp(`^${where} must NOT have additional properties: (${names.join('|')})$`);
const anyOperation = /^/;

/** All in which the service, the sandbox with it, departs from its document. */
export const deviations: readonly Deviation[] = [
  {
    server: 'upsun-api',
    where: anyOperation,
    what: unknownProperty('answer(/\\d+)?', '_links', '_embedded'),
    reason:
      'Every resource is HAL, which is how clients learn what they may do; the schemas leave its fields out.',
  },
  {
    server: 'upsun-api',
    where: anyOperation,
    what: /^answer.* must match exactly one schema in oneOf$/,
    reason:
      'The kinds of routes overlap. What fits none of the schemas is reported for what it lacks as well.',
  },
  {
    server: 'upsun-api',
    where: /^GET .*\/activities$/,
    what: unknownProperty('request/query', 'type', 'state', 'result', 'starts_at', 'count'),
    reason:
      'The vendor’s own clients filter and page activities by these; the document knows no query at all.',
  },
  {
    server: 'upsun-api',
    where: /^GET .*\/activities\/[^/]+\/log$/,
    what: new RegExp(undocumented),
    reason: 'The log is linked from the activity and streams as NDJSON; the document does not have it.',
  },
  {
    server: 'upsun-api',
    where: /^GET .*\/environments\/[^/]+\/settings$/,
    what: new RegExp(undocumented),
    reason:
      'The vendor’s own clients read it, for the way in which deployments begin; the document lacks it.',
  },
  {
    server: 'bitbucket-api',
    where: /^POST \/site\/oauth2\/access_token$/,
    what: new RegExp(undocumented),
    reason: 'The OAuth server of bitbucket.org is no part of the API.',
  },
  {
    server: 'bitbucket-api',
    where: /^GET /,
    what: unknownProperty('request/query', 'page', 'pagelen', 'q', 'sort', 'fields'),
    reason: 'Paging, filtering and partial answers are described once for all operations, in prose.',
  },
  {
    server: 'bitbucket-api',
    where: /^GET /,
    query: /(^|&)fields=/,
    what: /^answer.* must have required property/,
    reason: 'A partial answer has the fields that were asked for.',
  },
  {
    server: 'bitbucket-api',
    where: /\/pullrequests$/,
    what: /^request\/query\/state must be (string|equal to one of the allowed values)/,
    reason: 'The parameter may be repeated, as its description says; its schema takes one value.',
  },
  ...(['bitbucket-api', 'pipelines-proxy'] as const).map((server) => ({
    server,
    where: /^(POST|PUT) /,
    what: /^request\/requestBody(\/\d+)? must have required property 'type'$/,
    reason:
      'The schemas of answers serve for requests as well; nobody has to send the type of what is written.',
  })),
  ...(['bitbucket-api', 'pipelines-proxy'] as const).map((server) => ({
    server,
    where: /\/reports(\/|$)/,
    what: /\/data\/\d+\/value must be object$/,
    reason: 'Only links have an object for a value: numbers, texts, dates and booleans stand as they are.',
  })),
  {
    server: 'bitbucket-api',
    where: /\/diffstat\//,
    what: /^answer\/values\/\d+\/(old|new) must be object$/,
    reason: 'The path that a file did not have is null; the document knows no null here.',
  },
  {
    server: 'bitbucket-api',
    where: anyOperation,
    what: unknownProperty('answer/error', 'fields'),
    reason: 'A refused form names its fields.',
  },
  {
    server: 'bitbucket-api',
    where: anyOperation,
    what: /^answer\/error\/detail must be string$/,
    reason: 'Missing scopes come as an object of those granted and those required.',
  },
  {
    server: 'data-center',
    where: / \/bitbucket\/scm\//,
    what: new RegExp(undocumented),
    reason: 'Git is no part of the REST API.',
  },
  {
    server: 'data-center',
    where: /^GET /,
    what: /^answer\/nextPageStart must be integer$/,
    reason: 'It is null on the last page; the document knows no null at all.',
  },
  {
    server: 'data-center',
    where: anyOperation,
    what: /^answer\/errors\/\d+\/(context|exceptionName) must be string$/,
    reason: 'Both are always there, and null in an error that is about no field or named by no exception.',
  },
  {
    server: 'data-center',
    where: /\/reports(\/|$)/,
    what: /\/data\/\d+\/value must be object$/,
    reason: 'Only links have an object for a value, as the description of the operation says.',
  },
];
