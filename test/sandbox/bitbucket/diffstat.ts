import { changedFiles } from '../git/changed-files.ts';
import type { Resource } from './access.ts';
import { failure } from './errors.ts';
import { listing } from './listing.ts';
import { repositoryUrl } from './payloads.ts';
import { refresh } from './pull-request-changes.ts';
import { findPullRequest, noSuchPullRequest } from './pull-requests.ts';
import { repositoryPath } from './repository.ts';
import type { State } from './state.ts';

/** As the document of Bitbucket says. */
const pages = { usual: 500, longest: 5000 };

/** Where a pull request's own list of files leads: to the comparison of the two commits that it has now. */
export function pullRequestDiffstat(state: State): Record<string, Resource> {
  return {
    async [`GET ${repositoryPath}/pullrequests/:id/diffstat`]({ params: { id = '' } }) {
      await refresh(state);
      const found = findPullRequest(state, id);
      if (!found) return noSuchPullRequest(id);
      const spec = `${found.sourceCommit}..${found.targetCommit}`;
      const location = `${repositoryUrl(state)}/diffstat/${spec}?topic=true`;
      return { status: 302, headers: { location } };
    },
  };
}

/** The files that one commit changed since it branched off another one. */
export function diffstat(state: State): Record<string, Resource> {
  return {
    async [`GET ${repositoryPath}/diffstat/:spec`](request) {
      const { spec = '' } = request.params;
      const commits = spec.split('..').map((name) => state.repository.resolve(name));
      const [source, target] = await Promise.all(commits);
      if (!source || !target || request.query.get('topic') !== 'true')
        return failure(404, `Commits not found: ${spec}`);
      const changes = await changedFiles(state.repository, source, target);
      const values = changes.map(({ status, ...paths }) => ({
        type: 'diffstat',
        status,
        lines_added: 1,
        lines_removed: 1,
        old: file(paths.old),
        new: file(paths.new),
      }));
      return listing(request, values, pages.longest, pages.usual);
    },
  };
}

function file(path: string | undefined) {
  return path === undefined ? null : { type: 'commit_file', path, escaped_path: path };
}
