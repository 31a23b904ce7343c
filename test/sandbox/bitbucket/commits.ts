import type { Repository } from '../git/repository.ts';
import type { Answer, Handler, Request } from '../server.ts';
import { failure } from './errors.ts';
import { git } from './git.ts';
import { repositoryReference, repositoryUrl } from './payloads.ts';
import type { State } from './state.ts';

export interface Commit {
  hash: string;
  parents: string[];
  date: string;
  author: string;
  message: string;
}

/** Reads commits by their full hashes. */
export async function readCommits(repository: Repository, hashes: string[]): Promise<Commit[]> {
  if (hashes.length === 0) return [];
  const format = '--format=%H%x1f%P%x1f%cI%x1f%an <%ae>%x1f%B';
  const output = await git(
    repository.path,
    ['log', '--no-walk=unsorted', '-z', '--stdin', format],
    hashes.join('\n'),
  );
  return output
    .split('\0')
    .filter(Boolean)
    .map((record) => {
      const [hash = '', parents = '', date = '', author = '', message = ''] = record.split('\u001F');
      return { hash, parents: parents.split(' ').filter(Boolean), date, author, message };
    });
}

/** The full hash of a commit given by its hash or an abbreviation of it, if it exists. */
async function findCommit(state: State, hash: string): Promise<string | undefined> {
  return /^[0-9a-f]{7,40}$/.test(hash) ? state.repository.resolve(hash) : undefined;
}

/** Answers for the commit that the path names, given its full hash. */
export function ofCommit(
  state: State,
  answer: (commit: string, request: Request) => Answer | Promise<Answer>,
): Handler {
  return async (request) => {
    const { commit = '' } = request.params;
    const hash = await findCommit(state, commit);
    return hash ? answer(hash, request) : failure(404, 'Commit not found', { detail: `No commit ${commit}` });
  };
}

/** A commit as Bitbucket answers it. */
export function commitPayload(state: State, commit: Commit) {
  const self = `${repositoryUrl(state)}/commit/${commit.hash}`;
  return {
    type: 'commit',
    hash: commit.hash,
    date: commit.date,
    author: { type: 'author', raw: commit.author },
    message: commit.message,
    summary: { raw: commit.message, markup: 'markdown', html: `<p>${commit.message}</p>` },
    parents: commit.parents.map((hash) => ({ type: 'commit', hash })),
    repository: repositoryReference(state),
    links: { self: { href: self }, statuses: { href: `${self}/statuses` } },
  };
}
