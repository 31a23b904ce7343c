import { type Commit, readCommits } from '../bitbucket/commits.ts';
import type { Answer, Request } from '../server.ts';
import { type Resource, repositoryPath } from './access.ts';
import { invalidFields, noSuch } from './errors.ts';
import { type State, timestamp, type Token } from './state.ts';

/** The commits. A branch does not name one here. */
export function commitResources(state: State): Record<string, Resource> {
  return {
    async [`GET ${repositoryPath}/commits/:commit`]({ params: { commit = '' } }) {
      const isHash = /^[0-9a-f]{7,40}$/.test(commit);
      const hash = isHash ? await state.repository.resolve(commit) : undefined;
      const [found] = hash ? await readCommits(state.repository, [hash]) : [];
      return found ? { status: 200, body: commitPayload(found) } : noSuchCommit(state, commit);
    },
  };
}

/** Answers about a commit by its full hash. Whether there is such a commit is another matter. */
export function ofFullHash(
  answer: (commit: string, request: Request, token: Token) => Answer | Promise<Answer>,
): Resource {
  return (request, token) => {
    const { commit = '' } = request.params;
    return /^[0-9a-f]{40}$/.test(commit)
      ? answer(commit, request, token)
      : invalidFields({ commitId: `"${commit}" is not a full commit hash` });
  };
}

export function noSuchCommit({ fullName }: State, commit: string): Answer {
  return noSuch('Commit', `Commit '${commit}' does not exist in repository '${fullName}'.`);
}

/** A commit where it is named in passing. */
export function commitReference(hash: string) {
  return { id: hash, displayId: hash.slice(0, 11) };
}

function commitPayload({ hash, parents, date, author, message }: Commit) {
  const [, name = author, emailAddress = ''] = /^(.*) <(.*)>$/.exec(author) ?? [];
  const person = { name, emailAddress };
  return {
    ...commitReference(hash),
    author: person,
    authorTimestamp: timestamp(date),
    committer: person,
    committerTimestamp: timestamp(date),
    message: message.trimEnd(),
    parents: parents.map(commitReference),
  };
}
