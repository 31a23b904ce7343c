import { changedFiles, type FileChange } from '../git/changed-files.ts';
import type { Answer, Request } from '../server.ts';
import { failure } from './errors.ts';
import type { PullRequest, State } from './state.ts';

const types = { added: 'ADD', removed: 'DELETE', modified: 'MODIFY', renamed: 'MOVE' };

/**
 * The files that a pull request changes. As the document says there is one page: what is more than the request's limit,
 * or the server's own, is cut, and `start` is ignored.
 */
export async function changesPage(
  { repository, settings }: State,
  { sourceCommit, targetCommit }: PullRequest,
  { query }: Request,
): Promise<Answer> {
  const limit = Math.min(Number(query.get('limit') ?? 25), settings.mostChanges);
  if (!Number.isInteger(limit)) return failure(400, 'limit is a whole number');
  const isKnown = (await repository.resolve(sourceCommit)) && (await repository.resolve(targetCommit));
  const all = isKnown ? await changedFiles(repository, sourceCommit, targetCommit) : [];
  const values = all.slice(0, limit).map(changePayload);
  const isLastPage = values.length === all.length;
  return {
    status: 200,
    body: {
      fromHash: targetCommit,
      toHash: sourceCommit,
      properties: { changeScope: 'ALL' },
      values,
      size: values.length,
      start: 0,
      limit,
      isLastPage,
      nextPageStart: isLastPage ? null : values.length,
    },
  };
}

function changePayload({ status, ...paths }: FileChange) {
  return {
    type: types[status],
    nodeType: 'FILE',
    path: pathPayload(paths.new ?? paths.old ?? ''),
    ...(status === 'renamed' ? { srcPath: pathPayload(paths.old ?? '') } : {}),
  };
}

function pathPayload(path: string) {
  const components = path.split('/');
  const name = components.at(-1) ?? '';
  const [, extension] = /\.([^.]+)$/.exec(name) ?? [];
  return { components, parent: components.slice(0, -1).join('/'), name, ...(extension ? { extension } : {}) };
}
