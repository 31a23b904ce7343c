import type { Bitbucket } from '../bitbucket.ts';
import { accessTo } from './access.ts';
import { type ApiOptions, openApi } from './api.ts';
import { changedFiles } from './changed-files.ts';
import { cloudComments } from './comments.ts';
import { buildState, setBuildStatus } from './build-status.ts';
import { cloudReports } from './reports.ts';
import * as schemas from './schemas.ts';

/**
 * The most that Bitbucket gives on one page; more is an error, not a smaller page. The documents say 100 for every list.
 * https://bitbucket.org/site/master/issues/9659/pagelen-wrongfully-limited-50-for-api-20 (read 2026-11-25)
 */
const pageLengths = { branches: 100, pullRequests: 50 };

/** A repository on Bitbucket Cloud, through its REST API 2.0. */
export function createCloud(options: ApiOptions): Bitbucket {
  const api = openApi(options);
  const { send, find, list, repositoryUrl } = api;
  return {
    repository: api.readRepository,
    branch: (name) =>
      find(
        `read branch ${name}`,
        schemas.branchAnswer,
        `${repositoryUrl}/refs/branches/${encodeURIComponent(name)}`,
      ),
    branches: () =>
      list(
        'list the branches',
        schemas.branchAnswer,
        `${repositoryUrl}/refs/branches?pagelen=${pageLengths.branches}`,
      ),
    deletesPullRequests: false,
    pullRequest: (id) =>
      find(`read pull request ${id}`, schemas.pullRequestAnswer, `${repositoryUrl}/pullrequests/${id}`),
    openPullRequests: () =>
      list(
        'list the pull requests',
        schemas.pullRequestAnswer,
        `${repositoryUrl}/pullrequests?state=OPEN&pagelen=${pageLengths.pullRequests}`,
      ),
    changedFiles: (id) => changedFiles(api, id),
    async commit(name) {
      const url = `${repositoryUrl}/commit/${encodeURIComponent(name)}`;
      return (await find(`read commit ${name}`, schemas.commitAnswer, url))?.hash;
    },
    buildState: (...asked) => buildState(api, ...asked),
    setBuildStatus: (...told) => setBuildStatus({ send, repositoryUrl }, ...told),
    ...cloudReports(send, repositoryUrl),
    ...cloudComments(send, repositoryUrl),
    ...accessTo(api, options),
  };
}
