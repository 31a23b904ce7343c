import * as z from 'zod';
import { isDueTo } from '../../http/errors.ts';
import type { Branch } from '../../plan/world.ts';
import type { Bitbucket } from '../bitbucket.ts';
import { type Access, accessTo } from './access.ts';
import { type Api, type ApiOptions, openApi } from './api.ts';
import { buildState, setBuildStatus } from './build-status.ts';
import { changedFiles } from './changed-files.ts';
import { pullRequestComments } from './comments.ts';
import { setDeployment } from './deployments.ts';
import { dataCenterReports } from './reports.ts';
import * as schemas from './schemas.ts';

/** Ordered by the time of its commit, a branch would skip a page if it were pushed to while they are read (inferred). */
const branchOrder = { orderBy: 'ALPHABETICAL' };

/** One repository on Bitbucket Data Center, with what only `validate` needs. */
export type DataCenter = Bitbucket & Required<Pick<Bitbucket, 'setDeployment'>> & Access;

/** A repository on Bitbucket Data Center 8 to 10, through its REST API. */
export function createDataCenter(options: ApiOptions): DataCenter {
  const api = openApi(options);
  const { repositoryUrl } = api;
  return {
    async repository() {
      return { ...(await api.readRepository()), mainBranch: await mainBranch(api) };
    },
    branch: (name) => findBranch(api, name),
    branches: () =>
      api.list('list the branches', schemas.branchAnswer, `${repositoryUrl}/branches`, branchOrder),
    // https://dac-static.atlassian.com/server/bitbucket/10.4.swagger.v3.json (read 2026-11-21)
    deletesPullRequests: true,
    async pullRequest(id) {
      const url = `${repositoryUrl}/pull-requests/${id}`;
      const asked = `read pull request ${id}`;
      const found = await api.find(asked, schemas.pullRequestAnswer, url, 'NoSuchPullRequestException');
      // Bitbucket brings the ref of a pull request up to date when somebody looks at its changes. Observed in
      // https://github.com/jenkinsci/bitbucket-branch-source-plugin (read 2026-11-21), not documented.
      if (found?.fork) await api.get(asked, z.unknown(), `${url}/changes?limit=1`);
      return found;
    },
    openPullRequests: () =>
      api.list('list the pull requests', schemas.pullRequestAnswer, `${repositoryUrl}/pull-requests`, {
        state: 'OPEN',
      }),
    changedFiles: (id) => changedFiles(api, id),
    async commit(name) {
      const url = `${repositoryUrl}/commits/${encodeURIComponent(name)}`;
      return (await api.find(`read commit ${name}`, schemas.commitAnswer, url, 'NoSuchCommitException'))?.id;
    },
    buildState: (...asked) => buildState(api, ...asked),
    setBuildStatus: (...told) => setBuildStatus(api, ...told),
    ...dataCenterReports(api),
    setDeployment: (...told) => setDeployment(api, ...told),
    ...pullRequestComments(api),
    ...accessTo(api, options),
  };
}

async function findBranch({ pages, repositoryUrl }: Api, name: string): Promise<Branch | undefined> {
  // The filter finds every name that contains this one, the exact one and those that begin with it first.
  // https://dac-static.atlassian.com/server/bitbucket/10.4.swagger.v3.json (read 2026-11-21)
  const query = { ...branchOrder, filterText: name, boostMatches: 'true' };
  const url = `${repositoryUrl}/branches`;
  for await (const branches of pages(`read branch ${name}`, schemas.branchAnswer, url, query)) {
    const found = branches.find((branch) => branch.name === name);
    if (found) return found;
  }
  return undefined;
}

/**
 * The configured branch, which Bitbucket also tells of where nothing was pushed to it yet.
 * https://dac-static.atlassian.com/server/bitbucket/10.4.swagger.v3.json (read 2026-11-21)
 */
async function mainBranch({ get, repositoryUrl }: Api): Promise<string | undefined> {
  try {
    return await get(
      'read the default branch',
      schemas.defaultBranchAnswer,
      `${repositoryUrl}/default-branch`,
    );
  } catch (error) {
    if (isDueTo(error, 404)) return undefined;
    throw error;
  }
}
