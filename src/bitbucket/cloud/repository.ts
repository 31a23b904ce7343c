import type * as z from 'zod';
import { type Http, type HttpRequest, parseAnswer } from '../../http/client.ts';
import { hasStatus, type HttpError, isDueTo } from '../../http/errors.ts';
import type { Bitbucket } from '../bitbucket.ts';
import { cloudComments } from './comments.ts';
import type { Authorization } from './authorization.ts';
import { setBuildStatus } from './build-status.ts';
import type { Credentials } from './credentials.ts';
import { isAbsence, refused, unknownRepository } from './errors.ts';
import { listPages } from './pages.ts';
import { cloudReports } from './reports.ts';
import * as schemas from './schemas.ts';
import { scopesIn } from './scopes.ts';
import { repositoryUrlOf } from './send.ts';

/** The most that Bitbucket gives on one page; more is an error, not a smaller page. */
const pageLengths = { branches: 100, pullRequests: 50 };

/** A repository on Bitbucket Cloud, through its REST API 2.0. */
export function createCloud(options: {
  http: Http;
  apiUrl: string;
  repository: string;
  credentials: Credentials;
  authorization: Authorization;
}): Bitbucket {
  const { http, apiUrl, repository, credentials, authorization } = options;
  const repositoryUrl = repositoryUrlOf(apiUrl, repository);

  async function send(asked: string, request: HttpRequest) {
    const headers = { authorization: await authorization.header() };
    return http.send({ ...request, headers }).catch((error: unknown) => {
      throw refused(error, asked, credentials);
    });
  }
  async function get<Value>(asked: string, schema: z.ZodType<Value>, url: string): Promise<Value> {
    return parseAnswer(schema, `GET ${url}`, await send(asked, { method: 'GET', url }));
  }
  /** `undefined` for what Bitbucket does not have. A repository it does not show looks the same, so that is told apart. */
  async function find<Value>(
    asked: string,
    schema: z.ZodType<Value>,
    url: string,
  ): Promise<Value | undefined> {
    try {
      return await get(asked, schema, url);
    } catch (error) {
      if (!isAbsence(error)) throw error;
      await readRepository();
      return undefined;
    }
  }
  async function readRepository() {
    try {
      const answer = await get('read the repository', schemas.repositoryAnswer, repositoryUrl);
      return { fullName: answer.full_name, uuid: answer.uuid, mainBranch: answer.mainbranch?.name };
    } catch (error) {
      throw isDueTo(error, 404) ? unknownRepository(repository, credentials, error) : error;
    }
  }

  return {
    repository: readRepository,
    async granted() {
      const answer = await send('read the repository', { method: 'GET', url: repositoryUrl }).catch(
        refusalOf,
      );
      const header = answer.headers['x-oauth-scopes'];
      return {
        kind: 'scopes',
        variable: credentials.variable,
        scopes: header === undefined ? undefined : scopesIn(header),
      };
    },
    branch: (name) =>
      find(
        `read branch ${name}`,
        schemas.branchAnswer,
        `${repositoryUrl}/refs/branches/${encodeURIComponent(name)}`,
      ),
    deletesPullRequests: false,
    pullRequest: (id) =>
      find(`read pull request ${id}`, schemas.pullRequestAnswer, `${repositoryUrl}/pullrequests/${id}`),
    async commit(name) {
      const url = `${repositoryUrl}/commit/${encodeURIComponent(name)}`;
      return (await find(`read commit ${name}`, schemas.commitAnswer, url))?.hash;
    },
    branches: () =>
      listPages(
        send,
        'list the branches',
        schemas.branchAnswer,
        `${repositoryUrl}/refs/branches?pagelen=${pageLengths.branches}`,
      ),
    openPullRequests: () =>
      listPages(
        send,
        'list the pull requests',
        schemas.pullRequestAnswer,
        `${repositoryUrl}/pullrequests?state=OPEN&pagelen=${pageLengths.pullRequests}`,
      ),
    ...cloudComments(send, repositoryUrl),
    ...cloudReports(send, repositoryUrl),
    setBuildStatus: (...told) => setBuildStatus({ send, repositoryUrl }, ...told),
  };
}

/** A token that may not read the repository learns of its scopes all the same. */
function refusalOf(error: unknown): HttpError {
  if (error instanceof Error && hasStatus(error.cause, 403)) return error.cause;
  throw error;
}
